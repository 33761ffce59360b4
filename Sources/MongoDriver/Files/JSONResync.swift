/// Finds where the documents go on behind one that is broken, in as many pieces as its bytes come in.
///
/// That is its own closing brace, or before it a line that begins with the next document: whatever is
/// open at the end of a line in a text or document that was cut does not swallow what follows.
struct JSONResync {
  enum Found {
    /// The document ends before the offset.
    case end(Int)
    /// Another one begins at the offset, at the start of a line.
    case document(Int)
  }

  private var depth = 0
  private var isInText = false
  private var isEscaped = false
  private var isLineStart = false
  /// The line feeds before the place found, or so far.
  private(set) var lineFeeds = 0
  /// True when all that was looked at, white space aside, stands on one line.
  private(set) var isOneLine = true

  /// nil when there is no such place in `range`, which continues the range of the call before.
  mutating func find(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Found? {
    for at in range {
      let byte = bytes[at]
      if byte == 0x0A {
        lineFeeds += 1
        (isInText, isEscaped, isLineStart) = (false, false, true)
        continue
      }
      if isLineStart, byte == UInt8(ascii: "{") { return .document(at) }
      isLineStart = false
      if lineFeeds > 0, byte > 0x20 { isOneLine = false }
      if isInText {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInText = false
        }
      } else if byte == UInt8(ascii: "\"") {
        isInText = true
      } else if byte == UInt8(ascii: "{") {
        depth += 1
      } else if byte == UInt8(ascii: "}") {
        depth -= 1
        if depth == 0 { return .end(at + 1) }
      }
    }
    return nil
  }
}
