internal import Basics
internal import Records

/// The clients asked about, by their keys and by the shapes of their emails.
struct ClientNames: Sendable {
  /// The keys in the order asked for, each once.
  let keys: [String]
  /// The NFKC of each key.
  let forms: [String]
  let match: MatchRule
  private let places: [[UInt8]: Int]
  private let shapes: [String: [Int]]
  private let plainShapes: [[UInt8]: [Int]]

  /// `forms` are the NFKC of the keys, or empty when no twins are searched for.
  init(keys: [String], forms: [String], match: MatchRule) {
    self.keys = keys
    self.forms = forms
    self.match = match
    places = Dictionary(
      keys.enumerated().map { (Array($0.element.utf8), $0.offset) }, uniquingKeysWith: { a, _ in a }
    )
    var shapes: [String: [Int]] = [:]
    for (place, form) in forms.enumerated() {
      shapes[EmailShape.of(form), default: []].append(place)
    }
    self.shapes = shapes
    plainShapes = Dictionary(
      shapes.filter { $0.key.utf8.allSatisfy { $0 < 0x80 } }.map { (Array($0.key.utf8), $0.value) },
      uniquingKeysWith: { a, _ in a })
  }

  /// How the email differs from the key of the client at `place`; `form` is its NFKC.
  ///
  /// What matching ignores is not a difference: white space around it, and the case where it folds.
  func differences(_ place: Int, _ email: String, _ form: String) -> [TwinDifference] {
    let before = email.utf8.prefix(while: \.isASCIISpace).count
    let after = email.utf8.reversed().prefix(while: \.isASCIISpace).count
    let trimmed = [email, form].map { text -> String in
      // NFKC leaves ASCII unchanged, so both begin and end with the same of it.
      let bytes = text.utf8.dropFirst(before).dropLast(after)
      let isFolded = match == .casefold
      return String(
        decoding: bytes.map { isFolded ? $0.foldedASCII : $0 }, as: UTF8.self)
    }
    return EmailShape.differences(keys[place], forms[place], trimmed[0], trimmed[1])
  }

  /// The place of the client with this key; nil for any other key.
  func place(ofKey key: [UInt8]) -> Int? { places[key] }

  /// The places of the clients whose emails have this shape.
  func places(ofShape shape: String) -> [Int] { shapes[shape] ?? [] }

  /// The places of the clients that an ASCII email may be a twin of; `shape` is reused storage.
  func places(ofPlain bytes: Span<UInt8>, _ text: Range<Int>, _ shape: inout [UInt8]) -> [Int] {
    shape.removeAll(keepingCapacity: true)
    for at in text {
      let byte = bytes[at]
      if byte <= 0x20 || byte == 0x7F { continue }
      shape.append(byte.foldedASCII)
    }
    return plainShapes[shape] ?? []
  }
}
