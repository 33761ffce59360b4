extension ExtendedJSONReader {
  /// Functions of MongoDB's shell that represent a value.
  private static let shellWords: Set<String> = [
    "ObjectId", "ObjectID", "ISODate", "Date", "new", "NumberLong", "NumberInt", "NumberDecimal",
    "Long",
    "Int32", "Double", "Decimal128", "BinData", "HexData", "UUID", "Timestamp", "DBRef", "MinKey",
    "MaxKey", "RegExp", "Code", "Symbol",
  ]

  /// Notes what is in a value's place, and continues after it as if it were null: the members that
  /// follow may identify the record.
  mutating func skipValue(
    _ text: Span<UInt8>, _ kind: DocumentFault.Kind, _ what: String
  ) throws(Stop) {
    var at = position
    var depth = 0
    var quote: UInt8 = 0
    scan: while true {
      guard at < text.count else { throw .incomplete }
      let byte = text[at]
      switch byte {
      case 0x0A: break scan
      case _ where quote != 0:
        if byte == UInt8(ascii: "\\") { at += 1 } else if byte == quote { quote = 0 }
      case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"): depth -= 1
      case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth <= 0 { break scan }
      default: break
      }
      at += 1
    }
    note(kind, what)
    guard at > position else { throw .broken }
    position = at
  }

  /// What a value is that begins with none of JSON's characters.
  func wordFault(_ text: Span<UInt8>) -> (DocumentFault.Kind, String) {
    let letters = (position..<text.count).prefix(20).prefix { at in
      let byte = text[at]
      return byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
        || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
    let word = String(decoding: letters.map { text[$0] }, as: UTF8.self)
    if Self.shellWords.contains(word) {
      return (.shell, "\(word)(…) is syntax of MongoDB's shell")
    }
    switch word {
    case "undefined": return (.shell, "undefined is syntax of MongoDB's shell")
    case "NaN", "Infinity": return (.syntax, "\(word) is not JSON")
    case "True", "False", "None": return (.syntax, "\(word) is Python, not JSON")
    default: break
    }
    switch text[position] {
    case UInt8(ascii: "'"): return (.syntax, "a text in single quotes")
    case UInt8(ascii: "/"): return (.shell, "/…/ is syntax of MongoDB's shell")
    case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"):
      return (.syntax, "a value is missing")
    case UInt8(ascii: "+"), UInt8(ascii: "."): return (.syntax, "not a JSON number")
    default: return (.syntax, "not a JSON value")
    }
  }

  /// Notes what is in a name's place.
  mutating func brokenName(_ text: Span<UInt8>) -> Stop {
    switch text[position] {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"), UInt8(ascii: "$"):
      note(.shell, "the next name is not in quotes")
    case UInt8(ascii: "'"):
      note(
        .syntax,
        "the next name is in single quotes, as Python prints it: use bson.json_util.dumps(…)")
    case UInt8(ascii: "}"), UInt8(ascii: ","): note(.syntax, "one comma too many")
    case UInt8(ascii: "{"), UInt8(ascii: "["): note(.syntax, "it does not end on its line")
    case 0x2F: note(.syntax, "a comment")
    default: note(.syntax, "the next name is not in quotes")
    }
    return .broken
  }
}
