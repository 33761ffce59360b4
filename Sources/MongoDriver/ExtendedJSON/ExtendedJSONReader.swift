/// Reads the text of one document in Extended JSON (version 2, canonical or relaxed, and what older
/// mongoexports wrote) into BSON, in one pass.
///
/// The buffers are reused from document to document. Depth costs memory, not stack. A string's bytes
/// are passed on unchanged: whether they are UTF-8 is checked where a value is used, as in a dump.
struct ExtendedJSONReader: ~Copyable {
  /// How deep a document may be nested; MongoDB itself takes 100 levels.
  static let deepest = 1_000

  enum Outcome {
    case document
    /// The text given ends within the document.
    case incomplete
    /// It has a fault, but its end was found.
    case brokenWhole
    /// It has a fault, beyond which nothing was read.
    case brokenWithin
  }

  /// Why reading stops here.
  enum Stop: Error {
    case incomplete
    case broken
  }

  /// A document or list whose end is still to come.
  struct Frame {
    /// The place of its element in the output, with the type; 0 for the root, which has none.
    var element = 0
    /// The place of its length in the output.
    var length = 0
    var isList = false
    /// The elements of a list so far.
    var count = 0
    /// True when a name in it begins with `$`.
    var hasDollar = false
  }

  private enum Next {
    case memberOrEnd, member, elementOrEnd, element, separator
  }

  /// After `read`: where the text continues after the document.
  var position = 0
  /// The line feeds before `position`.
  var lineFeeds = 0
  /// What has become of the document; for a broken one the members that could be read.
  var output = BSONBuffer(capacity: 1 << 16)
  /// The first fault of the document, without its place in the source.
  var fault: DocumentFault?
  /// True when a member of the document, name and value, could be read.
  var hasMember = false
  var frame = Frame()
  /// The frames around `frame`, the root's first.
  var outer: [Frame] = []
  /// The place of the element being read in the output.
  var element = 0
  /// True while the element's value is still to come.
  var awaitsValue = false
  /// The place in the output of the value that last replaced a wrapper.
  var unwrapped = 0
  var scratch: [UInt8] = []

  /// Reads the document whose `{` is at the start of `text`.
  mutating func read(_ text: Span<UInt8>) -> Outcome {
    (position, lineFeeds, element) = (1, 0, 0)
    (hasMember, awaitsValue) = (false, false)
    output.truncate(to: 0)
    output.append(integer: Int32(0))
    outer.removeAll(keepingCapacity: true)
    frame = Frame()
    fault = nil
    do throws(Stop) {
      try readMembers(text)
      return fault == nil ? .document : .brokenWhole
    } catch {
      if error == .incomplete { return .incomplete }
      closeAll()
      return .brokenWithin
    }
  }

  /// Closes what is open in the output of a document whose text has no end.
  mutating func endEarly() {
    closeAll()
  }

  private mutating func readMembers(_ text: Span<UInt8>) throws(Stop) {
    var next = Next.memberOrEnd
    while true {
      let byte = try token(text)
      switch next {
      case .memberOrEnd where byte == UInt8(ascii: "}"),
        .elementOrEnd where byte == UInt8(ascii: "]"):
        if try close() { return }
        next = .separator
      case .memberOrEnd, .member:
        guard byte == UInt8(ascii: "\"") else { throw brokenName(text) }
        try readName(text)
        next = try readMember(text)
      case .elementOrEnd, .element:
        beginElement()
        next = try readMember(text)
      case .separator:
        if byte == UInt8(ascii: ",") {
          position += 1
          next = frame.isList ? .element : .member
        } else if byte == (frame.isList ? UInt8(ascii: "]") : UInt8(ascii: "}")) {
          if try close() { return }
        } else {
          throw broken(frame.isList ? "a comma or ] is missing" : "a comma or } is missing")
        }
      }
    }
  }

  /// Reads the value of the element that was begun; of a document or list only its beginning.
  private mutating func readMember(_ text: Span<UInt8>) throws(Stop) -> Next {
    let byte = try token(text)
    switch byte {
    case UInt8(ascii: "\""):
      setType(.string)
      try readString(text)
    case UInt8(ascii: "{"):
      if readShort(text) { break }
      try open(isList: false)
      return .memberOrEnd
    case UInt8(ascii: "["):
      try open(isList: true)
      return .elementOrEnd
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try readNumber(text)
    default: try readWord(text)
    }
    endValue()
    return .separator
  }

  /// The next byte that is not white space, which stays unread.
  @inline(__always)
  mutating func token(_ text: Span<UInt8>) throws(Stop) -> UInt8 {
    guard position < text.count else { throw .incomplete }
    let byte = text[position]
    return byte > 0x20 ? byte : try tokenAfterSpace(text)
  }

  @inline(never)
  private mutating func tokenAfterSpace(_ text: Span<UInt8>) throws(Stop) -> UInt8 {
    while position < text.count {
      let byte = text[position]
      switch byte {
      case 0x0A: lineFeeds += 1
      case 0x20, 0x09, 0x0D: break
      default: return byte
      }
      position += 1
    }
    throw .incomplete
  }
}
