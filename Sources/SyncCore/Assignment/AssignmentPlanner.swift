internal import Engine
internal import MongoDriver
internal import PostgresDriver
internal import Records

/// Decides what becomes of each user who was read, and keeps it as rows of the plan.
///
/// A client's row is the one that its link says, else the one with its email, whichever of several clients with that email
/// the user has. A user who is in order has no row in the plan.
struct AssignmentPlanner {
  let tables: AssignmentTables
  /// True for a run that overwrites other values.
  let force: Bool

  /// Fills the plan in the snapshot that there is, and counts it; `users` were read.
  func plan(
    users: Int, on connection: inout PostgresConnection
  ) throws(PostgresError) -> Tally {
    // Hash joins in memory: a merge join would sort both sides in full. A glance at the tables tells that it is the
    // clients who have to be hashed: the users are more.
    connection.queue(
      Session.setUp(
        "set up the comparison",
        ["enable_mergejoin = off", "join_collapse_limit = 1", "default_statistics_target = 10"]))
    connection.queue(
      PostgresStatement(
        "look at users and clients", "ANALYZE \(user) (client), \(AssignmentTables.found) (id)"))
    let repeated = tables.users.only == nil ? 0 : try connection.execute(leaveRepeated)
    connection.queue(PostgresStatement("assign", classify, [.text(tables.client.keyName)]))
    var counts = try PlanCounts.read(
      of: AssignmentTables.plan, staged: users - repeated, on: &connection)
    if counts[.differs] + counts[.rejected] > 0 || setting.allowsUnassigned {
      counts[.orphan] = Int(
        try connection.int64(PostgresStatement("count the values of no row", countOrphans)))
    }
    return counts
  }

  private var setting: AssignmentSetting { tables.setting }
  private var links: AssignmentLinks? { AssignmentLinks(tables) }
  private let user = AssignmentTables.user

  /// A read by an index may meet a document twice, whose email changes meanwhile.
  private var leaveRepeated: PostgresStatement {
    PostgresStatement(
      "leave out what was read twice",
      """
      DELETE FROM \(user) u WHERE EXISTS (
        SELECT FROM \(user) o WHERE o.document_id = u.document_id AND o.n < u.n)
      """)
  }

  // MARK: - Statements

  /// The clients by `_id`. Only a view has two records with one, and then nobody knows which is meant.
  private var clients: SQL {
    """
    (SELECT id, min(key) AS key, CASE WHEN count(*) = 1 OR count(key) = count(*) AND min(key) = max(key)
        THEN min(reason) ELSE \(Reason.repeated) END AS reason\(links?.clientID ?? "")
      FROM \(AssignmentTables.found) GROUP BY id)
    """
  }

  /// The rows by the email's key, each with its id as a text and as a document of the field that takes it: made once for
  /// each key, for which OFFSET is there, and not for each user.
  private var rows: SQL {
    let client = tables.client
    let id =
      setting.idType == .string ? BSONScalar.string("r.id") : BSONScalar.integer("r.id::int8")
    return """
      (SELECT r.key, r.id, r.number, \(BSONFields.document([(setting.idField.text, id)])) AS document
        FROM (SELECT k.key, min(k.id) AS id, count(*) AS number
          FROM (SELECT \(client.targetKey) AS key, t.\(client.id)::text COLLATE "C" AS id
            FROM \(client.table.sql) t) k GROUP BY k.key) r
        OFFSET 0)
      """
  }

  /// The types of the field that takes the id whose values nobody overwrites.
  private static let barred: [BSONType] = [
    .document, .array, .undefined, .regex, .dbPointer, .code, .codeWithScope, .minKey, .maxKey,
  ]

  private static let numbers: [BSONType] = [.double, .int32, .int64]

  /// The type of the only member of a document, which comes after its length; NULL for a field that is absent.
  private static let type: SQL = "CASE WHEN length(u.before) > 4 THEN get_byte(u.before, 4) END"

  private static func isType(_ types: [BSONType]) -> SQL {
    let list: [SQL] = types.map { "\($0.rawValue)" }
    return "(\(type)) IN (\(list))"
  }

  /// True for a user `u` with a value in the field that takes the id; null and absent mean the same.
  private static let hasValue: SQL = """
    coalesce((\(type)) <> \(BSONType.null.rawValue), false)
    """

  private var hasNoClient: SQL { "u.reason IS NULL AND u.client IS NULL" }

