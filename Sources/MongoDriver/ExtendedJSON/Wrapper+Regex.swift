extension Wrapper {
  /// The letters that an option of a regular expression may be, in BSON's order.
  private static let optionLetters = Array("ilmsux".utf8)

  func regularExpression(
    _ bytes: Span<UInt8>, _ result: inout [UInt8]
  ) throws(Fault) -> BSONType {
    guard value.type == .document else {
      throw Fault("$regularExpression does not hold a document")
    }
    let parts = try members(bytes, of: value.value, "pattern", "options")
    return try write(bytes, pattern: text(of: parts[0]), options: text(of: parts[1]), &result)
  }

  /// Formerly `{"$regex": "…", "$options": "…"}`; nil for the query operator of that name, which holds a
  /// regular expression or a document.
  func legacyRegularExpression(
    _ bytes: Span<UInt8>, _ result: inout [UInt8]
  ) throws(Fault) -> BSONType? {
    guard value.type == .string else { return nil }
    guard count > 1 else {
      return try write(bytes, pattern: text(of: value), options: 0..<0, &result)
    }
    let options = try members(bytes, of: document, "$regex", "$options")[1]
    return try write(bytes, pattern: text(of: value), options: text(of: options), &result)
  }

  private func write(
    _ bytes: Span<UInt8>, pattern: Range<Int>, options: Range<Int>, _ result: inout [UInt8]
  ) throws(Fault) -> BSONType {
    for at in pattern {
      guard bytes[at] != 0 else { throw Fault("a regular expression holds a NUL") }
      result.append(bytes[at])
    }
    result.append(0)
    let letters = options.map { bytes[$0] }
    guard letters.allSatisfy(Self.optionLetters.contains), Set(letters).count == letters.count
    else { throw Fault("an unknown option of a regular expression") }
    result += letters.sorted()
    result.append(0)
    return .regex
  }
}
