/// What a file is by its first bytes; its name does not matter.
enum FileFormat: Equatable {
  case bson
  case json
  case gzip
  case foreign(ForeignFormat)

  /// How many bytes identify a format, where there are that many.
  static let length = 16
  /// How many bytes of a text are searched for a document.
  static let textLength = 1 << 16

  /// - Parameter bytes: the first ones, as many as there are. An empty file is BSON: a dump of an
  ///   empty collection.
  init(firstBytes bytes: [UInt8]) {
    if bytes.starts(with: [0x1F, 0x8B, 0x08]), !Self.isDump(bytes) {
      self = .gzip
    } else if let foreign = ForeignFormat(magic: bytes), !Self.isDump(bytes) {
      self = .foreign(foreign)
    } else if bytes.count >= 4, bytes[3] == 0 {
      // The length of any document below 16 MiB.
      self = .bson
    } else if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      self = .json
    } else {
      self = Self.isText(bytes) ? .json : .bson
    }
  }

  /// The length of a document, the type of its first element, and a name or one's end.
  private static func isDump(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 9, bytes[3] == 0, BSONType(rawValue: bytes[4]) != nil else { return false }
    return Array(bytes[5..<9]) == [0x5F, 0x69, 0x64, 0]
  }

  /// With less than a document's length it accepts what a text of documents may begin with.
  private static func isText(_ bytes: [UInt8]) -> Bool {
    if bytes.count < 4 {
      let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
      return !bytes.isEmpty
        && (first == nil || first == UInt8(ascii: "{") || first == UInt8(ascii: "["))
    }
    return bytes.prefix(length).allSatisfy {
      $0 >= 0x20 && $0 != 0x7F || (0x09...0x0D).contains($0)
    }
  }
}
