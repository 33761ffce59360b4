import Foundation
import Glibc

/// A pseudo-terminal whose program side a tool gets.
final class ProcessTerminal {
  private(set) var slave: Int32
  private let master: Int32
  private var bytes: [UInt8] = []

  /// What was shown so far, line ends as LF.
  var text: String { String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n") }

  init() throws {
    var (first, second): (Int32, Int32) = (-1, -1)
    var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
    guard openpty(&first, &second, nil, nil, &size) == 0 else { throw POSIXError(.ENODEV) }
    (master, slave) = (first, second)
    for descriptor in [master, slave] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
  }

  deinit {
    closeSlave()
    close(master)
  }

  /// Called once the tool has it.
  func closeSlave() {
    if slave >= 0 { close(slave) }
    slave = -1
  }

  /// Takes what is there, so that the tool never waits for a reader.
  func drain() {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = read(master, &buffer, buffer.count), count > 0 {
      bytes += buffer[..<count]
    }
  }
}
