/// Names a place within a JSON value: `address.lines[0]`, `address."a b"`.
package struct JSONPath: Equatable, Sendable {
  /// The path as it is shown; empty for the root of an unnamed value.
  package let text: String

  package init(_ root: String = "") { text = root }

  /// The member's place; a name that is not a plain identifier is quoted and escaped as in JSON.
  package func member(_ name: String) -> JSONPath {
    JSONPath(
      text + (text.isEmpty ? "" : ".") + (Self.isPlain(name) ? name : JSONWriter.quoted(name)))
  }

  /// The array element's place, counted from 0.
  package func element(_ index: Int) -> JSONPath { JSONPath("\(text)[\(index)]") }

  /// True for an ASCII letter or underscore followed by letters, digits and underscores.
  private static func isPlain(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return name.utf8.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "_") }
  }
}
