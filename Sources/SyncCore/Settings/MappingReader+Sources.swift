internal import Basics
internal import Records

extension MappingReader {
  /// What a column's value comes from: one of field, join and value, and its settings.
  mutating func source(
    _ parts: Members, _ path: JSONPath, _ kind: ColumnKind
  ) -> ValueSource? {
    let integers = textFlag("integers", parts, path, kind)
    let ids = textFlag("ids", parts, path, kind)
    guard let origin = origin(parts, path, kind, integers) else { return nil }
    var source = ValueSource(origin, integersAsDigits: integers, idsAsText: ids)
    addConversion(parts, path, kind, &source)
    return source
  }

  private mutating func origin(
    _ parts: Members, _ path: JSONPath, _ kind: ColumnKind, _ integers: Bool
  ) -> ValueSource.Origin? {
    let named = ["field", "join", "value"].filter { Self.member($0, parts) != nil }
    for name in named.dropFirst() {
      refuse(path.member(name), "cannot be combined with \(named[0])")
    }
    if named.first != "join", Self.member("separator", parts) != nil {
      refuse(path.member("separator"), "requires join")
    }
    switch named.first {
    case "join": return join(parts, path, kind)
    case "value":
      for name in ["default", "from", "ids"] where Self.member(name, parts) != nil {
        refuse(path.member(name), "cannot be combined with value")
      }
      return constant("value", parts, path, kind, integers).map { .value($0) }
    case "field":
      return fields(Self.member("field", parts), path.member("field")).map { .first($0) }
    default:
      refuse(path.member("field"), "is missing; join or value may be used instead")
      return nil
    }
  }

  private mutating func join(
    _ parts: Members, _ path: JSONPath, _ kind: ColumnKind
  ) -> ValueSource.Origin? {
    if kind != .text { refuse(path.member("join"), "requires type text") }
    var separator = ""
    switch Self.member("separator", parts) {
    case nil: break
    case .string(let text)? where !text.utf8.contains(0): separator = text
    default: refuse(path.member("separator"), "must be a string without NUL")
    }
    guard case .array(let elements)? = Self.member("join", parts), !elements.isEmpty else {
      refuse(path.member("join"), "must be a list of paths")
      return nil
    }
    return list(elements, path.member("join")).map { .join($0, separator: separator) }
  }

  /// One path, or a list of them of which the first with a value counts.
  mutating func fields(_ value: JSONValue?, _ path: JSONPath) -> [FieldPath]? {
    guard case .array(let elements)? = value else { return field(value, path).map { [$0] } }
    guard !elements.isEmpty else {
      refuse(path, "must have at least one path")
      return nil
    }
    return list(elements, path)
  }

  private mutating func list(_ elements: [JSONValue], _ path: JSONPath) -> [FieldPath]? {
    var fields: [FieldPath] = []
    for (index, element) in elements.enumerated() {
      if let field = field(element, path.element(index)) { fields.append(field) }
    }
    return fields.count == elements.count ? fields : nil
  }

  /// `from` and `default`, each checked against the column's kind.
  mutating func addConversion(
    _ parts: Members, _ path: JSONPath, _ kind: ColumnKind, _ source: inout ValueSource
  ) {
    let possible = Conversion.all(to: kind)
    if Self.member("from", parts) != nil, possible.isEmpty {
      refuse(path.member("from"), "cannot be combined with type \(kind.rawValue)")
    } else {
      source.conversion = word("from", parts, path, possible.map(\.rawValue))
        .flatMap(Conversion.init)
    }
    source.fallback = constant("default", parts, path, kind, source.integersAsDigits)
  }

  private mutating func textFlag(
    _ name: String, _ parts: Members, _ path: JSONPath, _ kind: ColumnKind
  ) -> Bool {
    guard flag(name, parts, path) else { return false }
    if kind != .text { refuse(path.member(name), "requires type text") }
    return true
  }

  private mutating func constant(
    _ name: String, _ parts: Members, _ path: JSONPath, _ kind: ColumnKind, _ integers: Bool
  ) -> JSONValue? {
    guard let value = Self.member(name, parts) else { return nil }
    if let wanted = ConstantForm.lack(value, kind, integers) {
      refuse(path.member(name), "must be \(wanted)")
      return nil
    }
    return value
  }
}
