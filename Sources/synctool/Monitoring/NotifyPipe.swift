internal import Glibc

/// The standard input of a notification's command: our end of a pipe, which never makes us wait long.
struct NotifyPipe: ~Copyable {
  private let descriptor: Int32
  private var rest: ArraySlice<UInt8>
  private var isOpen = true

  /// Takes over the descriptor, which must not block.
  init(descriptor: Int32, text: String) {
    self.descriptor = descriptor
    rest = Array(text.utf8)[...]
  }

  deinit { if isOpen { close(descriptor) } }

  /// Passes on as much as the command takes within the time; with nothing left, only waits. A command
  /// that does not read its input is not a fault.
  mutating func feed(milliseconds: Int32) {
    var request = pollfd(fd: isOpen ? descriptor : -1, events: Int16(POLLOUT), revents: 0)
    guard poll(&request, 1, milliseconds) > 0 else { return }
    let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if written > 0 { rest.removeFirst(written) }
    if rest.isEmpty || written < 0 && errno != EAGAIN && errno != EINTR {
      close(descriptor)
      isOpen = false
    }
  }
}
