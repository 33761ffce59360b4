import Foundation

/// What a relay remembers of one connection.
struct FaultWatch {
  /// All texts were sent on this connection.
  var isComplete = false
  private var textsSeen = 0
  private var hasAsked = false
  private var framers: [WireFramer]

  init(_ wire: Wire) {
    framers = [WireFramer(wire, .fromTool), WireFramer(wire, .fromServer)]
  }

  /// True when bytes that pass this way are the first of an answer.
  mutating func isAnswered(_ way: Fault.Way) -> Bool {
    defer { hasAsked = way == .fromTool }
    return hasAsked && way == .fromServer
  }

  /// True when a message ends with this byte.
  mutating func ends(with byte: UInt8, _ way: Fault.Way) -> Bool {
    framers[way.rawValue].ends(with: byte)
  }

  /// True when the last of the texts is in these bytes, and the others came before.
  mutating func completes(_ texts: [String], _ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = Data(bytes)
    while textsSeen < texts.count, let found = rest.range(of: Data(texts[textsSeen].utf8)) {
      textsSeen += 1
      rest = rest[found.upperBound...]
    }
    guard textsSeen == texts.count else { return false }
    textsSeen = 0
    return true
  }
}
