internal import MongoDriver
internal import PostgresDriver

extension SourceID {
  /// What reports show for an `_id`, from the staging table's bytes: ObjectId and UUID in their
  /// usual text, strings unchanged, numbers as digits, dates in ISO 8601, the rest in relaxed
  /// Extended JSON.
  ///
  /// Bytes that belong to no `_id` give their hexadecimal digits.
  package static func text(of bytes: Span<UInt8>) -> String {
    var buffer = CopyBuffer(capacity: 64)
    if !append(textOf: bytes, to: &buffer) {
      buffer.removeAll()
      ByteText.appendHex(bytes, 0..<bytes.count, to: &buffer)
    }
    return buffer.withSpan { text in
      guard let valid = try? UTF8Span(validating: text) else { return "" }
      return String(copying: valid)
    }
  }

  /// False when the bytes belong to no `_id`.
  private static func append(textOf bytes: Span<UInt8>, to buffer: inout CopyBuffer) -> Bool {
    let all = 1..<max(1, bytes.count)
    switch (bytes.isEmpty ? 0 : bytes[0], all.count) {
    case (4, _):
      guard UTF8Check.isValid(bytes, all) else { return false }
      buffer.append(bytes, all)
    case (8, 12): ByteText.appendHex(bytes, all, to: &buffer)
    case (3, 17...25): return append(number: bytes, to: &buffer)
    case (9, 1): buffer.append(bytes[1] == 0 ? "false" : "true")
    case (10, 8):
      let date = Int64(bitPattern: bigEndian(bytes, 1) ^ 1 << 63)
      if DateText.append(date, to: &buffer) { return true }
      return append(json: .date, little(UInt64(bitPattern: date)).span, 0..<8, to: &buffer)
    case (11, 8):
      return append(json: .timestamp, little(bigEndian(bytes, 1)).span, 0..<8, to: &buffer)
    case (7, 5...): return append(binary: bytes, to: &buffer)
    case (1, 0): return append(json: .minKey, bytes, 1..<1, to: &buffer)
    case (15, 0): return append(json: .maxKey, bytes, 1..<1, to: &buffer)
    case (_, 1...):
      guard let type = BSONType(rawValue: bytes[1]), rank(type) == bytes[0] else { return false }
      return append(json: type, bytes, 2..<bytes.count, to: &buffer)
    default: return false
    }
    return true
  }

  private static func append(number bytes: Span<UInt8>, to buffer: inout CopyBuffer) -> Bool {
    switch (BSONType(rawValue: bytes[9]), bytes.count) {
    case (.int32, 18), (.int64, 18):
      DigitText.append(Int64(bitPattern: bigEndian(bytes, 10) ^ 1 << 63), to: &buffer)
    case (.double, 18):
      let number = Double(bitPattern: bigEndian(bytes, 10))
      if number.isFinite {
        DocumentJSON.shortest(number, to: &buffer)
      } else {
        buffer.append(number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity")
      }
    case (.decimal128, 26):
      if let number = DecimalValue(decimal128: bytes, at: 10) {
        number.appendJSON(to: &buffer)
      } else {
        buffer.append(DecimalValue.name(decimal128: bytes, at: 10))
      }
    default: return false
    }
    return true
  }

  private static func append(binary bytes: Span<UInt8>, to buffer: inout CopyBuffer) -> Bool {
    if bytes.count == 22, bytes[5] == 4 {
      ByteText.appendUUID(bytes, at: 6, to: &buffer)
      return true
    }
    var value = Array(little(UInt64(bytes.count - 6))[..<4])
    for at in 5..<bytes.count { value.append(bytes[at]) }
    return append(json: .binary, value.span, 0..<value.count, to: &buffer)
  }

  /// Appends the Extended JSON of a raw BSON value, by way of a document that is walked and checked.
  private static func append(
    json type: BSONType, _ bytes: Span<UInt8>, _ value: Range<Int>, to buffer: inout CopyBuffer
  ) -> Bool {
    var document = little(UInt64(value.count + 7))[..<4] + [type.rawValue, 0]
    for at in value { document.append(bytes[at]) }
    document.append(0)
    let whole = Array(document)
    do throws(RecordFault) {
      var walker = try BSONWalker(record: whole.span, document: 0..<whole.count)
      guard let element = try walker.element(whole.span), element.type == type,
        element.value.count == value.count
      else { return false }
      var json = DocumentJSON(.extended)
      try json.append(element, of: whole.span, to: &buffer)
      return true
    } catch {
      return false
    }
  }

  private static func little(_ word: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
  }

  private static func bigEndian(_ bytes: Span<UInt8>, _ offset: Int) -> UInt64 {
    bytes.word(at: offset).byteSwapped
  }
}
