import Foundation
import Glibc
import Testing

/// A socket of the test's own that takes datagrams, as journald and syslog do.
final class LogSocketPeer {
  let path: String
  private let descriptor: Int32

  init(_ path: String) throws {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0, "cannot bind \(path)")
  }

  deinit { close(descriptor) }

  /// What has come so far.
  func datagrams() -> [[UInt8]] {
    var datagrams: [[UInt8]] = []
    while true {
      var bytes = [UInt8](repeating: 0, count: 65_536)
      let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
      guard count >= 0 else { return datagrams }
      datagrams.append(Array(bytes.prefix(count)))
    }
  }

  /// The fields of an entry in journald's protocol, read as journald reads it.
  static func fields(_ entry: [UInt8]) throws -> [String: String] {
    var fields: [String: String] = [:]
    var rest = entry[...]
    while !rest.isEmpty {
      let line = rest.prefix { $0 != 10 }
      rest = rest[line.endIndex...].dropFirst()
      if let equals = line.firstIndex(of: UInt8(ascii: "=")) {
        let name = String(decoding: line[..<equals], as: UTF8.self)
        fields[name] = String(decoding: line[(equals + 1)...], as: UTF8.self)
      } else {
        let size = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(8)
        let name = String(decoding: line, as: UTF8.self)
        fields[name] = String(decoding: rest.prefix(size), as: UTF8.self)
        rest = rest.dropFirst(size)
        try #require(rest.popFirst() == 10)
      }
    }
    return fields
  }
}
