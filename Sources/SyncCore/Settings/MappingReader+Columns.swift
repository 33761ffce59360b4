internal import Basics
internal import Records

extension MappingReader {
  mutating func columnList(
    _ value: JSONValue?, _ standard: [MappedColumn]
  ) -> [MappedColumn] {
    let path = JSONPath("columns")
    guard let value else {
      for column in standard { claim(column.column, path) }
      return standard
    }
    guard case .array(let elements) = value else {
      refuse(path, "must be a list")
      return []
    }
    var list: [MappedColumn] = []
    for (index, element) in elements.enumerated() {
      guard let column = column(element, path.element(index)) else { continue }
      claim(column.column, path.element(index))
      list.append(column)
    }
    return list
  }

  private mutating func column(_ value: JSONValue, _ path: JSONPath) -> MappedColumn? {
    guard case .object(let parts) = value else {
      refuse(path, "must be an object")
      return nil
    }
    refuseUnknown(
      parts,
      ["field", "join", "separator", "value", "default", "column", "type", "from", "absent"]
        + ["integers", "ids", "on"], path)
    let kind = kind(parts, path)
    let absent = word("absent", parts, path, ["null", "keep"])
    let onCreate = word("on", parts, path, ["create"]) != nil
    if absent == "keep" {
      for name in ["on", "default", "value"] where Self.member(name, parts) != nil {
        refuse(path.member("absent"), "keep cannot be combined with \(name)")
      }
    }
    let source = source(parts, path, kind ?? .text)
    let column = columnName(parts, path, source)
    guard let source, let column else { return nil }
    return MappedColumn(
      source: source, column: column, kind: kind ?? .text, absentKeeps: absent == "keep",
      onCreate: onCreate)
  }

  /// nil when the file names none.
  mutating func kind(_ parts: Members, _ path: JSONPath) -> ColumnKind? {
    word("type", parts, path, ColumnKind.allCases.map(\.rawValue)).flatMap(ColumnKind.init)
  }

  /// The name that the file gives, or the last part of the first path.
  private mutating func columnName(
    _ parts: Members, _ path: JSONPath, _ source: ValueSource?
  ) -> String? {
    if let written = Self.member("column", parts) { return name(written, path.member("column")) }
    guard let source else { return nil }
    guard case .first(let fields) = source.origin, let last = fields.first?.components.last else {
      refuse(path.member("column"), "is missing")
      return nil
    }
    return name(.string(String(decoding: last, as: UTF8.self)), path.member("field"))
  }
}
