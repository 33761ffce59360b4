package import PostgresDriver
package import Records

/// One column of the target table as PostgreSQL's catalogs describe it.
///
/// For a column with a domain, the base type is the one beneath all domains, and their constraints count as
/// the column's own.
package struct TargetColumn: Equatable, Sendable {
  package var name: String
  /// The number that the column keeps when it is renamed, 1 or more.
  package var number: Int
  /// The type as `format_type` writes it: `character varying(255)`.
  var typeText: String
  /// The base type in the same form; nil when the type is not a domain.
  var domainOver: String?
  /// The type's name with its schema, without modifiers: a cast to it cuts nothing.
  var typeSQL: SQL
  /// The same for the base type.
  package var baseSQL: SQL
  /// The base type's name in `pg_type`: `varchar`, `jsonb`, `int8`.
  package var baseName: String
  /// True when the base type is PostgreSQL's own and not one of the same name.
  var isBuiltIn: Bool
  /// The base type's modifier; -1 when there is none.
  var modifier: Int
  /// The labels of an enum in their order; nil for every other type.
  var labels: [String]?
  package var nullable: Bool
  /// True when an INSERT that leaves the column out still gets a value (default or identity).
  package var hasDefault: Bool
  /// True when the column takes no value from an INSERT or UPDATE (generated, identity always).
  package var isGenerated: Bool
  /// True when PostgreSQL computes the value from the row's others: no statement can set it.
  var isComputed: Bool
  /// Whether a sequence fills it when a row is created without a value.
  package var sequenceUse: SequenceUse

  /// The type for people: `public.phone (a domain over text)`.
  package var typeWords: String {
    domainOver.map { "\(typeText) (a domain over \($0))" } ?? typeText
  }

  /// The greatest length in code points; nil when the type sets none.
  package var maxLength: Int? {
    isBuiltIn && ["varchar", "bpchar"].contains(baseName) && modifier >= 4 ? modifier - 4 : nil
  }

  /// Precision and scale of a constrained `numeric`.
  package var numericLimit: NumericLimit? {
    guard form == .numeric, modifier >= 4 else { return nil }
    let packed = modifier - 4
    // The scale is an 11-bit two's complement number since PostgreSQL 15, never negative before.
    let scale = ((packed & 0x7FF) ^ 1024) - 1024
    return NumericLimit(precision: packed >> 16 & 0xFFFF, scale: scale)
  }

  /// True when the column rounds times to less than the milliseconds of a BSON date.
  package var roundsMilliseconds: Bool { form?.kind == .timestamptz && (0...2).contains(modifier) }

  /// The column's resolution in microseconds.
  package var timeStep: Int64 {
    guard form?.kind == .timestamptz, (0..<6).contains(modifier) else { return 1 }
    return (modifier..<6).reduce(1) { step, _ in step * 10 }
  }

  /// True for a type whose values PostgreSQL compares with whole numbers, by an index too.
  package var comparesWithIntegers: Bool {
    isBuiltIn && ["int2", "int4", "int8", "numeric"].contains(baseName)
  }

  /// The numbers that an integer column holds.
  package var integerRange: ClosedRange<Int64> {
    switch baseName {
    case "int2": Int64(Int16.min)...Int64(Int16.max)
    case "int4": Int64(Int32.min)...Int64(Int32.max)
    default: .min ... .max
    }
  }

  /// How the column holds what it takes; nil when no mapping can fill it.
  package var form: ColumnForm? {
    if let labels { return .label(EnumType(sql: baseSQL, labels: labels)) }
    // An extension, in a schema of the database's choice.
    if baseName == "citext" { return .text }
    return isBuiltIn ? Self.forms[baseName] : nil
  }

  private static let forms: [String: ColumnForm] = [
    "text": .text, "varchar": .text, "bpchar": .padded, "bool": .boolean, "int2": .integer,
    "int4": .integer, "int8": .integer, "numeric": .numeric, "float8": .double,
    "timestamptz": .timestamptz, "timestamp": .timestamp, "uuid": .uuid, "jsonb": .jsonb,
    "json": .json,
  ]

  /// What to do about a column that no mapping can fill.
  package var remedy: String {
    switch baseName {
    case _ where baseName.hasPrefix("_"): "a list fits a jsonb column"
    case "float4":
      "real holds 6 digits, MongoDB's numbers have 15 and more: change the column to double precision"
        + " or numeric"
    case "date", "time", "timetz":
      "MongoDB's dates are moments with a time: change the column to timestamptz or timestamp"
    case "money": "its values depend on the server's locale: change the column to numeric"
    case "hstore": "change the column to jsonb"
    case "bytea": "no type of the mapping is binary: fill a column of type text or jsonb"
    default: "leave the column out of the mapping, or change its type to one of Docs/Mapping.md"
    }
  }
}
