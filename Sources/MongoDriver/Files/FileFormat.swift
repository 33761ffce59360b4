/// What a file is by its first bytes.
enum FileFormat {
  case bson
  case json
  case compressed
  case archive

  /// - Parameter firstBytes: as many as there are, up to 16. An empty file is BSON: a dump of an
  ///   empty collection.
  init(firstBytes bytes: [UInt8]) {
    let begins = { (magic: [UInt8]) in bytes.starts(with: magic) }
    // A dump may begin with a gzip magic as its length; then the name of a first field follows.
    let looksLikeDump = bytes.count >= 9 && bytes[3] == 0 && Array(bytes[5..<9]) == Self.idName
    if begins([0x1F, 0x8B, 0x08]) && !looksLikeDump {
      self = .compressed
    } else if begins([0x28, 0xB5, 0x2F, 0xFD]) || begins(Array("BZh".utf8)) {
      self = .compressed
    } else if begins([0x6D, 0xE2, 0x99, 0x81]) {
      self = .archive
    } else if bytes.count >= 4 && bytes[3] == 0 {
      // The length of any document below 16 MiB.
      self = .bson
    } else if begins([0xEF, 0xBB, 0xBF]) {
      self = .json
    } else {
      let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
      let isEmpty = bytes.isEmpty
      let isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || first == nil
      self = isJSON && !isEmpty ? .json : .bson
    }
  }

  /// The name `_id` and its NUL.
  private static let idName: [UInt8] = [0x5F, 0x69, 0x64, 0]
}
