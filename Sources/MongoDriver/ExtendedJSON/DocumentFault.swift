/// What is wrong with the text of one document, and where it is.
package struct DocumentFault: Error, Equatable, Sendable {
  package enum Kind: Equatable, Sendable {
    /// The text is not JSON.
    case syntax
    /// The text is JSON, but a value in it is not valid for its type.
    case value
    /// It is nested deeper than is read.
    case depth
    /// It is in the syntax of MongoDB's shell, like `ObjectId("…")`.
    case shell
  }

  package var kind: Kind
  /// What is wrong, in our own words; nothing of the document.
  package var what: String
  /// The path of the member at fault, dotted, a list's elements by their number; nil for the document
  /// itself.
  package var field: String?
  /// The line on which the document begins; the first one is 1.
  package var line: Int
  /// Where the document begins, in bytes from the text's first one.
  package var offset: Int

  package init(kind: Kind, what: String, field: String? = nil, line: Int = 1, offset: Int = 0) {
    (self.kind, self.what, self.field) = (kind, what, field)
    (self.line, self.offset) = (line, offset)
  }

  /// `address.n: number out of range`.
  package var text: String { field.map { "\($0): \(what)" } ?? what }
}
