/// A document like `{"$oid": "…"}` that represents a value of a BSON type.
///
/// What it holds was read as a document first; here its members are checked and the value's bytes made.
struct Wrapper {
  enum Found {
    /// It is a document like any other.
    case document
    /// It names a type but holds no value of that type.
    case fault(String)
    /// It is a value of the type; its bytes were appended to the result.
    case value(BSONType)
  }

  /// What is wrong with a wrapper.
  struct Fault: Error {
    let what: String

    init(_ what: String) { self.what = what }
  }

  /// The names that make a document a value.
  enum Name: String, CaseIterable {
    case oid = "$oid"
    case date = "$date"
    case numberInt = "$numberInt"
    case numberLong = "$numberLong"
    case numberDouble = "$numberDouble"
    case numberDecimal = "$numberDecimal"
    case binary = "$binary"
    case uuid = "$uuid"
    case regularExpression = "$regularExpression"
    case regex = "$regex"
    case code = "$code"
    case symbol = "$symbol"
    case timestamp = "$timestamp"
    case minKey = "$minKey"
    case maxKey = "$maxKey"
    case undefined = "$undefined"
    case dbPointer = "$dbPointer"
  }

  let name: Name
  /// The value of the member that has the name.
  let value: BSONElement
  /// The range of the members.
  let document: Range<Int>
  /// How many members there are.
  let count: Int
  /// True when a wrapper was in the value's place.
  let isWrapped: Bool

  /// Appends the value's bytes to `result` where the document is one; `unwrapped` is the place of the value
  /// of the previous wrapper.
  static func resolve(
    _ bytes: Span<UInt8>, _ document: Range<Int>, unwrapped: Int, into result: inout [UInt8]
  ) -> Found {
    guard let wrapper = Wrapper(bytes, document, unwrapped) else { return .document }
    do throws(Fault) {
      guard let type = try wrapper.write(bytes, &result) else { return .document }
      return .value(type)
    } catch {
      return .fault(error.what)
    }
  }

  /// nil for a document without such a name.
  private init?(_ bytes: Span<UInt8>, _ document: Range<Int>, _ unwrapped: Int) {
    var found: (Name, BSONElement)?
    var count = 0
    Self.forEach(bytes, document) { element in
      count += 1
      if found == nil, let name = Self.name(bytes, element.key) { found = (name, element) }
    }
    guard let found else { return nil }
    (name, value) = found
    self.document = document
    self.count = count
    isWrapped = value.value.lowerBound == unwrapped
  }

  private static func name(_ bytes: Span<UInt8>, _ key: Range<Int>) -> Name? {
    guard key.count >= 4, key.count <= 18, bytes[key.lowerBound] == UInt8(ascii: "$") else {
      return nil
    }
    return Name(rawValue: text(bytes, key))
  }

  /// The type of the value, whose bytes are appended; nil for a document after all.
  private func write(
    _ bytes: Span<UInt8>, _ result: inout [UInt8]
  ) throws(Fault) -> BSONType? {
    switch name {
    case .oid, .date, .numberInt, .numberLong, .numberDouble, .numberDecimal, .uuid, .symbol,
      .timestamp, .minKey, .maxKey, .undefined, .dbPointer, .regularExpression:
      guard count == 1 else { throw Fault("\(name.rawValue) has other members beside it") }
    case .binary, .regex, .code: break
    }
    switch name {
    case .oid: return try objectID(bytes, &result)
    case .date: return try date(bytes, &result)
    case .numberInt, .numberLong: return try integer(bytes, &result)
    case .numberDouble: return try double(bytes, &result)
    case .numberDecimal: return try decimal(bytes, &result)
    case .binary: return try binary(bytes, &result)
    case .uuid: return try uuid(bytes, &result)
    case .regularExpression: return try regularExpression(bytes, &result)
    case .regex: return try legacyRegularExpression(bytes, &result)
    case .code: return try code(bytes, &result)
    case .symbol:
      let text = try self.text(of: value)
      Self.append(string: bytes, text, &result)
      return .symbol
    case .timestamp: return try timestamp(bytes, &result)
    case .minKey, .maxKey:
      guard Self.integer(value, bytes) == 1 else { throw Fault("\(name.rawValue) is not 1") }
      return name == .minKey ? .minKey : .maxKey
    case .undefined:
      guard value.type == .bool, bytes[value.value.lowerBound] == 1 else {
        throw Fault("$undefined is not true")
      }
      return .undefined
    case .dbPointer: return try pointer(bytes, &result)
    }
  }
}

extension Wrapper {
  /// Calls `body` for each member of a document that the reader has written.
  static func forEach(
    _ bytes: Span<UInt8>, _ document: Range<Int>, _ body: (BSONElement) -> Void
  ) {
    do throws(BSONFault) {
      var walker = try BSONWalker(bytes, document: document)
      while let element = try walker.next(bytes) { body(element) }
    } catch {
      preconditionFailure("the reader writes whole documents")
    }
  }

  /// The members of a document by the names given, in their order; throws unless it has exactly these.
  func members(
    _ bytes: Span<UInt8>, of document: Range<Int>, _ names: StaticString...
  ) throws(Fault) -> [BSONElement] {
    var found = names.map { _ in nil as BSONElement? }
    var isOther = false
    Self.forEach(bytes, document) { element in
      let name = Self.text(bytes, element.key)
      guard let place = names.firstIndex(where: { $0.description == name }), found[place] == nil
      else { return isOther = true }
      found[place] = element
    }
    let all = found.compactMap(\.self)
    guard !isOther, all.count == names.count else {
      let wanted = names.map(\.description).joined(separator: " and ")
      throw Fault("\(name.rawValue) does not have exactly \(wanted)")
    }
    return all
  }

  /// The bytes of a text that is a value, without length and NUL.
  func text(of element: BSONElement) throws(Fault) -> Range<Int> {
    guard element.type == .string else { throw Fault("\(name.rawValue) does not hold a text") }
    return element.text
  }

  /// The value of an int32 or int64; nil for another type.
  static func integer(_ element: BSONElement, _ bytes: Span<UInt8>) -> Int64? {
    switch element.type {
    case .int32: Int64(bytes.int32(at: element.value.lowerBound))
    case .int64: bytes.int64(at: element.value.lowerBound)
    default: nil
    }
  }

  static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    String(decoding: range.map { bytes[$0] }, as: UTF8.self)
  }

  static func append<T: FixedWidthInteger>(_ number: T, _ result: inout [UInt8]) {
    for shift in stride(from: 0, to: T.bitWidth, by: 8) {
      result.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  /// Appends a string with its length and NUL.
  static func append(string bytes: Span<UInt8>, _ range: Range<Int>, _ result: inout [UInt8]) {
    append(Int32(range.count + 1), &result)
    for at in range { result.append(bytes[at]) }
    result.append(0)
  }
}
