/// The name of a table, perhaps with its schema, as PostgreSQL stores it.
package struct QualifiedName: Equatable, Sendable {
  /// nil means the schema `public`, whatever the search path says: no other table can take its place.
  package var schema: String?
  package var name: String

  /// The table when none is set.
  package static let clients = QualifiedName(name: "clients")
  /// The schema of a name that has none.
  package static let defaultSchema = "public"

  package init(schema: String? = nil, name: String) {
    self.schema = schema
    self.name = name
  }

  /// Reads `table` or `schema.table`; each part may be in double quotes, inner ones doubled.
  ///
  /// Parts without quotes are taken literally: `Clients` means `"Clients"`, not `clients`.
  /// nil when a part is empty, over 63 bytes or holds a NUL, and when there are more than two.
  package init?(parsing text: String) {
    guard let parts = Self.parts(text), (1...2).contains(parts.count) else { return nil }
    schema = parts.count == 2 ? parts[0] : nil
    name = parts[parts.count - 1]
  }

  /// The schema that it means, named or not.
  package var effectiveSchema: String { schema ?? Self.defaultSchema }

  /// The name with its schema, as shown to people: `public.clients`.
  package var full: String { "\(effectiveSchema).\(name)" }

  /// As the settings take it: a part is quoted where necessary.
  package var text: String {
    ([schema].compactMap { $0 } + [name]).map(Self.quoted).joined(separator: ".")
  }

  private static func quoted(_ part: String) -> String {
    guard part.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "\"") }) else {
      return part
    }
    return "\"" + part.replacing("\"", with: "\"\"") + "\""
  }

  /// The names between the dots; nil when one of them is empty, over 63 bytes or holds a NUL.
  static func parts(_ text: String) -> [String]? {
    var parts: [[UInt8]] = []
    var rest = Array(text.utf8)[...]
    repeat {
      guard let part = Self.part(&rest), !part.isEmpty, part.count <= 63, !part.contains(0) else {
        return nil
      }
      parts.append(part)
    } while rest.popFirst() != nil
    return parts.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Takes one part, up to the dot that separates it or to the end; nil for a misplaced quote.
  private static func part(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
    let quote = UInt8(ascii: "\"")
    let dot = UInt8(ascii: ".")
    var part: [UInt8] = []
    guard rest.first == quote else {
      while let byte = rest.first, byte != dot {
        guard byte != quote else { return nil }
        part.append(rest.removeFirst())
      }
      return rest.count == 1 ? nil : part
    }
    rest.removeFirst()
    while let byte = rest.popFirst() {
      guard byte == quote else {
        part.append(byte)
        continue
      }
      guard rest.first == quote else {
        return rest.isEmpty || (rest.first == dot && rest.count > 1) ? part : nil
      }
      part.append(rest.removeFirst())
    }
    return nil
  }
}