  /// Why the user `u` does not get the id of the row `t` of his client `c`; NULL where he does.
  private var reason: SQL {
    let missing: SQL =
      setting.allowsUnassigned
      ? "" : "WHEN \(hasNoClient) THEN \(Reason.clientMissing)"
    return """
      CASE WHEN u.reason IS NOT NULL THEN u.reason \(missing)
        WHEN u.client IS NULL THEN NULL
        WHEN c.id IS NULL AND NOT get_byte(u.client, 0) = ANY (\(kinds)) THEN \(Reason.wrongType)
        WHEN c.id IS NULL THEN \(Reason.clientDangling)
        WHEN c.reason = \(literal: RowEncoder.excluded) THEN \(Reason.clientExcluded)
        WHEN c.reason IS NOT NULL THEN \(Reason.clientRejected)
        WHEN t.number IS NULL\(links.map { " OR \($0.isForeign)" } ?? "") THEN \(Reason.clientUnsynced)
        WHEN t.number > 1 THEN \(Reason.ambiguousTarget)
        WHEN u.before IS NULL THEN \(Reason.wrongType)
        WHEN \(Self.isType(Self.barred)) THEN \(Reason.wrongType) END
      """
  }

  /// The types of the clients' `_id`s.
  private let kinds: SQL = """
    (SELECT array_agg(DISTINCT get_byte(id, 0)) FROM \(AssignmentTables.found))::int4[]
    """

  /// What the reason is about.
  private var field: SQL {
    let (client, id): (SQL, SQL) = (
      "\(literal: setting.clientField.text)", "\(literal: setting.idField.text)"
    )
    return """
      CASE WHEN f.fault IS NULL THEN NULL WHEN f.reason IS NOT NULL THEN f.field
        WHEN f.fault = \(Reason.clientRejected) THEN f.client_reason
        WHEN f.fault = \(Reason.ambiguousTarget) THEN $1
        WHEN f.fault = \(Reason.wrongType) AND f.is_known THEN \(id) ELSE \(client) END
      """
  }

  /// True for a value of the user `u` that is the id of the row `t`. A text is another value than a number.
  private var isEqual: SQL {
    let types = setting.idType == .string ? [BSONType.string] : Self.numbers
    return """
      (\(Self.isType(types)) AND u.value = t.id)
      """
  }

  private var isOwn: SQL { links.map { " AND NOT \($0.isForeign)" } ?? "" }

  private var classify: SQL {
    let other: SQL = force ? "\(Action.update)" : "\(Action.differs)"
    return """
      INSERT INTO \(AssignmentTables.plan)
      SELECT f.n, CASE WHEN f.fault IS NOT NULL THEN \(Action.rejected) WHEN f.has_value THEN \(other)
          ELSE \(Action.create) END,
        f.document_id, f.source_id, f.key, f.guards, f.before, f.value,
        CASE WHEN f.is_known THEN f.id::\(tables.client.idType) END,
        CASE WHEN f.fault IS NULL THEN f.document END,
        coalesce(f.fault, CASE WHEN f.has_value AND NOT \(force ? "true" : "false") THEN \(Reason.noForce) END),
        \(field), f.has_value AND NOT f.is_client
      FROM (SELECT u.*, t.id, t.document, c.reason AS client_reason, \(reason) AS fault, \(Self.hasValue) AS has_value,
          coalesce(\(isEqual), false) AS is_equal, t.number = 1 AND c.reason IS NULL\(isOwn) AS is_known,
          t.number IS NOT NULL AND c.reason IS NULL\(isOwn) AS is_client
        FROM \(user) u
          LEFT JOIN \(clients) c ON c.id = u.client
          \(links?.join(rows) ?? "LEFT JOIN \(rows) t ON t.key = c.key")
        OFFSET 0) f
      WHERE f.fault IS NOT NULL OR f.client IS NOT NULL AND NOT f.is_equal
      """
  }

  /// Values that stay and are the id of no row. Those that are in order are the id of one, but for users who may be
  /// without a client.
  private var countOrphans: SQL {
    let unassigned: SQL =
      setting.allowsUnassigned
      ? "UNION ALL SELECT u.value FROM \(user) u WHERE \(hasNoClient) AND \(Self.hasValue)" : ""
    return """
      SELECT count(*) FROM (
        SELECT u.value FROM \(AssignmentTables.plan) u
          WHERE u.action IN (\([Action.differs, .rejected])) AND \(Self.hasValue) \(unassigned)) s
      WHERE NOT EXISTS (SELECT FROM \(tables.client.table.sql) t
        WHERE t.\(tables.client.id)::text COLLATE "C" = s.value)
      """
  }
}
