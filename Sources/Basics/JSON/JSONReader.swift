/// Reads JSON (RFC 8259) into a value, without recursion and without loss.
package struct JSONReader {
  /// A container whose end has not been read yet.
  private struct Frame {
    var isObject: Bool
    var elements: [JSONValue] = []
    var members: [(name: String, value: JSONValue)] = []
    /// The names so far as bytes: equal Strings may differ in their Unicode form.
    var names: Set<[UInt8]> = []
    var name = ""

    mutating func append(_ value: JSONValue) {
      if isObject { members.append((name: name, value: value)) } else { elements.append(value) }
    }

    consuming func close() -> JSONValue { isObject ? .object(members) : .array(elements) }
  }

  /// How deep a jsonb value of PostgreSQL may be nested to be read: deeper than any that a run writes,
  /// but a target may hold values from elsewhere.
  package static let jsonbDepthLimit = 6_500

  private var scanner = JSONScanner()
  private var open: [Frame] = []
  private let depthLimit: Int

  private init(depthLimit: Int) {
    self.depthLimit = depthLimit
  }

  /// The one value of the text; a byte order mark at its start is skipped.
  ///
  /// Throws the first fault: text that is not JSON, nesting beyond the limit, or a name that occurs
  /// twice in one object, which would lose one of the values.
  ///
  /// - Parameter depthLimit: the levels of arrays and objects allowed. Freeing a value recurses,
  ///   so keep it at or below 10 000; PostgreSQL's own `jsonb` ends below 7 000.
  package static func parse(
    _ bytes: [UInt8], depthLimit: Int = 200
  ) throws(JSONFault) -> JSONValue {
    var reader = JSONReader(depthLimit: depthLimit)
    return try reader.read(bytes.span)
  }

  /// The one value of the text; see the form that takes bytes.
  package static func parse(
    _ text: String, depthLimit: Int = 200
  ) throws(JSONFault) -> JSONValue {
    try parse(Array(text.utf8), depthLimit: depthLimit)
  }

  private mutating func read(_ bytes: Span<UInt8>) throws(JSONFault) -> JSONValue {
    scanner.skipByteOrderMark(bytes)
    while true {
      guard var value = try begin(bytes) else { continue }
      while !open.isEmpty {
        open[open.count - 1].append(value)
        guard let closed = try next(bytes) else { break }
        value = closed
      }
      guard open.isEmpty else { continue }
      scanner.skipWhiteSpace(bytes)
      guard scanner.offset == bytes.count else { throw scanner.fault(.trailingText, bytes) }
      return value
    }
  }

  /// A whole value at the offset; nil when a container was opened and its first value comes next.
  private mutating func begin(_ bytes: Span<UInt8>) throws(JSONFault) -> JSONValue? {
    scanner.skipWhiteSpace(bytes)
    let isObject = scanner.take("{", bytes)
    guard isObject || scanner.take("[", bytes) else { return try scanner.scalar(bytes) }
    guard open.count < depthLimit else {
      throw JSONFault(.tooDeep, at: scanner.offset - 1, in: bytes)
    }
    scanner.skipWhiteSpace(bytes)
    if scanner.take(isObject ? "}" : "]", bytes) { return isObject ? .object([]) : .array([]) }
    open.append(Frame(isObject: isObject))
    if isObject { try memberName(bytes) }
    return nil
  }

  /// Reads what follows a value: nil after a comma, else the container that ends here.
  private mutating func next(_ bytes: Span<UInt8>) throws(JSONFault) -> JSONValue? {
    let isObject = open[open.count - 1].isObject
    scanner.skipWhiteSpace(bytes)
    if scanner.take(",", bytes) {
      scanner.skipWhiteSpace(bytes)
      if isObject { try memberName(bytes) }
      return nil
    }
    if scanner.take(isObject ? "}" : "]", bytes) { return open.removeLast().close() }
    throw scanner.fault(.noComma, bytes)
  }

  private mutating func memberName(_ bytes: Span<UInt8>) throws(JSONFault) {
    let start = scanner.offset
    guard scanner.peek(bytes) == UInt8(ascii: "\"") else { throw scanner.fault(.noName, bytes) }
    let name = try scanner.string(bytes)
    scanner.skipWhiteSpace(bytes)
    guard scanner.take(":", bytes) else { throw scanner.fault(.noColon, bytes) }
    guard open[open.count - 1].names.insert(Array(name.utf8)).inserted else {
      throw JSONFault(.duplicateName, at: start, in: bytes)
    }
    open[open.count - 1].name = name
  }
}
