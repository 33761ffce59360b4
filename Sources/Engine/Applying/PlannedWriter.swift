internal import Basics
package import PostgresDriver

/// Carries out the writes of a plan that is a relation, all at once or a range of them by number.
///
/// What `whole` and `part` ask runs under the role's own search path, for the sake of triggers: it qualifies every
/// table, operator and type with its schema. Each says how many rows more than planned it has written: none when all
/// went in, fewer than none when some did not.
package protocol PlannedWriter {
  /// The plan's table, qualified; it has the columns `action`, `reason` and `field`.
  var plan: SQL { get }

  /// Writes everything.
  var whole: Question<Int> { get }

  /// Fills `AttemptTables.attempt` with the planned writes, numbered from 1; rows with one number go in together or not
  /// at all. Returns how many numbers each action has, in the order in which they are written.
  func number(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> [(action: Action, attempts: Int)]

  /// Writes the attempts with numbers in the range, all of one action.
  func part(_ attempts: Range<Int>, _ action: Action) -> Question<Int>

  /// True where the rows of few attempts are best found by index, whatever the planner takes them for.
  var prefersIndexes: Bool { get }
}

extension PlannedWriter {
  package var prefersIndexes: Bool { true }
}

/// The result of carrying out a plan.
package struct AppliedPlan: Sendable {
  var counts: Tally
  /// True when what the written rows hold has been read again, for triggers may have changed it.
  package let isReadAgain: Bool
  /// What triggers made of the rows that affects the next run, one sentence each.
  let warnings: [String]
  /// What was changed because it refers to rows that got other ids; nil for a run that gives none.
  let followed: FollowedColumns?
  /// How many documents were written, and how many not; nil for a run that writes rows.
  let documents: DocumentCount?
  /// What became of the links; nil where none are used.
  package let links: LinkCount?

  package init(
    counts: Tally, isReadAgain: Bool = false, warnings: [String] = [],
    followed: FollowedColumns? = nil, documents: DocumentCount? = nil, links: LinkCount? = nil
  ) {
    (self.counts, self.isReadAgain, self.warnings) = (counts, isReadAgain, warnings)
    (self.followed, self.documents, self.links) = (followed, documents, links)
  }
}

extension AppliedPlan {
  /// What the journal keeps of the numbers: those of the plan, of documents, and of what followed, by column.
  func json(_ kind: RunKind) -> JSONValue {
    var counts = counts.json(kind)
    if let documents { counts[CountName.documents.rawValue] = documents.json }
    if let links { counts[CountName.links.rawValue] = links.written }
    guard let followed else { return counts }
    return counts.with([
      CountName.followed.rawValue: .object(
        followed.rows.map { (name: $0.name, value: .integer($0.number)) }),
      CountName.references.rawValue: .array(followed.named.map { .string($0.text) }),
    ])
  }
}

/// The columns in which ids were changed.
package struct FollowedColumns: Sendable {
  /// How many rows of each.
  let rows: [NamedCount]
  /// Those of them that no foreign key reveals.
  let named: [NamedReference]

  package init(rows: [NamedCount], named: [NamedReference]) {
    (self.rows, self.named) = (rows, named)
  }
}
