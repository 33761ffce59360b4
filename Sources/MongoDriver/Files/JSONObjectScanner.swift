/// Finds the end of one JSON object, in as many pieces as its bytes come in; the inside is not
/// checked, and no nesting makes it recurse.
struct JSONObjectScanner {
  private var depth = 0
  private var isInString = false
  private var isEscaped = false

  /// The offset after the closing brace; nil when it is not in `range`, which continues the range
  /// of the call before.
  mutating func end(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    for at in range {
      let byte = bytes[at]
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
      } else if byte == UInt8(ascii: "\"") {
        isInString = true
      } else if byte == UInt8(ascii: "{") {
        depth += 1
      } else if byte == UInt8(ascii: "}") {
        depth -= 1
        if depth == 0 { return at + 1 }
      }
    }
    return nil
  }
}
