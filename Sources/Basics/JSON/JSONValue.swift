/// A JSON value that keeps every number as it was written and every object in its order.
///
/// Foundation's readers pass numbers through `Double` or `Decimal`; a `jsonb` number may have more
/// digits than either, and a diff must show it unchanged.
package indirect enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  /// The number's own text, valid by the JSON grammar.
  case number(String)
  case string(String)
  case array([JSONValue])
  /// Members in order; hostile input may repeat names, which the reader refuses.
  case object([(name: String, value: JSONValue)])

  /// Equal in structure; numbers and strings compare by their bytes, members by order.
  package static func == (a: JSONValue, b: JSONValue) -> Bool {
    switch (a, b) {
    case (.null, .null): true
    case (.bool(let x), .bool(let y)): x == y
    case (.number(let x), .number(let y)), (.string(let x), .string(let y)):
      x.utf8.elementsEqual(y.utf8)
    case (.array(let x), .array(let y)): x == y
    case (.object(let x), .object(let y)):
      x.count == y.count
        && zip(x, y).allSatisfy { $0.name.utf8.elementsEqual($1.name.utf8) && $0.value == $1.value }
    default: false
    }
  }

  /// A string; null for nil.
  package static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

  /// A number; null for nil.
  package static func integer(_ number: (some FixedWidthInteger)?) -> JSONValue {
    number.map { .number(String($0)) } ?? .null
  }

  /// An object's first member of that name; nil when it has none, and for anything but an object.
  ///
  /// Setting it replaces that member or appends one; nil removes it. Only for an object.
  package subscript(name: String) -> JSONValue? {
    get {
      guard case .object(let members) = self else { return nil }
      return members.first { $0.name == name }?.value
    }
    set {
      guard case .object(var members) = self else { preconditionFailure("not an object") }
      let place = members.firstIndex { $0.name == name }
      switch (place, newValue) {
      case (let place?, let value?): members[place].value = value
      case (let place?, nil): members.remove(at: place)
      case (nil, let value?): members.append((name, value))
      case (nil, nil): return
      }
      self = .object(members)
    }
  }

  /// The object followed by the members of another one, unchanged.
  package func with(_ more: JSONValue) -> JSONValue {
    guard case .object(let own) = self, case .object(let more) = more else {
      preconditionFailure("not an object")
    }
    return .object(own + more)
  }
}

/// Objects keep the order in which their members are written. Null has no literal, since `nil`
/// would be ambiguous where a value is optional.
extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
  package init(dictionaryLiteral members: (String, JSONValue)...) {
    self = .object(members.map { (name: $0.0, value: $0.1) })
  }

  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

  package init(stringLiteral text: String) { self = .string(text) }

  package init(integerLiteral number: Int) { self = .number(String(number)) }

  package init(booleanLiteral flag: Bool) { self = .bool(flag) }
}
