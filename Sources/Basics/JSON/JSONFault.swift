/// Where and why a text is not JSON; it holds nothing of the text itself.
package struct JSONFault: Error, Equatable, Sendable {
  /// The raw value says what is wrong, in words for an operator.
  package enum Kind: String, CaseIterable, Sendable {
    case unexpectedEnd = "the text ends too early"
    case trailingText = "there is text after the end of the value"
    case noValue = "a value is missing"
    case noName = "a member name in double quotes is missing"
    case noColon = "a colon is missing after the member name"
    case noComma = "a comma or a closing bracket is missing"
    case badNumber = "the number does not have JSON's form"
    case badEscape = "the backslash escape is unknown or incomplete"
    case loneSurrogate = "a surrogate escape has no partner"
    case controlCharacter = "a string contains an unescaped control character"
    case badUTF8 = "a string is not valid UTF-8"
    case duplicateName = "the member name occurs twice in one object"
    case tooDeep = "the nesting is too deep"
  }

  package let kind: Kind
  /// In bytes from the start of the text.
  package let offset: Int
  /// From 1; a line ends at LF.
  package let line: Int
  /// In code points from 1.
  package let column: Int

  /// Finds the line and the column of the offset in the text.
  init(_ kind: Kind, at offset: Int, in bytes: Span<UInt8>) {
    var line = 1
    var column = 1
    for index in 0..<min(offset, bytes.count) {
      if bytes[index] == 0x0A {
        line += 1
        column = 1
      } else if bytes[index] & 0xC0 != 0x80 {
        column += 1
      }
    }
    (self.kind, self.offset, self.line, self.column) = (kind, offset, line, column)
  }

  /// The place and the cause: `line 2, column 7: a value is missing`.
  package var message: String { "line \(line), column \(column): \(kind.rawValue)" }
}
