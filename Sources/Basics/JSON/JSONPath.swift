/// Names a place within a JSON value: `address.lines[0]`, `address."a b"`.
package struct JSONPath: Equatable, Sendable {
  /// The path as it is shown; empty for the root of an unnamed value.
  package private(set) var text: String

  package init(_ root: String = "") { text = root }

  /// The member's place; a name that is not a plain identifier is quoted and escaped as in JSON.
  package func member(_ name: String) -> JSONPath {
    var path = self
    path.append(member: name)
    return path
  }

  /// The array element's place, counted from 0.
  package func element(_ index: Int) -> JSONPath {
    var path = self
    path.append(element: index)
    return path
  }

  /// Moves to the member's place.
  package mutating func append(member name: String) {
    if !text.isEmpty { text += "." }
    text += Self.isPlain(name) ? name : JSONWriter.quoted(name)
  }

  /// Moves to the array element's place, counted from 0.
  package mutating func append(element index: Int) { text += "[\(index)]" }

  /// True for an ASCII letter or underscore followed by letters, digits and underscores.
  private static func isPlain(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return name.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") }
  }
}
