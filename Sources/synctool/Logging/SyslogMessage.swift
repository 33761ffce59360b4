internal import Glibc

/// A message for syslog on the same machine, in the RFC 3164 form that the C library sends too.
enum SyslogMessage {
  /// The facility `daemon`.
  private static let facility = 3
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// `text` is one line; `now` counts microseconds since 1970 and is shown in local time.
  static func bytes(_ text: String, severity: Int, now: Int64) -> [UInt8] {
    var seconds = time_t(now / 1_000_000)
    var local = tm()
    localtime_r(&seconds, &local)
    let month = months[Int(local.tm_mon) % 12]
    let day = local.tm_mday < 10 ? " \(local.tm_mday)" : "\(local.tm_mday)"
    let clock = [local.tm_hour, local.tm_min, local.tm_sec].map { $0 < 10 ? "0\($0)" : "\($0)" }
      .joined(separator: ":")
    let head = "<\(facility << 3 | severity)>\(month) \(day) \(clock) synctool[\(getpid())]: "
    return Array((head + text).utf8)
  }
}
