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
  /// Members in order; names may repeat in hostile input, and the reader says so.
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
}
