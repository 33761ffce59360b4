internal import Engine
internal import PostgresDriver
internal import Records

/// Makes the plan from what is staged, with one snapshot of the target.
struct Planner: StagePlanner {
  let tables: PlanTables
  let adopts = true
  let rules: PlanRules
  /// True when every good record needs a row in the plan's table.
  let inFull: Bool

  /// Fills the plan's table from what was staged; nil when the known rows have changed since,
  /// and every record must be staged.
  ///
  /// Throws `TransactionError`; nothing but temporary tables is written.
  func plan(
    _ stager: borrowing Stager, on connection: inout PostgresConnection
  ) throws -> WorkPlan<PlanSummary>? {
    let (known, records, absent) = (stager.target, stager.records, stager.absent)
    let (mayRepeat, adopted, unnamed) = (stager.mayRepeat, stager.adopted, stager.unnamed)
    return try connection.transaction(.snapshot("begin the plan")) { connection in
      let standing = known?.standing.map(Optional.some) ?? .known(nil)
      let (moment, (((isEmpty, missing), fresh), now)) = try PlanMoment.read(
        tables,
        beside: isTargetEmpty.and(missingClients).and(tables.areLinksFresh).and(standing),
        on: &connection)
      if let known, let now {
        guard fresh || known.links != nil, try known.narrow(to: now, on: &connection) else {
          return nil
        }
      }
      var implies = isEmpty
      if !implies { findNamed(on: &connection) }
      let looksAtAll = known == nil && tables.layout.only == nil
      let matching = Matching(
        tables: tables, rows: implies ? .none : looksAtAll ? .all : .candidates)
      var (counts, contested, claims) = try Classifier(matching, rules, areLinksFresh: fresh)
        .classify(
          records, mayRepeat: mayRepeat, on: &connection)
      let outlook = try SequenceOutlook(
        moment.table, mapped: tables.filled, creates: counts[.create], dryRun: tables.dryRun,
        on: &connection)
      if outlook.room != nil {
        if implies { tables.listCreates(on: &connection) }
        implies = false
        try outlook.setAside(on: &connection)
        counts = try PlanCounts.read(of: PlanTables.plan, staged: counts.read, on: &connection)
      }
      counts.excluded = records.excluded
      var links = tables.links.map {
        LinkChanges(
          tables: tables, links: $0, rows: matching.rows, contested: contested, areFresh: fresh,
          adoption: known.map {
            (number: adopted, young: (rows: now?.young ?? 0, condition: $0.isYoung))
          })
      }
      // Where nothing is known of links, everybody who has a row or gets one gets a link.
      let good = [.create, .update, .differs].reduce(counts.unchanged) { $0 + counts[$1] }
      let everybody = good - records.known + adopted
      if fresh, contested == 0, unnamed == 0 {
        links?.outlook = LinkCount(added: everybody)
      } else if let outlook = try links?.look(on: &connection) {
        links?.outlook = outlook
      }
      let pairs = counts[.update] + counts[.differs]
      let summary = PlanSummary(
        counts: counts, contested: contested,
        emptied: pairs > 0
          ? try EmptyingCheck(tables: tables).columns(
            absent, pairs: pairs + counts.unchanged, on: &connection) : [],
        moment: moment, impliesCreates: implies, claims: claims, links: links)
      return WorkPlan(
        counts: counts,
        obstacle: try outlook.refusal
          ?? (moment.mayBePublished && counts[.update] > 0
            ? PublicationFault.refusalOfUpdates(moment.table, on: &connection) : nil),
        warnings: outlook.warnings + missing, links: links?.outlook,
        details: summary)
    }
  }

  func warnings(
    _ stager: borrowing Stager, _ details: PlanSummary, _ settings: Settings
  ) -> [String] {
    SourceWarnings(settings: settings, layout: tables.layout).sentences(stager, details)
  }

  /// A record that lacks a value the column needs is not a create, which only the comparison finds out.
  private var mayImplyCreates: Bool {
    !inFull
      && !(tables.columns + tables.createColumns).contains(where: \.starvesCreates)
  }

  /// Makes the rows of the clients that `--only` names, if any, the candidates.
  private func findNamed(on connection: inout PostgresConnection) {
    guard let only = tables.layout.only else { return }
    connection.queue(
      PostgresStatement(
        "find the clients named",
        """
        INSERT INTO \(PlanTables.candidates) SELECT t.ctid FROM \(tables.table.sql) t
        WHERE \(tables.targetKey) = ANY ($1::text[])
        """, [.texts(only.keys)]))
  }

  /// A sentence for each client that `--only` names and of which the stage has nothing.
  private var missingClients: Question<[String]> {
    let only = tables.layout.only
    return MissingClients.warnings("the source has no record of", only, in: PlanTables.stage)
      .and(MissingClients.excluded(only)).map { $0 + $1 }
  }

  /// Whether every good record is a create because no row exists.
  private var isTargetEmpty: Question<Bool> {
    mayImplyCreates
      ? .bool(
        PostgresStatement(
          "look for rows", "SELECT NOT EXISTS (SELECT FROM \(tables.table.sql))")) : .known(false)
  }
}

/// What is known of a plan besides its rows.
package struct PlanSummary: Sendable {
  let counts: Tally
  /// Records that share their key with another good record, whatever became of them.
  let contested: Int
  /// The columns in which rows lose their values because no record has the field.
  let emptied: [EmptiedColumn]
  let moment: PlanMoment
  /// True when the plan's table leaves the creates out: the target is empty, so every good record
  /// without a row in the plan is one.
  let impliesCreates: Bool
  /// What the links make of records and rows.
  let claims: ClaimCounts
  /// What becomes of the links; nil where none are used.
  let links: LinkChanges?
}
