package import Basics
package import MongoDriver
package import PostgresDriver
internal import Records

/// What differs between the touched fields of a document before and after a write.
package enum DocumentChange {
  /// A change for each field, those that stay first: `from` is nil where it was absent, `to` where it will be.
  package static func changes(from before: [BSONField], to after: [BSONField]) -> [Change] {
    let gone = before.filter { field in !after.contains { $0.name == field.name } }
    return (after + gone).compactMap { field in
      let old = before.first { $0.name == field.name }?.value
      let new = after.first { $0.name == field.name }?.value
      guard old != new else { return nil }
      return Change(
        path: String(decoding: field.name, as: UTF8.self), from: old.map(value), to: new.map(value),
        fromType: old.flatMap(typeName))
    }
  }

  /// The changes that two columns of a plan tell, both BSON documents of the touched fields.
  package static func values(_ before: SQL, _ after: SQL) -> PlanValues {
    PlanValues(sql: [before, after]) { row, first in
      changes(from: row.withField(first, fields), to: row.withField(first + 1, fields))
    }
  }

  /// A value in relaxed Extended JSON.
  package static func value(_ value: BSONBytes) -> JSONValue {
    guard let text = DocumentText.json(value) else { return .string("(not valid)") }
    return (try? JSONReader.parse(text, depthLimit: JSONReader.jsonbDepthLimit)) ?? .string(text)
  }

  /// The name of a value's type, which JSON may not tell; nil for null.
  package static func typeName(_ value: BSONBytes) -> String? {
    value.type == .null ? nil : value.type.alias
  }

  /// The members of a BSON document; none for nothing, and for bytes that are not one.
  package static func fields(_ document: Span<UInt8>?) -> [BSONField] {
    guard let document else { return [] }
    return (try? BSONField.all(in: document)) ?? []
  }
}
