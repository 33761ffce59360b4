/// One fault of a network: what happens, when, and whether it stays.
package struct Fault: Sendable, CustomStringConvertible {
  package enum Way: Int, Sendable {
    case fromTool, fromServer
  }

  /// When it strikes. Counts are those of the whole relay, over all of its connections.
  package enum Moment: Sendable {
    /// When so many bytes have passed this way.
    case byte(Way, Int)
    /// When so many messages of the protocol have passed this way.
    case message(Way, Int)
    /// Before that is forwarded in which one connection has sent all of these texts, in this order.
    case sending([String])
    /// The same, but that is forwarded, and the fault strikes before the first byte of the answer.
    case answering([String])
  }

  package enum Act: Sendable, Equatable {
    /// Both ends are closed; when for ever, nothing listens any more.
    case cut
    /// Both ends are closed by a reset; when for ever, so is each new connection.
    case reset
    /// Nothing moves any more, and nothing is closed.
    case stall
    /// Nothing moves for so many seconds; when for ever, before each piece.
    case pause(Double)
    /// The tool gets bytes that the server has not sent.
    case insert([UInt8])
  }

  package var moment: Moment
  package var act: Act
  /// Else it strikes one connection, once.
  package var forEver: Bool

  package init(_ act: Act, _ moment: Moment, forEver: Bool = false) {
    self.moment = moment
    self.act = act
    self.forEver = forEver
  }

  /// True when a relay that saw no more than this never came to the moment: how many messages a server
  /// sends differs a little from run to run.
  package func isBeyond(_ traffic: Traffic) -> Bool {
    switch moment {
    case .byte(let way, let count): traffic.bytes(way) <= count
    case .message(let way, let count): traffic.messages(way) <= count
    case .sending, .answering: false
    }
  }

  package var description: String { "\(act) at \(moment)\(forEver ? " for ever" : "")" }
}
