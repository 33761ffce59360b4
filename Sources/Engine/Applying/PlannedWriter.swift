package import PostgresDriver

/// Carries out the writes of a plan that is a relation, all at once or a range of them by number.
///
/// The statements of `whole` and `part` run under the role's own search path, for the sake of
/// triggers: they qualify every table, operator and type with its schema.
package protocol PlannedWriter {
  /// The plan's table, qualified; it has the columns `action`, `reason` and `field`.
  var plan: SQL { get }

  /// How many rows are planned of each action, in the order in which they are written.
  var planned: [(action: Action, rows: Int)] { get }

  /// The statements that write everything; PostgreSQL says of each how many rows it wrote.
  var whole: [PostgresStatement] { get }

  /// Fills `AttemptTables.attempt` with the planned writes, numbered from 1 in the order of `planned`.
  func number(on connection: inout PostgresConnection) throws(PostgresError)

  /// The statement that writes the attempts with numbers in the range, all of one action.
  func part(_ attempts: Range<Int>, _ action: Action) -> PostgresStatement
}

/// The result of carrying out a plan.
package struct AppliedPlan: Sendable {
  var counts: Tally
  /// True when what the written rows hold has been read again, for triggers may have changed it.
  package let isReadAgain: Bool
  /// What triggers made of the rows that affects the next run, one sentence each.
  let warnings: [String]

  package init(counts: Tally, isReadAgain: Bool = false, warnings: [String] = []) {
    (self.counts, self.isReadAgain, self.warnings) = (counts, isReadAgain, warnings)
  }
}
