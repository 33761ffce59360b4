extension ExtendedJSONReader {
  /// `{"$oid":` and `{"$date"`, as words.
  private static let objectIDHead = word("{\"$oid\":")
  private static let dateHead = word("{\"$date\"")

  private static func word(_ text: StaticString) -> UInt64 {
    var bytes: [UInt8] = []
    text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Reads an ObjectId or a date in the form in which mongoexport writes it: nearly every document has
  /// some. False, and nothing read, for every other form and for faults: these take the long way.
  mutating func readShort(_ text: Span<UInt8>) -> Bool {
    guard text.count - position >= 40 else { return false }
    switch text.word(at: position) {
    case Self.objectIDHead: return readObjectID(text)
    case Self.dateHead: return readDate(text)
    default: return false
    }
  }

  private mutating func readObjectID(_ text: Span<UInt8>) -> Bool {
    let (start, end) = (position + 9, position + 33)
    guard text[start - 1] == UInt8(ascii: "\""), text[end] == UInt8(ascii: "\""),
      text[end + 1] == UInt8(ascii: "}")
    else { return false }
    let before = output.count
    for at in stride(from: start, to: end, by: 2) {
      guard let high = text[at].hexadecimalDigit, let low = text[at + 1].hexadecimalDigit else {
        output.truncate(to: before)
        return false
      }
      output.append(high << 4 | low)
    }
    setType(.objectID)
    position = end + 2
    return true
  }

  private mutating func readDate(_ text: Span<UInt8>) -> Bool {
    let start = position + 10
    guard text[start - 2] == UInt8(ascii: ":"), text[start - 1] == UInt8(ascii: "\"") else {
      return false
    }
    // With milliseconds or without.
    guard let end = [start + 24, start + 20].first(where: { text[$0] == UInt8(ascii: "\"") }),
      text[end + 1] == UInt8(ascii: "}")
    else { return false }
    do throws(DateText.Fault) {
      output.append(integer: try DateText.milliseconds(text, start..<end))
    } catch {
      return false
    }
    setType(.date)
    position = end + 2
    return true
  }
}
