/// Finds where the documents continue after a broken one, in however many pieces its bytes arrive.
///
/// That is its own closing brace, or before it a line that begins with the next document: whatever is
/// open at the end of a line in a text or document that was cut does not swallow what follows. A line
/// that begins with an object of the broken document itself is not such a line: what a document holds is
/// never taken for one.
struct JSONResync {
  enum Found {
    /// The document ends before the offset.
    case end(Int)
    /// Another one begins at the offset, at the start of a line.
    case document(Int)
  }

  private var depth: Int
  private var lists = 0
  private var isInText = false
  private var isEscaped = false
  private var isLineStart = false
  /// The last byte that is neither white space nor within a text.
  private var last: UInt8 = 0
  /// The bytes that are not white space.
  private var count = 0
  /// The last byte that is not white space, wherever it is.
  private var lastByte: UInt8 = 0
  /// The first line holds nothing but the opening brace: the document spans lines, so that a comma at
  /// the end of one does not end it.
  private var isSpread = false
  /// The line feeds before the place found, or so far.
  private(set) var lineFeeds = 0
  /// True when everything searched, except white space, is on one line.
  private(set) var isOneLine = true

  /// True when what was searched ends as a line does: with its line feed, or with a closing brace, which is
  /// within a text because of a missing or extra quote.
  var isWholeLine: Bool { lineFeeds > 0 || isInText && lastByte == UInt8(ascii: "}") }

  /// `depth` is that of the place where the search begins: 0 before the document, 1 within it.
  init(depth: Int) { self.depth = depth }

  /// nil when `range`, which continues the range of the previous call, has no such place.
  mutating func find(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Found? {
    for at in range {
      let byte = bytes[at]
      if byte == 0x0A {
        if lineFeeds == 0 { isSpread = count == 1 }
        lineFeeds += 1
        (isInText, isEscaped, isLineStart) = (false, false, true)
        continue
      }
      if isLineStart, byte == UInt8(ascii: "{"), !isWithin { return .document(at) }
      isLineStart = false
      guard byte > 0x20 else {
        isEscaped = false
        continue
      }
      count += 1
      lastByte = byte
      if lineFeeds > 0 { isOneLine = false }
      if isInText {
        takeText(byte)
      } else if take(byte) {
        return .end(at + 1)
      }
    }
    return nil
  }

  /// True where an object that begins here belongs to the document: as the value of a member, or as an
  /// element of a list.
  private var isWithin: Bool {
    switch last {
    case UInt8(ascii: ":"), UInt8(ascii: "["): true
    case UInt8(ascii: ","): isSpread && lists > 0
    default: false
    }
  }

  private mutating func takeText(_ byte: UInt8) {
    if isEscaped {
      isEscaped = false
    } else if byte == UInt8(ascii: "\\") {
      isEscaped = true
    } else if byte == UInt8(ascii: "\"") {
      isInText = false
    }
  }

  /// True when the byte ends the document.
  private mutating func take(_ byte: UInt8) -> Bool {
    last = byte
    switch byte {
    case UInt8(ascii: "\""): isInText = true
    case UInt8(ascii: "{"): depth += 1
    case UInt8(ascii: "["): lists += 1
    case UInt8(ascii: "]"): lists -= 1
    case UInt8(ascii: "}"):
      depth -= 1
      return depth == 0
    default: break
    }
    return false
  }
}
