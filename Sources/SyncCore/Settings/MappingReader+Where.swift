internal import Basics
internal import Records

extension MappingReader {
  /// The conditions on records, in the order of the file.
  mutating func conditions(_ value: JSONValue?) -> [RecordCondition] {
    let path = JSONPath("where")
    guard let value else { return [] }
    guard case .object(let members) = value else {
      refuse(path, "must be an object of paths and their conditions")
      return []
    }
    var conditions: [RecordCondition] = []
    for (name, value) in members {
      let place = path.member(name)
      guard let field = field(.string(name), place) else { continue }
      conditions += tests(value, place).map {
        RecordCondition(field: field, test: $0.test, conversion: $0.conversion)
      }
    }
    return conditions
  }

  private typealias Tests = [(test: RecordCondition.Test, conversion: Conversion?)]

  /// A single value, or an object of conditions.
  private mutating func tests(_ value: JSONValue, _ path: JSONPath) -> Tests {
    guard case .object(let parts) = value else {
      return scalar(value, path).map { [(.isIn([$0]), nil)] } ?? []
    }
    refuseUnknown(parts, ["not", "in", "before", "after", "from"], path)
    var tests: Tests = []
    let times = Conversion.all(to: .timestamptz).map(\.rawValue)
    let conversion = word("from", parts, path, times).flatMap(Conversion.init)
    var compares = false
    for (name, value) in parts {
      let place = path.member(name)
      switch name {
      case "not": if let value = scalar(value, place) { tests.append((.isNotIn([value]), nil)) }
      case "in": if let values = scalars(value, place) { tests.append((.isIn(values), nil)) }
      case "before":
        compares = true
        if let time = time(value, place) { tests.append((.before(time), conversion)) }
      case "after":
        compares = true
        if let time = time(value, place) { tests.append((.after(time), conversion)) }
      default: break
      }
    }
    if !parts.contains(where: { ["not", "in", "before", "after"].contains($0.name) }) {
      refuse(path, "must be a value, or an object with not, in, before or after")
    } else if !compares, Self.member("from", parts) != nil {
      refuse(path.member("from"), "requires before or after")
    }
    return tests
  }

  private mutating func scalar(_ value: JSONValue, _ path: JSONPath) -> JSONValue? {
    switch value {
    case .null, .bool, .string: return value
    case .number where ConstantForm.lack(value, .numeric, false) == nil: return value
    default:
      refuse(path, "must be null, true, false, a string, or a number of at most 34 digits")
      return nil
    }
  }

  private mutating func scalars(_ value: JSONValue, _ path: JSONPath) -> [JSONValue]? {
    guard case .array(let elements) = value, !elements.isEmpty else {
      refuse(path, "must be a list of at least one value")
      return nil
    }
    var values: [JSONValue] = []
    for (index, element) in elements.enumerated() {
      if let value = scalar(element, path.element(index)) { values.append(value) }
    }
    return values
  }

  private mutating func time(_ value: JSONValue, _ path: JSONPath) -> String? {
    if case .string(let text) = value, ISOTime(text)?.isExact == true { return text }
    refuse(path, "must be a time such as 2026-01-31T12:30:00Z")
    return nil
  }
}
