internal import Engine
internal import PostgresDriver

/// Where the sequence of a column stands, seen by a plan that creates a number of rows.
struct SequencePlace: Equatable, Sendable {
  /// The next value as PostgreSQL writes it; beyond the end where none is left.
  var next: String
  /// How many values remain before the end of the sequence or of the column's type.
  var left: Int
  /// The first of the next values, counted from 1, that a row already has; nil when none has one.
  var collision: Int?
  /// The greatest value of the column, the least for a descending sequence; nil without rows.
  var extreme: String?
  /// True when no value lies between that and the end.
  var isFull: Bool
}

/// Looks up where the sequences of a table stand.
struct SequenceReader {
  let table: TargetTable

  /// The columns other than `mapped` that sequences fill.
  func sequences(
    mapped: Set<String>, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [(TargetColumn, ColumnSequence)] {
    let sequences = try ColumnSequence.read(table, on: &connection)
    return table.columns.compactMap { column in
      mapped.contains(column.name) ? nil : sequences[column.name].map { (column, $0) }
    }
  }

  /// Looks at the next `count` values, 1 or more; nil when this role cannot see where the sequence
  /// stands.
  func place(
    of column: TargetColumn, _ sequence: ColumnSequence, next count: Int,
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> SequencePlace? {
    let state: SQL
    if sequence.isReadable {
      state = "SELECT last_value AS last, is_called AS called FROM \(sequence.sql)"
    } else if sequence.isUsable {
      state = "SELECT pg_sequence_last_value(\(sequence.oid)::oid) AS last, true AS called"
    } else {
      return nil
    }
    return try read(state, column, sequence, count, on: &connection)
  }

  /// The same for the values that follow once the sequence has cycled.
  func placeAfterEnd(
    of column: TargetColumn, _ sequence: ColumnSequence, next count: Int,
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> SequencePlace? {
    let first = sequence.increment > 0 ? sequence.minimum : sequence.maximum
    return try read(
      "SELECT \(first)::int8 AS last, false AS called", column, sequence, count, on: &connection)
  }

  /// The arithmetic is PostgreSQL's numeric: values may exceed what int8 holds.
  private func read(
    _ state: SQL, _ column: TargetColumn, _ sequence: ColumnSequence, _ count: Int,
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> SequencePlace? {
    let rises = sequence.increment > 0
    let id = Self.number(column, "t.\(identifier: column.name)")
    // Where any value will do, the rows need no look: there may be no index to find them by.
    let rows: SQL =
      sequence.isUnique
      ? table.sql : "(SELECT NULL::int8 AS \(identifier: column.name) WHERE false)"
    let (step, end): (SQL, SQL) = (
      "(\(sequence.increment))::numeric", "(\(Self.end(column, sequence)))::numeric"
    )
    let question = PostgresStatement(
      "look where a sequence stands",
      """
      WITH s AS (\(state)),
        n AS (SELECT last + CASE WHEN called THEN \(step) ELSE 0 END AS next FROM s),
        v AS (SELECT next, \(step) * (\(count) - 1) + next AS last, \(end) AS ending FROM n),
        w AS (SELECT *, \(rises ? "next" : "greatest(last, ending)") AS low,
          \(rises ? "least(last, ending)" : "next") AS high FROM v)
      SELECT next::text,
        least(greatest(div(ending - next, \(step)) + CASE WHEN (ending - next) * \(step) >= 0
          THEN 1 ELSE 0 END, 0), 9e18)::int8,
        (SELECT div(\(id)::numeric - next, \(step))::int8 + 1 FROM \(rows) t
          WHERE low <= high
            AND \(id) BETWEEN (SELECT \(Self.bound("low", column)) FROM w)
              AND (SELECT \(Self.bound("high", column)) FROM w)
            AND mod(\(id)::numeric - next, \(step)) = 0
          ORDER BY \(id) \(rises ? "" : "DESC") LIMIT 1),
        x.extreme::text, coalesce((x.extreme + \(step) - \(end)) * \(step) > 0, false)
      FROM w, (SELECT \(rises ? "max" : "min")(\(id)) AS extreme FROM \(rows) t) x
      """)
    return try connection.row(question) { (result, row) throws(PostgresError) in
      guard let next = try result.stringIfPresent(row, 0) else { return nil }
      return SequencePlace(
        next: next, left: Int(try result.int64(row, 1)),
        collision: try result.int64IfPresent(row, 2).map { Int($0) },
        extreme: try result.stringIfPresent(row, 3), isFull: try result.bool(row, 4))
    }
  }

  /// The value of the column as a number, as SQL; NULL where no sequence could give it out.
  private static func number(_ column: TargetColumn, _ value: SQL) -> SQL {
    if column.comparesWithIntegers { return value }
    return "CASE WHEN \(value)::text ~ '\(whole)' THEN \(value)::text::numeric END"
  }

  /// A whole number as PostgreSQL writes it, as a regular expression.
  static let whole: SQL = "^(0|-?[1-9][0-9]{0,18})$"

  /// The last value before the end.
  private static func end(_ column: TargetColumn, _ sequence: ColumnSequence) -> Int64 {
    let range = column.integerRange
    return sequence.increment > 0
      ? min(sequence.maximum, range.upperBound) : max(sequence.minimum, range.lowerBound)
  }

  /// A bound of the column's own type, which can be searched with an index.
  private static func bound(_ name: SQL, _ column: TargetColumn) -> SQL {
    guard column.comparesWithIntegers, column.baseName != "numeric" else { return name }
    return "least(greatest(\(name), -9223372036854775808), 9223372036854775807)::int8"
  }
}
