/// One column of the target table as PostgreSQL's catalogs describe it.
struct TargetColumn: Equatable, Sendable {
  var name: String
  /// The number that the column keeps when it is renamed, 1 or more.
  var number: Int
  /// The type as `format_type` writes it: `character varying(255)`.
  var typeText: String
  /// The base type's name in `pg_type`: `varchar`, `jsonb`, `int8`.
  var typeName: String
  /// The type modifier; -1 when there is none.
  var modifier: Int
  var nullable: Bool
  /// True when an INSERT that leaves the column out still gets a value (default or identity).
  var hasDefault: Bool
  /// True when the column takes no value from an INSERT or UPDATE (generated, identity always).
  var isGenerated: Bool
  /// True when PostgreSQL computes the value from the row's others: no statement can set it.
  var isComputed: Bool
  /// The base type's name, quoted and with its schema, without modifiers: a cast to it cuts nothing.
  var typeSQL: String
  /// The sequence that fills it when a row is created without a value; nil when none does.
  var sequence: ColumnSequence?

  /// The greatest length in code points; nil when the type sets none.
  var maxLength: Int? {
    typeName == "varchar" && modifier >= 4 ? modifier - 4 : nil
  }

  /// Precision and scale of a constrained `numeric`.
  var numericLimit: NumericLimit? {
    guard typeName == "numeric", modifier >= 4 else { return nil }
    let packed = modifier - 4
    // The scale is an 11-bit two's complement number since PostgreSQL 15, never negative before.
    let scale = ((packed & 0x7FF) ^ 1024) - 1024
    return NumericLimit(precision: packed >> 16 & 0xFFFF, scale: scale)
  }

  /// True when the column rounds times to less than the milliseconds of a BSON date.
  var roundsMilliseconds: Bool { typeName == "timestamptz" && (0...2).contains(modifier) }

  /// How many microseconds the column's times tell apart.
  var timeStep: Int64 {
    guard typeName == "timestamptz", (0..<6).contains(modifier) else { return 1 }
    return (modifier..<6).reduce(1) { step, _ in step * 10 }
  }

  /// The numbers that an integer column holds.
  var integerRange: ClosedRange<Int64> {
    switch typeName {
    case "int2": Int64(Int16.min)...Int64(Int16.max)
    case "int4": Int64(Int32.min)...Int64(Int32.max)
    default: .min ... .max
    }
  }

  /// The kind of values that the column takes; nil when no mapping can fill it.
  var kind: ColumnKind? {
    switch typeName {
    case "text", "varchar", "citext": .text
    case "bool": .boolean
    case "int2", "int4", "int8": .integer
    case "numeric": .numeric
    case "timestamptz": .timestamptz
    case "uuid": .uuid
    case "jsonb": .jsonb
    default: nil
    }
  }
}
