package import Engine
internal import PostgresDriver
internal import Records

/// The temporary tables of a plan, and the columns that stage, plan and target share.
///
/// They are created before the session turns read-only, which is why a dry run can fill them.
package struct PlanTables: Sendable {
  /// Qualified, so that nothing in another schema can take their place.
  static let stage: SQL = "pg_temp.synctool_stage"
  /// What becomes of each record and row that is not unchanged; creates that the stage implies may
  /// be left out.
  static let plan: SQL = "pg_temp.synctool_plan"
  /// The staged records that share their key, each with the `_id` of the one that represents the client, and why
  /// it is not written: NULL for that one if it is good, `rejected` for one that is not.
  static let contested: SQL = "pg_temp.synctool_contested"
  /// The keys that more than one target row has.
  static let ambiguous: SQL = "pg_temp.synctool_ambiguous"
  /// The tids of the target rows that a plan must look at, where it need not look at all.
  static let candidates: SQL = "pg_temp.synctool_candidates"

  let mapping: Mapping
  let dryRun: Bool
  /// The links by which records find their rows first; nil where none are kept, and for a source without a name.
  let links: LinkSet?
  let layout: RowLayout
  /// The compared columns, the email's first.
  let columns: [PlanColumn]
  /// The columns that only a new row takes from its record.
  let createColumns: [PlanColumn]
  /// The columns that identify a row as a client's.
  package var client: JournaledTable
  /// True when a new row's id is a UUID made on writing.
  let makesID: Bool
  /// The column that takes `now()` when a row is written; nil when there is none.
  let updatedAt: SQL?
  private let updatedAtName: String?
  /// The transaction's time as that column takes it.
  let now: SQL

  /// The tables of a run on the table; `only` names the clients that the run is restricted to.
  init(_ table: TargetTable, _ settings: Settings, only: KeySet?, links: LinkSet? = nil) {
    let mapping = settings.mapping
    layout = TableFitness(mapping: mapping, table: table)
      .layout(match: settings[Options.match], only: only)
    self.mapping = mapping
    dryRun = settings[Options.dryRun]
    self.links = links
    var columns = [
      PlanColumn(role: .email, layout: layout.email, staged: "email", old: "old_email")
    ]
    if let protected = layout.protected {
      columns.append(
        PlanColumn(
          role: .protected, layout: protected, staged: "protected", old: "old_protected"))
    }
    for (index, column) in layout.columns.enumerated() {
      columns.append(
        PlanColumn(role: .data, layout: column, staged: "v\(index)", old: "old\(index)"))
    }
    self.columns = columns
    createColumns = layout.createColumns.enumerated().map { index, column in
      PlanColumn(role: .data, layout: column, staged: "c\(index)", old: "")
    }
    makesID = mapping.madeID == .uuid
    client = JournaledTable(table, settings)
    updatedAtName = mapping.updatedAt.column
    updatedAt = updatedAtName.map(SQL.init(identifier:))
    let form = updatedAtName.flatMap(table.column)?.form ?? .timestamptz
    now = form.written("CURRENT_TIMESTAMP")
  }

  /// As it was when the run looked, or as last confirmed.
  var table: TargetTable {
    get { client.table }
    set { client.table = newValue }
  }

  /// A random UUID in the id's type, as SQL under any search path.
  var idOfUUID: SQL {
    let isText = table.column(client.idName)?.form?.kind == .text
    return "pg_catalog.gen_random_uuid()" + (isText ? "::pg_catalog.text" : "")
  }

  /// The id column, quoted.
  var id: SQL { client.id }

  /// The matching key of the target row aliased `t`, as SQL under any search path.
  var targetKey: SQL { client.targetKey }

  /// The rows for which a condition on the row `t` is true, with their `id` and `key`, as a relation `t`.
  func keyedRows(where condition: SQL) -> SQL {
    """
    (SELECT t.\(id) AS id, \(targetKey) AS key FROM \(table.sql) t WHERE \(condition)) t
    """
  }

  /// By what a run that adopts knows the rows.
  var place: RowPlace {
    let kind = table.column(client.idName)?.form?.kind
    return kind == .integer ? .id : .tid
  }

  /// Whether no record has a link yet, so that all find their rows by their keys.
  var areLinksFresh: Question<Bool> { links?.isEmpty ?? .known(true) }

  /// The columns to which a create gives a value.
  var filled: Set<String> {
    let others = [layout.createdAt?.column, updatedAtName, makesID ? client.idName : nil]
    return Set((columns + createColumns).map(\.layout.column) + others.compactMap(\.self))
  }

  /// The table that takes RowEncoder's rows.
  var stage: TemporaryTable {
    let staged: [SQL] = columns.map { "\($0.staged) \($0.type)" }
    let created: [SQL] = layout.createdAt == nil ? [] : ["created timestamptz"]
    let columns: [SQL] =
      ["source_id bytea", "key text COLLATE \"C\"", "newest int8", "reason text"]
      + ["field text", staged[0]] + created + staged.dropFirst()
      + createColumns.map { "\($0.staged) \($0.type)" } + ["place text", "twin int2"]
    return TemporaryTable("synctool_stage", " (\(columns))")
  }

  /// The tables but for those of the search for refused rows.
  var temporary: [TemporaryTable] {
    let planned: [SQL] =
      ["action text NOT NULL", "row tid", "key text COLLATE \"C\"", "target_id \(client.idType)"]
      + ["target_xmin xid", "reason text", "field text", "winner bytea"]
      + columns.map { "\($0.old) \($0.type)" }
    return [
      stage, TemporaryTable("synctool_plan", " (\(planned))"),
      TemporaryTable(
        "synctool_contested", " (row tid, key text COLLATE \"C\", winner bytea, reason text)"),
      TemporaryTable("synctool_ambiguous", " (key text COLLATE \"C\")"),
      TemporaryTable("synctool_candidates", " (row tid)"),
    ] + (links == nil ? [] : LinkTables.of(client.idType, place))
  }

  /// True, as SQL, for a row `s` of the stage that is a create where the plan implies creates; under any
  /// search path.
  static let impliedCreate: SQL = """
    s.reason IS NULL
    AND NOT EXISTS (SELECT FROM \(plan) p WHERE p.row OPERATOR(pg_catalog.=) s.ctid)
    """

  /// Gives implied creates their rows in the plan with the next statement, or only a number of them, the first in
  /// the source; those that have one are left alone.
  func listCreates(limit: Int? = nil, on connection: inout PostgresConnection) {
    connection.queue(
      PostgresStatement(
        "list the creates",
        """
        INSERT INTO \(Self.plan) (action, row)
        \(limit.map(Self.firstCreates) ?? Self.allCreates)
        """))
  }

  private static let allCreates: SQL =
    "SELECT \(Action.create), s.ctid AS row FROM \(stage) s WHERE \(impliedCreate)"

  /// Looks at the stage's first pages, and at the others only where those have too few: to sort a million
  /// rows in order to show the first of them would take longer than all else that is shown.
  private static func firstCreates(_ limit: Int) -> SQL {
    let (place, end): (SQL, SQL) = ("'(\(firstPages),0)'", "ORDER BY s.ctid LIMIT \(limit)")
    return """
      WITH near AS MATERIALIZED (\(allCreates) AND s.ctid < \(place) \(end)),
        far AS (
          \(allCreates) AND s.ctid >= \(place) AND (SELECT count(*) FROM near) < \(limit) \(end))
      (TABLE near UNION ALL TABLE far) ORDER BY row LIMIT \(limit)
      """
  }

  /// About two thousand rows.
  private static let firstPages = 64
}

extension JournaledTable {
  /// The table with the columns that the settings name today.
  package init(_ table: TargetTable, _ settings: Settings) {
    let mapping = settings.mapping
    self.init(
      table, idName: mapping.id, keyName: mapping.email.column, match: settings[Options.match],
      timeName: mapping.updatedAt.column)
  }
}
