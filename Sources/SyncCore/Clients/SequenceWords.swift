internal import Basics
internal import Engine
internal import PostgresDriver

/// Sentences on a sequence that fills a column.
struct SequenceWords {
  let table: TargetTable
  let column: TargetColumn
  let sequence: ColumnSequence

  /// True when the sequence's own end comes before that of the column's type.
  var endsByItself: Bool {
    let range = column.integerRange
    return sequence.increment > 0
      ? sequence.maximum <= range.upperBound : sequence.minimum >= range.lowerBound
  }

  /// That the role cannot see whether its values are free.
  var unseen: String { "this role cannot see where the sequence \(sequence.sql) stands" }

  private var name: String { "\(table.schema).\(table.name)" }

  /// That rows already have values which the sequence would give out.
  func behind(_ place: SequencePlace) -> String {
    let edge = place.extreme ?? "none"
    return
      "the sequence \(sequence.sql) is behind the rows of \(name): it continues with \(place.next),"
      + " and the column \"\(column.name)\" has values"
      + (sequence.increment > 0 ? " up to \(edge)" : " down to \(edge)")
  }

  /// What would fix that.
  func remedy(_ place: SequencePlace) -> String {
    guard !place.isFull else {
      return
        "no value is left beyond those of the rows: move the sequence to free ones by"
        + " SELECT setval(\(SQL(literal: sequence.sql.text)), …, false), or give it a wider range by"
        + " ALTER SEQUENCE \(sequence.sql)"
    }
    let edge = sequence.increment > 0 ? "max" : "min"
    return "run: SELECT setval(\(SQL(literal: sequence.sql.text)),"
      + " (SELECT \(extreme(edge))))"
  }

  /// The value that the aggregate `edge` finds, in the form setval takes, and where it comes from.
  private func extreme(_ edge: String) -> String {
    let name = SQL(identifier: column.name)
    if column.comparesWithIntegers {
      let cast = column.baseName == "numeric" ? "::bigint" : ""
      return "\(edge)(\(name))\(cast) FROM \(table.sql)"
    }
    return "\(edge)(\(name)::text::numeric)::bigint FROM \(table.sql)"
      + " WHERE \(name)::text ~ '\(SequenceReader.whole)'"
  }

  /// What `check` says, which knows no number of creates; nil stands for a sequence whose place this role
  /// cannot see.
  func line(_ place: SequencePlace?) -> CheckLine {
    guard let place else {
      return .warning(
        "sequence", unseen, "GRANT SELECT ON SEQUENCE \(sequence.sql) to the role")
    }
    if sequence.isUnique, let collision = place.collision {
      let stops = collision == 1 && !sequence.mayBeOverruled
      return stops
        ? .fault("sequence", behind(place), remedy(place))
        : .warning("sequence", behind(place), remedy(place))
    }
    guard place.left >= Self.enough else {
      return .warning(
        "sequence",
        "\(NumberText.counted(place.left, "value")) left in the sequence \(sequence.sql)",
        endsByItself
          ? "ALTER SEQUENCE \(sequence.sql) gives it a wider range"
          : "give the column \"\(column.name)\" a wider type")
    }
    return .ok("sequence", "\(sequence.sql) continues with \(place.next)")
  }

  /// `check` looks at this many of the next values; with fewer left it warns.
  static let enough = 1000
}

extension SequenceReader {
  /// What `check` says of the sequences that fill columns other than `mapped`.
  func lines(
    mapped: Set<String>, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [CheckLine] {
    var lines = try ColumnSequence.missing(table, mapped: mapped, on: &connection).map {
      CheckLine.fault("sequence", $0.message, $0.hint)
    }
    for (column, sequence) in try sequences(mapped: mapped, on: &connection) {
      let place = try place(of: column, sequence, next: SequenceWords.enough, on: &connection)
      lines.append(SequenceWords(table: table, column: column, sequence: sequence).line(place))
    }
    return lines
  }
}
