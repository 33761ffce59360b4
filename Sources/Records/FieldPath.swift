/// A dotted path to a field of a source document, such as `contact.phone` or `emails.0.address`: a number
/// is a position in a list, and a name in an object.
package struct FieldPath: Equatable, Sendable {
  /// The path as the mapping wrote it.
  package let text: String
  /// The names from the outermost to the innermost, as UTF-8 bytes; at least one, none empty.
  package let components: [[UInt8]]

  /// nil when the path is not valid: a component is empty or starts with `$`, or there is a NUL.
  ///
  /// MongoDB reads such names as operators or array positions, and BSON ends a name at a NUL.
  package init?(_ text: String) {
    let dot = UInt8(ascii: ".")
    let components = text.utf8.split(separator: dot, omittingEmptySubsequences: false)
    let sound = components.allSatisfy { component in
      component.first != nil && component.first != UInt8(ascii: "$") && !component.contains(0)
    }
    guard sound else { return nil }
    self.text = text
    self.components = components.map { Array($0) }
  }

  /// The one component of a top-level field whose name is known to be valid.
  package init(name: StaticString) {
    self.text = name.description
    self.components = [Array(name.description.utf8)]
  }

  /// The position in a list, from 0, that a part of a path means there; nil for anything but a number.
  static func place(_ component: [UInt8]) -> Int? {
    guard component.allSatisfy({ (0x30...0x39).contains($0) }), component.count <= 9,
      component.count == 1 || component.first != 0x30
    else { return nil }
    return component.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  /// True when one of them is the other, or lies within it.
  package func overlaps(_ other: FieldPath) -> Bool {
    zip(components, other.components).allSatisfy { $0 == $1 }
  }

  /// Equal byte by byte: Swift's own `==` of strings would fold Unicode forms.
  package static func == (a: FieldPath, b: FieldPath) -> Bool { a.components == b.components }
}
