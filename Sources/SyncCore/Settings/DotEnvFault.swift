/// A line of a `.env` file that cannot be read; it holds nothing of the line.
package struct DotEnvFault: Error, Equatable, Sendable {
  /// What is wrong with the line, in the words of the message.
  package enum Kind: String, Error, CaseIterable, Sendable {
    case noEqualsSign = "the line has no ="
    case badName = "the name is not made of letters, digits, _, . and -"
    case unterminatedQuote = "the quote that opens here is never closed"
    case textAfterQuote = "there is text after the closing quote"
    case badText = "the line is not valid UTF-8 or holds a NUL"
  }

  /// From 1; for a quoted value the line of its opening quote.
  package var line: Int
  package var kind: Kind

  package init(line: Int, kind: Kind) {
    self.line = line
    self.kind = kind
  }
}
