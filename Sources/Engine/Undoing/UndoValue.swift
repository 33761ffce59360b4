internal import PostgresDriver
internal import Records

/// Whether a column gives a value back, as SQL: the journal has it as text, the column by its own type.
///
/// Different texts may be the same value, like 1.5 and 1.50: numbers, times and padded texts are
/// compared as what they are, in the widest type of their kind, so that losses by rounding show.
enum UndoValue {
  private static let number: SQL = "'^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)(e[+-]?[0-9]+)?$'"
  private static let time: SQL = "'^[0-9]{4,}-[0-9]{2}-[0-9]{2}'"

  /// True when `stored`, a value of the column, is the one whose `text` the journal has; both may be NULL.
  static func holds(_ column: TargetColumn, stored: SQL, text: SQL) -> SQL {
    let own: SQL = "(\(stored))::text"
    let exact: SQL = "\(own) IS NOT DISTINCT FROM \(text)"
    guard let same = same(column, own, text) else { return "(\(exact))" }
    return "(\(exact) OR coalesce(\(same), false))"
  }

  private static func same(_ column: TargetColumn, _ own: SQL, _ text: SQL) -> SQL? {
    switch column.baseName {
    case "int2", "int4", "int8", "numeric", "float4", "float8":
      "CASE WHEN \(own) ~* \(number) AND \(text) ~* \(number) THEN \(own)::numeric = \(text)::numeric END"
    case "timestamptz", "timestamp", "date":
      "CASE WHEN \(own) ~ \(time) AND \(text) ~ \(time) THEN \(own)::timestamptz = \(text)::timestamptz END"
    case "bpchar": "rtrim(\(own)) = rtrim(\(text))"
    case "jsonb": "\(own)::jsonb = \(text)::jsonb"
    case "uuid": "\(own) = lower(\(text))"
    case "bool": "\(own) = CASE lower(\(text)) WHEN 't' THEN 'true' WHEN 'f' THEN 'false' END"
    default: nil
    }
  }

  /// True when the column as it is today would not give the value with this text back; nil where only
  /// an attempt can show it.
  ///
  /// Never raises an error, whatever the text.
  static func isLost(_ column: TargetColumn, text: SQL) -> SQL? {
    let number = { (condition: SQL) -> SQL in
      "CASE WHEN \(text) ~* \(Self.number) THEN \(condition) ELSE true END"
    }
    let value: SQL = "\(text)::numeric"
    switch column.baseName {
    case "varchar", "bpchar":
      return column.modifier < 4 ? nil : "char_length(\(text)) > \(column.modifier - 4)"
    case "int2", "int4", "int8":
      let range = column.integerRange
      return number(
        "\(value) <> trunc(\(value)) OR \(value) NOT BETWEEN \(range.lowerBound) AND \(range.upperBound)"
      )
    case "numeric":
      guard let limit = column.numericLimit else { return nil }
      return number(
        """
        \(value) <> round(\(value), \(limit.scale)) \
        OR abs(\(value)) >= 1e\(limit.precision - limit.scale)::numeric
        """)
    case "float4":
      return """
        CASE WHEN \(text) ~* \(Self.number) AND abs(\(value)) BETWEEN 1e-37 AND 1e37
          THEN \(text)::float4::text::numeric <> \(value) ELSE false END
        """
    case "timestamptz", "timestamp":
      guard 0..<6 ~= column.modifier else { return nil }
      return """
        CASE WHEN \(text) ~ \(time) THEN \(text)::timestamptz(\(column.modifier)) <> \(text)::timestamptz
          ELSE false END
        """
    case "date":
      return
        "CASE WHEN \(text) ~ \(time) THEN \(text)::timestamptz <> \(text)::date::timestamptz ELSE false END"
    case "bool": return "lower(\(text)) NOT IN ('true', 'false', 't', 'f')"
    case "uuid": return "\(text) !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'"
    default: return nil
    }
  }
}
