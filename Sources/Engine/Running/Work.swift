package import Basics
package import PostgresDriver
package import Records

/// What varies from one kind of run to another.
///
/// `RunEngine` is the order in which the members are asked, and the only one that opens a session, takes the
/// lock, keeps the journal, writes the report, commits and ends: a work has no handle to any of that.
package protocol Work {
  /// What a run is about, once it was found under the lock.
  associatedtype Subject: RunSubject
  /// What a plan is besides what the engine knows of it.
  associatedtype Details

  /// True when the plan is made in the transaction that carries it out, under the table's lock.
  static var plansUnderLock: Bool { get }
  /// True when a journal is required.
  static var needsJournal: Bool { get }
  /// True for a run that overwrites what differs.
  var overwrites: Bool { get }

  /// How many rows it may write for each action; any number for one that is not among them.
  var limits: [Action: ChangeLimit] { get }

  /// The table whose lock the run will take, where that is known before the look; nil where it is not, or the lock is
  /// another one.
  var lockedTable: QualifiedName? { get }

  /// What the run is about where that is not the rows of one table, without a host: `app.users`. The journal keeps it
  /// in place of a table's name; nil for a run that is about its table.
  var subjectName: String? { get }

  /// What the run reads from, in words; final only once there is a subject, where that decides it.
  func source(of subject: Subject?) -> (name: String, isFinal: Bool)
  /// The run that is taken back; nil when none is.
  func undoes(_ subject: Subject) -> Int64?

  /// The key of the lock that one run at a time holds: the table's, unless the run is about something else.
  func lockKey(_ table: TargetTable) -> Int64

  /// Begins what takes its time beside the look at the target.
  func begin()
  /// The findings about the target; without a table the run ends.
  func look(on connection: inout PostgresConnection) throws -> TargetFindings
  /// What the run is about; `only` are the clients that it is restricted to. By now nobody else writes the table,
  /// unless this is a dry run.
  func subject(
    _ table: TargetTable, only: KeySet?, _ state: inout RunState,
    on connection: inout PostgresConnection
  ) throws -> Subject
  /// Looks at the source, if there is one.
  func lookAtSource(_ subject: Subject, _ state: inout RunState) throws
  /// The temporary tables it plans in.
  func tables(_ subject: Subject) -> TemporaryTables
  /// Locks the table against writers in the transaction that plans and writes; returns the subject as it is
  /// then.
  func hold(
    _ subject: Subject, on connection: inout PostgresConnection
  ) throws -> Subject
  /// Fills the plan's relation, `inFull` where somebody reads an entry for every one. A dry run and a real one take
  /// the same path here.
  func plan(
    _ subject: Subject, inFull: Bool, _ state: inout RunState,
    on connection: inout PostgresConnection
  ) throws -> WorkPlan<Details>
  /// Carries the plan out in a transaction that the engine holds; what is written goes to the `recorder`, if
  /// there is one.
  func apply(
    _ plan: WorkPlan<Details>, _ subject: Subject, _ recorder: ChangeRecorder?,
    on connection: inout PostgresConnection
  ) throws -> AppliedPlan

  /// The documents that the plan writes, once it is made: the engine writes them, and asks for no `apply`. nil for a
  /// run that writes rows.
  func documents(_ subject: Subject) -> DocumentWrites?

  /// The plan as everybody reads it; `applied` is nil when nothing was carried out.
  func relation(_ subject: Subject, _ applied: AppliedPlan?) -> PlanRelation
  /// Gives the requested entries their rows, where the plan leaves some out until they are read.
  func complete(
    _ plan: WorkPlan<Details>, _ subject: Subject, _ applied: AppliedPlan?, for query: EntryQuery,
    on connection: inout PostgresConnection
  ) throws(PostgresError)
}

extension Work {
  package static var plansUnderLock: Bool { false }
  package static var needsJournal: Bool { false }

  package var limits: [Action: ChangeLimit] { [:] }

  package var lockedTable: QualifiedName? { nil }

  package var subjectName: String? { nil }

  package func lockKey(_ table: TargetTable) -> Int64 { table.lockKey }

  package func documents(_ subject: Subject) -> DocumentWrites? { nil }

  package func undoes(_ subject: Subject) -> Int64? { nil }

  package func begin() {}

  package func lookAtSource(_ subject: Subject, _ state: inout RunState) {}

  package func hold(_ subject: Subject, on connection: inout PostgresConnection) throws -> Subject {
    subject
  }

  package func complete(
    _ plan: WorkPlan<Details>, _ subject: Subject, _ applied: AppliedPlan?, for query: EntryQuery,
    on connection: inout PostgresConnection
  ) {}
}

/// What a run is about.
package protocol RunSubject {
  /// The table, and the columns that identify its rows as clients.
  var client: JournaledTable { get }
}

/// A plan as the engine knows it.
package struct WorkPlan<Details> {
  package let counts: Tally
  /// Why it may not be carried out unseen, whatever the limits say; nil when nothing forbids it.
  package var stop: SyncFailure?
  /// Why PostgreSQL would refuse all of it; nil when no reason is known.
  let obstacle: SyncFailure?
  /// Why it is not carried out, of all reasons the first: the engine's word.
  var refusal: SyncFailure?
  /// What is worth knowing about it, one sentence each.
  package var warnings: [String]
  /// How many records are in which of the work's own situations; empty where it has none.
  let classes: [NamedCount]
  /// How many there are of what limits are a share of, and their name; nil for the table's rows.
  let whole: NamedCount?
  /// The links that it makes and moves, beside what is written of the rows; nil where none are used.
  let links: LinkCount?
  package let details: Details

  package init(
    counts: Tally, obstacle: SyncFailure? = nil, warnings: [String] = [],
    classes: [NamedCount] = [], whole: NamedCount? = nil, links: LinkCount? = nil, details: Details
  ) {
    (self.counts, self.obstacle, self.warnings) = (counts, obstacle, warnings)
    (self.classes, self.whole, self.links, self.details) = (classes, whole, links, details)
  }

  /// True when it has something to write.
  var hasChanges: Bool { counts.changes + (links?.changes ?? 0) > 0 }
}

/// What a target is like, the table when it could be read, and whether a journal is kept.
package typealias TargetFindings = (lines: [CheckLine], table: TargetTable?, journal: JournalState)
