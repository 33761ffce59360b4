/// Finds the ends of a protocol's messages in one direction of a connection.
///
/// The one byte that PostgreSQL answers to a request for TLS is no message: who counts messages
/// connects without TLS.
struct WireFramer {
  private let wire: Wire
  /// PostgreSQL's first messages have no type byte.
  private var isUntyped: Bool
  private var header: [UInt8] = []
  private var remaining = 0

  init(_ wire: Wire, _ way: Fault.Way) {
    self.wire = wire
    isUntyped = wire == .postgres && way == .fromTool
  }

  /// Takes the next byte; true when a message ends with it.
  mutating func ends(with byte: UInt8) -> Bool {
    if remaining > 0 {
      remaining -= 1
      return remaining == 0
    }
    header.append(byte)
    let size = wire == .mongo ? 4 : isUntyped ? 8 : 5
    guard header.count == size else { return false }
    let number = { (bytes: ArraySlice<UInt8>) in bytes.reduce(0) { $0 << 8 | Int($1) } }
    switch wire {
    case .mongo: remaining = number(ArraySlice(header.reversed())) - 4
    case .postgres where isUntyped:
      remaining = number(header[..<4]) - 8
      // Requests for TLS or GSSAPI; what follows them is untyped again.
      isUntyped = [80_877_103, 80_877_104].contains(number(header[4...]))
    case .postgres: remaining = number(header[1...]) - 4
    }
    header = []
    return remaining <= 0
  }
}
