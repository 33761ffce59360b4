internal import PostgresDriver
internal import Records

/// Conversions between a column and the type in which stage and plan hold its values, as SQL that means
/// the same under any search path and time zone.
extension ColumnForm {
  /// The type in which stage and plan hold values.
  var stageType: SQL {
    switch self {
    // Texts are equal when their bytes are, whatever the column's collation says.
    case .text, .padded, .label: "text COLLATE \"C\""
    case .integer: "int8"
    case .double: "float8"
    case .timestamp: "timestamptz"
    case .json: "jsonb"
    case .boolean: "boolean"
    case .numeric: "numeric"
    case .timestamptz: "timestamptz"
    case .uuid: "uuid"
    case .jsonb: "jsonb"
    }
  }

  /// The column's value, for comparison with one of the stage.
  func read(_ column: SQL) -> SQL {
    switch self {
    case .text, .padded, .label: "\(column)::pg_catalog.text COLLATE pg_catalog.\"C\""
    case .timestamp: "(\(column) AT TIME ZONE 'UTC')"
    case .json: Self.jsonb(column)
    case .boolean, .integer, .numeric, .double, .timestamptz, .uuid, .jsonb: column
    }
  }

  /// The column's value in exactly the stage's type.
  func staged(_ column: SQL) -> SQL {
    self == .integer ? "\(column)::pg_catalog.int8" : read(column)
  }

  /// A value of the stage's type, as the column takes it.
  func written(_ value: SQL) -> SQL {
    switch self {
    case .label(let type): "CAST(\(value) AS \(type.sql))"
    case .timestamp: "(\(value)) AT TIME ZONE 'UTC'"
    case .json: "CAST(\(value) AS pg_catalog.json)"
    case .text, .padded, .boolean, .integer, .numeric, .double, .timestamptz, .uuid, .jsonb: value
    }
  }

  /// True when equal values may be written differently: writing such a value would change a row that
  /// is said to stay.
  var hasSpellings: Bool { self == .json }

  /// A json column as jsonb: what jsonb cannot hold (NUL, halves of characters, huge exponents) is one
  /// string with the whole text, which equals no value of a record but its own.
  private static func jsonb(_ column: SQL) -> SQL {
    let text: SQL = "pg_catalog.replace(\(column)::pg_catalog.text, '\\\\', '')"
    let pairs: SQL = "'\\\\u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}'"
    let half: SQL = "'\\\\u(0000|[dD][89a-fA-F])'"
    let strings: SQL = "'\"([^\"\\\\]|\\\\.)*\"'"
    let matches: SQL = "OPERATOR(pg_catalog.~)"
    return """
      (CASE WHEN \(text) \(matches) '\\\\u(0000|[dD][89a-fA-F])|[0-9][eE][-+]?[0-9]{5}'
          AND (pg_catalog.regexp_replace(\(text), \(pairs), ' ', 'g') \(matches) \(half)
            OR pg_catalog.regexp_replace(\(text), \(strings), '', 'g')
              \(matches) '[0-9][eE][-+]?[0-9]{5}')
        THEN pg_catalog.to_jsonb(\(column)::pg_catalog.text)
        ELSE CAST(\(column) AS pg_catalog.jsonb) END)
      """
  }
}
