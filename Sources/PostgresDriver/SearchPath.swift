/// A list of schemas, as PostgreSQL reads `search_path`.
package enum SearchPath {
  /// The first schema: folded to small letters unless it is in double quotes. nil when there is
  /// none, and for `$user`, which means another name.
  package static func first(_ path: String) -> String? {
    var rest = path.utf8.drop { $0 == 0x20 || $0 == 0x09 }
    let quote = UInt8(ascii: "\"")
    var name: [UInt8] = []
    if rest.first == quote {
      rest = rest.dropFirst()
      while let byte = rest.popFirst() {
        if byte == quote {
          guard rest.first == quote else { break }
          rest = rest.dropFirst()
        }
        name.append(byte)
      }
    } else {
      name = rest.prefix { $0 != UInt8(ascii: ",") }.map {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0
      }
      while let last = name.last, last == 0x20 || last == 0x09 { name.removeLast() }
    }
    let text = String(decoding: name, as: UTF8.self)
    return text.isEmpty || text == "$user" ? nil : text
  }
}
