internal import SyncCore

/// The sockets at which the system's logs listen.
struct LogPlaces {
  var journald = "/run/systemd/journal/socket"
  var syslog = "/dev/log"

  /// nil for standard error, which needs no socket.
  func path(_ target: LogTarget) -> String? {
    switch target {
    case .stderr: nil
    case .journald: journald
    case .syslog: syslog
    }
  }
}
