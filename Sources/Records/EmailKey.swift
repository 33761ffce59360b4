internal import Basics
internal import PostgresDriver

/// A valid email within a record's bytes: trimmed of ASCII white space, not yet folded.
package struct EmailKey: Equatable {
  /// The range of the trimmed email, which is what the column stores.
  let range: Range<Int>
  private let hasCapitals: Bool

  /// Throws the reason when the bytes are not a valid email; whether it fits the column is not checked.
  ///
  /// The checks come in this order: UTF-8, NUL, blank, form.
  package init(_ bytes: Span<UInt8>, _ text: Range<Int>) throws(RecordFault) {
    try ByteScan.requireText(bytes, text)
    let range = EmailKey.trim(bytes, text)
    guard !range.isEmpty else { throw RecordFault(.emailMissing) }
    let signs = EmailSigns(bytes, range)
    guard signs.ats == 1, !signs.hasControl, bytes[range.lowerBound] != UInt8(ascii: "@"),
      bytes[range.upperBound - 1] != UInt8(ascii: "@"),
      signs.isASCII || !EmailKey.hidesCharacter(bytes, range)
    else { throw RecordFault(.emailInvalid) }
    self.range = range
    hasCapitals = signs.hasCapital
  }

  /// The key of an email that an operator typed; nil when it is not valid.
  package static func normalize(_ email: String, _ match: MatchRule) -> [UInt8]? {
    let bytes = Array(email.utf8)
    guard let key = try? EmailKey(bytes.span, 0..<bytes.count) else { return nil }
    return bytes[key.range].map { match == .casefold ? $0.foldedASCII : $0 }
  }

  /// True when the email is its own key, byte by byte.
  func isKey(_ match: MatchRule) -> Bool { !hasCapitals || match == .exact }

  /// Appends the key, without a length.
  func append(_ match: MatchRule, of bytes: Span<UInt8>, into buffer: inout CopyBuffer) {
    if isKey(match) { return buffer.append(bytes, range) }
    for at in range { buffer.append(bytes[at].foldedASCII) }
  }

  /// Puts the key into `key`, whose storage is reused.
  package func copy(_ match: MatchRule, of bytes: Span<UInt8>, into key: inout [UInt8]) {
    key.removeAll(keepingCapacity: true)
    for at in range { key.append(isKey(match) ? bytes[at] : bytes[at].foldedASCII) }
  }

  /// True when a stored email, valid or not, is its own key; false when it is empty.
  static func isKey(ofColumn email: Span<UInt8>, _ match: MatchRule) -> Bool {
    let range = trim(email, 0..<email.count)
    return !range.isEmpty && range.count == email.count
      && (match == .exact || !range.contains { email[$0].isASCIICapital })
  }

  /// Puts the key of a stored email, valid or not, into `key`, whose storage is reused.
  package static func copyKey(
    ofColumn email: Span<UInt8>, _ match: MatchRule, into key: inout [UInt8]
  ) {
    key.removeAll(keepingCapacity: true)
    for at in trim(email, 0..<email.count) {
      key.append(match == .casefold ? email[at].foldedASCII : email[at])
    }
  }

  private static func trim(_ bytes: Span<UInt8>, _ text: Range<Int>) -> Range<Int> {
    var (start, end) = (text.lowerBound, text.upperBound)
    while start < end, bytes[start].isASCIISpace { start += 1 }
    while end > start, bytes[end - 1].isASCIISpace { end -= 1 }
    return start..<end
  }

  /// True when a character beyond ASCII is white space (White_Space), a control (Cc) or a format
  /// character (Cf); the bytes are valid UTF-8.
  private static func hidesCharacter(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard let text = try? UTF8Span(validating: bytes.extracting(range)) else { return true }
    var scalars = text.makeUnicodeScalarIterator()
    while let scalar = scalars.next() {
      if scalar.isASCII { continue }
      let properties = scalar.properties
      if properties.isWhitespace { return true }
      switch properties.generalCategory {
      case .control, .format: return true
      default: continue
      }
    }
    return false
  }
}

/// How two emails compare when records are matched with rows.
package enum MatchRule: String, CaseIterable, Sendable {
  /// ASCII letters compare without case.
  case casefold
  /// Byte by byte.
  case exact
}
