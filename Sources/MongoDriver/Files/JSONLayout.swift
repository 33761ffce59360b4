/// What may be between the documents of a JSON file.
struct JSONLayout {
  enum Answer {
    /// The byte is white space or punctuation in its place.
    case skip
    /// A document begins with the byte.
    case document
    case refuse
  }

  private enum Place {
    case start
    /// Between documents in sequence.
    case sequence
    /// After `[`.
    case arrayStart
    /// After a document of the array.
    case afterMember
    /// After a comma of the array.
    case afterComma
    /// After `]`.
    case end
  }

  private var place = Place.start

  /// True when the file may end here.
  var mayEnd: Bool {
    switch place {
    case .start, .sequence, .end: true
    case .arrayStart, .afterMember, .afterComma: false
    }
  }

  /// True while documents may follow in sequence: what is between them spoils none.
  var isSequence: Bool {
    switch place {
    case .start, .sequence: true
    case .arrayStart, .afterMember, .afterComma, .end: false
    }
  }

  /// Takes the next document as the one after a comma, which the broken one before it has swallowed.
  mutating func skipComma() {
    if place == .afterMember { place = .afterComma }
  }

  /// Takes one byte between documents.
  mutating func accept(_ byte: UInt8) -> Answer {
    switch (byte, place) {
    case (0x20, _), (0x09, _), (0x0A, _), (0x0D, _): return .skip
    case (UInt8(ascii: "{"), .start), (UInt8(ascii: "{"), .sequence):
      place = .sequence
      return .document
    case (UInt8(ascii: "{"), .arrayStart), (UInt8(ascii: "{"), .afterComma):
      place = .afterMember
      return .document
    case (UInt8(ascii: "["), .start): place = .arrayStart
    case (UInt8(ascii: ","), .afterMember): place = .afterComma
    case (UInt8(ascii: "]"), .arrayStart), (UInt8(ascii: "]"), .afterMember): place = .end
    default: return .refuse
    }
    return .skip
  }
}
