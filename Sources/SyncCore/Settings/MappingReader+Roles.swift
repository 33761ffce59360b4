internal import Basics
internal import Records

extension MappingReader {
  /// The id's column alone, or also what a sync puts into it in a new row.
  mutating func id(_ value: JSONValue?, _ mapping: inout Mapping) {
    let path = JSONPath("id")
    guard case .object(let parts)? = value else {
      mapping.id = name(value, path) ?? mapping.id
      return
    }
    mapping.id = name(Self.member("column", parts), path.member("column")) ?? mapping.id
    guard Self.member("make", parts) == nil else {
      refuseUnknown(parts, ["column", "make"], path)
      if word("make", parts, path, ["uuid"]) != nil { mapping.madeID = .uuid }
      return
    }
    guard Self.member("field", parts) != nil else {
      refuseUnknown(parts, ["column", "make", "field"], path)
      return refuse(path, "must have make or field, or be just the column's name")
    }
    refuseUnknown(parts, ["column", "field", "type", "integers", "ids", "from"], path)
    let kind = kind(parts, path)
    guard let source = source(parts, path, kind ?? .text) else { return }
    mapping.madeID = .column(
      MappedColumn(source: source, column: mapping.id, kind: kind ?? .text, onCreate: true))
  }

  /// A role as the file has it; what it leaves out is taken from the standard.
  mutating func role(
    _ role: String, _ members: Members, _ standard: MappedColumn
  ) -> MappedColumn? {
    let path = JSONPath(role)
    guard let value = Self.member(role, members) else { return standard }
    guard case .object(let parts) = value else {
      refuse(path, "must be an object with field and column")
      return nil
    }
    let converts = !Conversion.all(to: standard.kind).isEmpty
    refuseUnknown(parts, ["field", "column"] + (converts ? ["from", "default"] : []), path)
    var column = standard
    column.source = roleSource(parts, path, standard.kind, standard.source)
    column.column = name(Self.member("column", parts), path.member("column")) ?? column.column
    return column
  }

  mutating func optionalRole(
    _ role: String, _ members: Members, _ standard: MappedColumn?
  ) -> MappedColumn? {
    if case .null = Self.member(role, members) { return nil }
    return standard.flatMap { self.role(role, members, $0) }
  }

  mutating func updatedAt(
    _ members: Members, _ standard: (source: ValueSource?, column: String?)
  ) -> (source: ValueSource?, column: String?) {
    let path = JSONPath("updatedAt")
    guard let value = Self.member("updatedAt", members) else { return standard }
    if case .null = value { return (nil, nil) }
    guard case .object(let parts) = value else {
      refuse(path, "must be null or an object with field and column")
      return standard
    }
    refuseUnknown(parts, ["field", "column", "from"], path)
    var result = standard
    switch Self.member("field", parts) {
    case .null:
      result.source = nil
      if Self.member("from", parts) != nil { refuse(path.member("from"), "requires a field") }
    default:
      result.source = standard.source.map { roleSource(parts, path, .timestamptz, $0) }
    }
    switch Self.member("column", parts) {
    case .null: result.column = nil
    case let value: result.column = name(value, path.member("column")) ?? standard.column
    }
    return result
  }

  /// What a role's value comes from; the field may be left out.
  private mutating func roleSource(
    _ parts: Members, _ path: JSONPath, _ kind: ColumnKind, _ standard: ValueSource
  ) -> ValueSource {
    var source = standard
    if let fields = fields(Self.member("field", parts), path.member("field")) {
      source.origin = .first(fields)
    }
    addConversion(parts, path, kind, &source)
    return source
  }
}
