internal import MongoDriver
internal import PostgresDriver

/// Writes BSON values as JSON text; the scratch storage is reused from value to value.
struct DocumentJSON {
  enum Style {
    /// The value as a JavaScript program stores it in `jsonb`, in the order and with the white space in
    /// which PostgreSQL prints it (the rare types aside); what `jsonb` cannot keep is a fault.
    case javaScript
    /// Relaxed Extended JSON, version 2, for display: it takes NULs and repeated names.
    case extended
  }

  /// The document is level 1, each document or array within it one more.
  static let deepest = 100

  let style: Style
  private var members = MemberList()

  init(_ style: Style) {
    self.style = style
  }

  /// Appends the value of `element`; after a throw the buffer holds a part of it.
  mutating func append(
    _ element: BSONElement, of bytes: Span<UInt8>, to buffer: inout CopyBuffer
  ) throws(RecordFault) {
    members.removeAll()
    try value(element, 1, bytes, &buffer)
  }

  private mutating func value(
    _ element: BSONElement, _ level: Int, _ bytes: Span<UInt8>, _ buffer: inout CopyBuffer
  ) throws(RecordFault) {
    let start = element.value.lowerBound
    switch element.type {
    case .string:
      try string(element.text, bytes, &buffer)
    case .document:
      try object(element.value, level, bytes, &buffer)
    case .array:
      try array(element.value, level, bytes, &buffer)
    case .int32:
      DigitText.append(Int64(bytes.int32(at: start)), to: &buffer)
    case .int64:
      DigitText.append(bytes.int64(at: start), to: &buffer)
    case .double:
      double(bytes.double(at: start), &buffer)
    case .bool:
      buffer.append(bytes[start] == 0 ? "false" : "true")
    case .null:
      buffer.append("null")
    case .codeWithScope:
      try codeWithScope(element.value, level, bytes, &buffer)
    default:
      try rare(element, bytes, &buffer)
    }
  }

  private mutating func object(
    _ range: Range<Int>, _ level: Int, _ bytes: Span<UInt8>, _ buffer: inout CopyBuffer
  ) throws(RecordFault) {
    guard level <= DocumentJSON.deepest else { throw RecordFault(.tooDeep) }
    var walker = try BSONWalker(record: bytes, document: range)
    let mark = members.begin()
    while let element = try walker.element(bytes) { members.add(element) }
    if style == .javaScript { try members.sort(level: mark, bytes) }
    buffer.append(UInt8(ascii: "{"))
    for at in members.indices(level: mark) {
      let member = members[at]
      if at > mark { separate(&buffer) }
      try string(member.key, bytes, &buffer)
      buffer.append(style == .javaScript ? ": " : ":")
      try value(member, level + 1, bytes, &buffer)
    }
    buffer.append(UInt8(ascii: "}"))
    members.end(level: mark)
  }

  private func separate(_ buffer: inout CopyBuffer) {
    buffer.append(style == .javaScript ? ", " : ",")
  }

  /// The names of an array's elements are not data and are not looked at.
  private mutating func array(
    _ range: Range<Int>, _ level: Int, _ bytes: Span<UInt8>, _ buffer: inout CopyBuffer
  ) throws(RecordFault) {
    guard level <= DocumentJSON.deepest else { throw RecordFault(.tooDeep) }
    var walker = try BSONWalker(record: bytes, document: range)
    buffer.append(UInt8(ascii: "["))
    var isFirst = true
    while let element = try walker.element(bytes) {
      if !isFirst { separate(&buffer) }
      isFirst = false
      try value(element, level + 1, bytes, &buffer)
    }
    buffer.append(UInt8(ascii: "]"))
  }

  private mutating func codeWithScope(
    _ range: Range<Int>, _ level: Int, _ bytes: Span<UInt8>, _ buffer: inout CopyBuffer
  ) throws(RecordFault) {
    let text = range.lowerBound + 8
    let scope = text + Int(bytes.int32(at: text - 4))
    buffer.append("{\"$code\":")
    try string(text..<scope - 1, bytes, &buffer)
    buffer.append(",\"$scope\":")
    try object(scope..<range.upperBound, level + 1, bytes, &buffer)
    buffer.append(UInt8(ascii: "}"))
  }

  /// Appends the text in quotes; throws `.invalidUTF8` for bad UTF-8, and `.nulCharacter` for a
  /// NUL, which only the extended style takes.
  func string(
    _ text: Range<Int>, _ bytes: Span<UInt8>, _ buffer: inout CopyBuffer
  ) throws(RecordFault) {
    try JSONString.append(bytes, text, allowsNUL: style == .extended, to: &buffer)
  }

  private func double(_ number: Double, _ buffer: inout CopyBuffer) {
    if let integer = Int64(whole: number), integer.magnitude < 1 << 53 {
      DigitText.append(integer, to: &buffer)
    } else if number.isFinite {
      DocumentJSON.shortest(number, to: &buffer)
    } else {
      let name: StaticString = number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
      notFinite(name, "$numberDouble", &buffer)
    }
  }

  /// Appends the shortest digits that read back as the same finite double, without a final ".0".
  static func shortest(_ number: Double, to buffer: inout CopyBuffer) {
    let text = number.description
    let bytes = text.utf8.span
    let end = bytes.count
    let marksType =
      end > 2 && bytes[end - 1] == UInt8(ascii: "0") && bytes[end - 2] == UInt8(ascii: ".")
    buffer.append(bytes, 0..<(marksType ? end - 2 : end))
  }

  /// Appends a number that JSON cannot express, by its `name` as a string; the extended style wraps it
  /// in an object with the name `type`.
  func notFinite(_ name: StaticString, _ type: StaticString, _ buffer: inout CopyBuffer) {
    if style == .extended {
      buffer.append("{\"")
      buffer.append(type)
      buffer.append("\":")
    }
    buffer.append(UInt8(ascii: "\""))
    buffer.append(name)
    buffer.append(UInt8(ascii: "\""))
    if style == .extended { buffer.append(UInt8(ascii: "}")) }
  }
}
