internal import Basics
internal import Records

/// Reads a mapping file; `Docs/Mapping.md` describes it.
package struct MappingReader {
  typealias Members = [(name: String, value: JSONValue)]

  private var faults: [MappingFault] = []
  /// The columns named so far, as bytes, and where.
  private var columns: [[UInt8]: JSONPath] = [:]

  /// The mapping, or all faults together.
  package static func read(_ bytes: [UInt8]) throws(MappingFaults) -> Mapping {
    try read(bytes) { reader, value in reader.mapping(value) }
  }

  /// What `take` makes of the file's value, unless the reader notes faults.
  static func read<Contents>(
    _ bytes: [UInt8], _ take: (inout MappingReader, JSONValue) -> Contents?
  ) throws(MappingFaults) -> Contents {
    let value: JSONValue
    do throws(JSONFault) {
      value = try JSONReader.parse(bytes)
    } catch {
      throw MappingFaults(faults: [MappingFault(path: "", problem: error.message)])
    }
    var reader = MappingReader()
    let contents = take(&reader, value)
    guard let contents, reader.faults.isEmpty else { throw MappingFaults(faults: reader.faults) }
    return contents
  }

  private mutating func mapping(_ value: JSONValue) -> Mapping? {
    guard case .object(let members) = value else {
      refuse(JSONPath(), "must be an object")
      return nil
    }
    let known = ["id", "email", "protected", "createdAt", "updatedAt", "columns", "where"]
    refuseUnknown(members, known, JSONPath())
    var mapping = Mapping.standard
    id(Self.member("id", members), &mapping)
    mapping.email = role("email", members, mapping.email) ?? mapping.email
    mapping.protected = optionalRole("protected", members, mapping.protected)
    mapping.createdAt = optionalRole("createdAt", members, mapping.createdAt)
    mapping.updatedAt = updatedAt(members, mapping.updatedAt)
    claimRoles(mapping)
    mapping.columns = columnList(Self.member("columns", members), mapping.columns)
    mapping.conditions = conditions(Self.member("where", members))
    return mapping
  }

  private mutating func claimRoles(_ mapping: Mapping) {
    claim(mapping.id, JSONPath("id"))
    claim(mapping.email.column, JSONPath("email"))
    claim(mapping.protected?.column, JSONPath("protected"))
    claim(mapping.createdAt?.column, JSONPath("createdAt"))
    claim(mapping.updatedAt.column, JSONPath("updatedAt"))
  }

  /// Notes a column that has two roles or two fields.
  mutating func claim(_ column: String?, _ path: JSONPath) {
    guard let column else { return }
    if let first = columns[Array(column.utf8)] {
      refuse(path, "has the same column as \(first.text)")
    } else {
      columns[Array(column.utf8)] = path
    }
  }

  // MARK: Values

  mutating func field(_ value: JSONValue?, _ path: JSONPath) -> FieldPath? {
    guard let value else { return nil }
    if case .string(let text) = value, let field = FieldPath(text) { return field }
    refuse(path, "must be a dotted path without empty parts, parts that begin with $, or NUL")
    return nil
  }

  /// A column's name; PostgreSQL would truncate a longer one.
  mutating func name(_ value: JSONValue?, _ path: JSONPath) -> String? {
    guard let value else { return nil }
    if case .string(let text) = value, (1...63).contains(text.utf8.count), !text.utf8.contains(0) {
      return text
    }
    refuse(path, "must name a column in 1 to 63 bytes without NUL")
    return nil
  }

  mutating func word(
    _ name: String, _ parts: Members, _ path: JSONPath, _ words: [String]
  ) -> String? {
    guard let value = Self.member(name, parts) else { return nil }
    if case .string(let word) = value, words.contains(word) { return word }
    refuse(path.member(name), "must be one of " + words.joined(separator: ", "))
    return nil
  }

  /// False when the member is missing.
  mutating func flag(_ name: String, _ parts: Members, _ path: JSONPath) -> Bool {
    switch Self.member(name, parts) {
    case nil: return false
    case .bool(let flag): return flag
    default:
      refuse(path.member(name), "must be true or false")
      return false
    }
  }

  static func member(_ name: String, _ members: Members) -> JSONValue? {
    members.first { $0.name == name }?.value
  }

  mutating func refuseUnknown(_ members: Members, _ known: [String], _ path: JSONPath) {
    for member in members where !known.contains(member.name) {
      refuse(
        path.member(member.name), "is unknown; known members: " + known.joined(separator: ", "))
    }
  }

  mutating func refuse(_ path: JSONPath, _ problem: String) {
    faults.append(MappingFault(path: path.text, problem: problem))
  }
}

/// One thing that is wrong with a mapping file, reported without any of its values.
package struct MappingFault: Equatable, Sendable {
  /// The place in the file, as in `columns[1].type`; empty for the file as a whole.
  package var path: String
  package var problem: String
}

/// Everything that is wrong with a mapping file.
package struct MappingFaults: Error, Equatable, Sendable {
  /// At least one.
  package var faults: [MappingFault]
}
