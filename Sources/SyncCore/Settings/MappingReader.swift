/// Reads a mapping file; `Docs/Mapping.md` describes it.
package struct MappingReader {
  private var faults: [MappingFault] = []
  /// The columns named so far, as bytes, and where.
  private var columns: [[UInt8]: JSONPath] = [:]

  private typealias Members = [(name: String, value: JSONValue)]

  /// The mapping, or all faults together.
  package static func read(_ bytes: [UInt8]) throws(MappingFaults) -> Mapping {
    let value: JSONValue
    do throws(JSONFault) {
      value = try JSONReader.parse(bytes)
    } catch {
      throw MappingFaults(faults: [MappingFault(path: "", problem: error.message)])
    }
    var reader = MappingReader()
    let mapping = reader.mapping(value)
    guard let mapping, reader.faults.isEmpty else { throw MappingFaults(faults: reader.faults) }
    return mapping
  }

  private mutating func mapping(_ value: JSONValue) -> Mapping? {
    guard case .object(let members) = value else {
      refuse(JSONPath(), "must be an object")
      return nil
    }
    let roles = ["id", "email", "protected", "createdAt", "updatedAt", "columns"]
    refuseUnknown(members, roles, JSONPath())
    var mapping = Mapping.standard
    mapping.id = name(Self.member("id", members), JSONPath("id")) ?? mapping.id
    mapping.email = role("email", members, mapping.email) ?? mapping.email
    mapping.protected = optionalRole("protected", members, mapping.protected)
    mapping.createdAt = optionalRole("createdAt", members, mapping.createdAt)
    mapping.updatedAt = updatedAt(members, mapping.updatedAt)
    claimRoles(mapping)
    mapping.columns = columnList(Self.member("columns", members), mapping.columns)
    return mapping
  }

  // MARK: Roles

  /// A role as the file has it; what it leaves out stays as in the standard.
  private mutating func role(
    _ role: String, _ members: Members, _ standard: MappedColumn
  ) -> MappedColumn? {
    let path = JSONPath(role)
    guard let value = Self.member(role, members) else { return standard }
    guard case .object(let parts) = value else {
      refuse(path, "must be an object with field and column")
      return nil
    }
    refuseUnknown(parts, ["field", "column"], path)
    var column = standard
    column.field = field(Self.member("field", parts), path.member("field")) ?? column.field
    column.column = name(Self.member("column", parts), path.member("column")) ?? column.column
    return column
  }

  private mutating func optionalRole(
    _ role: String, _ members: Members, _ standard: MappedColumn?
  ) -> MappedColumn? {
    if case .null = Self.member(role, members) { return nil }
    return standard.flatMap { self.role(role, members, $0) }
  }

  private mutating func updatedAt(
    _ members: Members, _ standard: (field: FieldPath?, column: String?)
  ) -> (field: FieldPath?, column: String?) {
    let path = JSONPath("updatedAt")
    guard let value = Self.member("updatedAt", members) else { return standard }
    if case .null = value { return (nil, nil) }
    guard case .object(let parts) = value else {
      refuse(path, "must be null or an object with field and column")
      return standard
    }
    refuseUnknown(parts, ["field", "column"], path)
    var result = standard
    switch Self.member("field", parts) {
    case .null: result.field = nil
    case let value: result.field = field(value, path.member("field")) ?? standard.field
    }
    switch Self.member("column", parts) {
    case .null: result.column = nil
    case let value: result.column = name(value, path.member("column")) ?? standard.column
    }
    return result
  }

  // MARK: Columns

  private mutating func columnList(
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
    refuseUnknown(parts, ["field", "column", "type", "absent", "integers"], path)
    let kind = word("type", parts, path, ColumnKind.allCases.map(\.rawValue))
    let absent = word("absent", parts, path, ["null", "keep"])
    let integers = Self.member("integers", parts)
    var asDigits = false
    if case .bool(let flag) = integers { asDigits = flag }
    if let integers, integers != .bool(asDigits) {
      refuse(path.member("integers"), "must be true or false")
    } else if asDigits, let kind, kind != ColumnKind.text.rawValue {
      refuse(path.member("integers"), "goes with type text only")
    }
    let written = Self.member("column", parts)
    let name = name(written, path.member("column"))
    guard let value = Self.member("field", parts) else {
      refuse(path.member("field"), "is missing")
      return nil
    }
    guard let field = field(value, path.member("field")) else { return nil }
    let last = String(decoding: field.components.last ?? [], as: UTF8.self)
    let column = written == nil ? self.name(.string(last), path.member("field")) : name
    guard let column else { return nil }
    return MappedColumn(
      field: field, column: column, kind: kind.flatMap(ColumnKind.init) ?? .text,
      absentKeeps: absent == "keep", integersAsDigits: asDigits)
  }

  private mutating func claimRoles(_ mapping: Mapping) {
    claim(mapping.id, JSONPath("id"))
    claim(mapping.email.column, JSONPath("email"))
    claim(mapping.protected?.column, JSONPath("protected"))
    claim(mapping.createdAt?.column, JSONPath("createdAt"))
    claim(mapping.updatedAt.column, JSONPath("updatedAt"))
  }

  /// Notes a column that has two roles or two fields.
  private mutating func claim(_ column: String?, _ path: JSONPath) {
    guard let column else { return }
    if let first = columns[Array(column.utf8)] {
      refuse(path, "has the same column as \(first.text)")
    } else {
      columns[Array(column.utf8)] = path
    }
  }

  // MARK: Values

  private mutating func field(_ value: JSONValue?, _ path: JSONPath) -> FieldPath? {
    guard let value else { return nil }
    if case .string(let text) = value, let field = FieldPath(text) { return field }
    refuse(path, "must be a dotted path without empty parts, parts that begin with $, and NUL")
    return nil
  }

  /// A column's name; PostgreSQL would cut a longer one short.
  private mutating func name(_ value: JSONValue?, _ path: JSONPath) -> String? {
    guard let value else { return nil }
    if case .string(let text) = value, (1...63).contains(text.utf8.count), !text.utf8.contains(0) {
      return text
    }
    refuse(path, "must name a column in 1 to 63 bytes without NUL")
    return nil
  }

  private mutating func word(
    _ name: String, _ parts: Members, _ path: JSONPath, _ words: [String]
  ) -> String? {
    guard let value = Self.member(name, parts) else { return nil }
    if case .string(let word) = value, words.contains(word) { return word }
    refuse(path.member(name), "must be one of " + words.joined(separator: ", "))
    return nil
  }

  private static func member(_ name: String, _ members: Members) -> JSONValue? {
    members.first { $0.name == name }?.value
  }

  private mutating func refuseUnknown(
    _ members: Members, _ known: [String], _ path: JSONPath
  ) {
    for member in members where !known.contains(member.name) {
      refuse(path.member(member.name), "is unknown; known are " + known.joined(separator: ", "))
    }
  }

  private mutating func refuse(_ path: JSONPath, _ problem: String) {
    faults.append(MappingFault(path: path.text, problem: problem))
  }
}
