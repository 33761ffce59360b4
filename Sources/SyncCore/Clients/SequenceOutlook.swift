internal import Basics
internal import Engine
internal import PostgresDriver
internal import Records

/// What the sequences of a table mean for a plan that creates rows: values that rows already have, and an
/// end that comes too soon.
struct SequenceOutlook {
  /// Why no row can be created at present; nil when rows can be.
  private(set) var refusal: SyncFailure?
  /// How many rows have values left for them, and the SQLSTATE that PostgreSQL has for the others; nil when
  /// there are enough.
  private(set) var room: (rows: Int, sqlState: String)?
  /// Warnings that stop nothing, one sentence each.
  private(set) var warnings: [String] = []

  /// Looks ahead at this many creates, which leave columns other than `mapped` to the table. A dry run warns of
  /// a sequence that its role cannot see: the run may end differently.
  init(
    _ table: TargetTable, mapped: Set<String>, creates: Int, dryRun: Bool,
    on connection: inout PostgresConnection
  ) throws(PostgresError) {
    guard creates > 0 else { return }
    let reader = SequenceReader(table: table)
    refusal = try ColumnSequence.missing(table, mapped: mapped, on: &connection).first
    for (column, sequence) in try reader.sequences(mapped: mapped, on: &connection) {
      let words = SequenceWords(table: table, column: column, sequence: sequence)
      guard let place = try reader.place(of: column, sequence, next: creates, on: &connection)
      else {
        if dryRun, sequence.isUnique {
          warnings.append("\(CheckLine.Side.target.rawValue): sequence: \(words.unseen)")
        }
        continue
      }
      note(place, words, sequence)
      guard place.left < creates else { continue }
      if sequence.cycles, words.endsByItself {
        if let again = try reader.placeAfterEnd(
          of: column, sequence, next: creates - place.left, on: &connection)
        {
          note(again, words, sequence)
        }
      } else if place.left < room?.rows ?? .max {
        room = (place.left, words.endsByItself ? "2200H" : "22003")
      }
    }
  }

  private mutating func note(
    _ place: SequencePlace, _ words: SequenceWords, _ sequence: ColumnSequence
  ) {
    guard sequence.isUnique, place.collision != nil else { return }
    if sequence.mayBeOverruled {
      warnings.append("\(CheckLine.Side.target.rawValue): sequence: \(words.behind(place))")
    } else {
      refusal =
        refusal ?? SyncFailure(.unfit, .plan, words.behind(place), hint: words.remedy(place))
    }
  }

  /// Marks the creates without a value left as failed, the last ones by their keys; the plan lists
  /// its creates.
  func setAside(on connection: inout PostgresConnection) throws(PostgresError) {
    guard let room else { return }
    try connection.execute(
      PostgresStatement(
        "set aside what has no id",
        """
        UPDATE \(PlanTables.plan) p SET action = \(Action.failed),
          reason = \(Reason.refused), field = \(literal: room.sqlState)
        FROM (SELECT p.ctid AS place, row_number() OVER (ORDER BY s.key) AS n
          FROM \(PlanTables.plan) p JOIN \(PlanTables.stage) s ON s.ctid = p.row
          WHERE p.action = \(Action.create)) c
        WHERE p.ctid = c.place AND c.n > \(room.rows)
        """))
  }
}
