/// A format that is not supported, and what to do with a file of it.
package enum ForeignFormat: Equatable, Sendable {
  /// Compressed by the program of this name.
  case compressed(by: String)
  case compressedTwice
  /// A `mongodump --archive`.
  case archive
  /// Text in two or four bytes per character, by iconv's name of the encoding.
  case wideText(String)
  case zip
  case postgresDump
  case sqlite
  case parquet
  case pdf
  case html
  case xml
  case csv
  case shell
  case text

  /// Recognises a file that begins with a signature.
  init?(magic bytes: [UInt8]) {
    let signs: [([UInt8], ForeignFormat)] = [
      ([0x28, 0xB5, 0x2F, 0xFD], .compressed(by: "zstd")),
      (Array("BZh".utf8), .compressed(by: "bzip2")),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], .compressed(by: "xz")),
      ([0x04, 0x22, 0x4D, 0x18], .compressed(by: "lz4")), ([0x6D, 0xE2, 0x99, 0x81], .archive),
      ([0xFF, 0xFE, 0, 0], .wideText("UTF-32")), ([0, 0, 0xFE, 0xFF], .wideText("UTF-32")),
      ([0xFF, 0xFE], .wideText("UTF-16")), ([0xFE, 0xFF], .wideText("UTF-16")),
      (Array("PK\u{3}\u{4}".utf8), .zip), (Array("PGDMP".utf8), .postgresDump),
      (Array("SQLite format 3".utf8), .sqlite), (Array("PAR1".utf8), .parquet),
      (Array("%PDF".utf8), .pdf),
    ]
    if let sign = signs.first(where: { bytes.starts(with: $0.0) }) {
      self = sign.1
    } else if let order = Self.byteOrder(bytes) {
      self = .wideText("UTF-16" + order)
    } else {
      return nil
    }
  }

  /// The byte order of JSON in two bytes per character without a mark; nil for other text.
  private static func byteOrder(_ bytes: [UInt8]) -> String? {
    guard bytes.count >= 8 else { return nil }
    for (order, zero) in [("LE", 1), ("BE", 0)] {
      let places = stride(from: 0, to: min(bytes.count & ~1, 16), by: 2)
      let first = bytes[1 - zero]
      if first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
        places.allSatisfy({ bytes[$0 + zero] == 0 && bytes[$0 + 1 - zero] != 0 })
      {
        return order
      }
    }
    return nil
  }

  /// What a text without documents looks like; `text` is its beginning.
  init(text: String) {
    let lines = text.split(whereSeparator: \.isNewline).prefix(2)
    let first = lines.first ?? ""
    let start = first.drop { $0 == " " || $0 == "\u{FEFF}" || $0 == "\t" }.lowercased()
    if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") {
      self = .html
    } else if start.hasPrefix("<") {
      self = .xml
    } else if ["ObjectId(", "ISODate(", "NumberLong(", "db."].contains(where: text.contains) {
      self = .shell
    } else if [",", ";", "\t"].contains(where: { Self.isTable(lines, $0) }) {
      self = .csv
    } else {
      self = .text
    }
  }

  /// True when the first two lines have equally many separators.
  private static func isTable(_ lines: ArraySlice<Substring>, _ separator: Character) -> Bool {
    let counts = lines.map { $0.count { $0 == separator } }
    return counts.first.map { $0 > 0 && Set(counts).count == 1 } ?? false
  }

  /// What the file is, after its name.
  var words: String {
    switch self {
    case .compressed(let program): "is compressed by \(program)"
    case .compressedTwice: "is compressed twice"
    case .archive: "is a mongodump archive"
    case .wideText(let encoding): "is text in \(encoding)"
    case .zip: "is a ZIP archive or a spreadsheet"
    case .postgresDump: "is a PostgreSQL dump"
    case .sqlite: "is an SQLite database"
    case .parquet: "is a Parquet file"
    case .pdf: "is a PDF document"
    case .html: "holds no document: it looks like an HTML page"
    case .xml: "holds no document: it looks like XML"
    case .csv: "holds no document: it looks like CSV"
    case .shell: "holds no document: it looks like output of MongoDB's shell"
    case .text: "holds no document: it looks like plain text"
    }
  }

  /// The operator's next step.
  var hint: String {
    switch self {
    case .compressed(let program): "decompress it: \(program) -dc FILE | synctool --source - …"
    case .compressedTwice: "decompress it once: gunzip -c FILE | synctool --source - …"
    case .archive: "dump without --archive and give the collection's .bson file"
    case .wideText(let encoding):
      "convert it: iconv -f \(encoding) -t UTF-8 FILE | synctool --source - …"
    case .shell:
      "export with mongoexport, or print with EJSON.stringify(…): names and texts are in double quotes"
    case .csv:
      "export without --type=csv: give a .bson file of mongodump or the JSON of mongoexport"
    case .zip, .postgresDump, .sqlite, .parquet, .pdf, .html, .xml, .text:
      "give a .bson file of mongodump or the JSON of mongoexport, as it is or compressed by gzip"
    }
  }
}
