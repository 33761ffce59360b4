internal import Basics
internal import PostgresDriver
internal import Records

/// Decides what becomes of each row that a run wrote: the same code for a dry run and a
/// real one.
struct UndoPlanner {
  let tables: UndoTables
  let subject: UndoSubject
  let references: UndoReferences

  /// Fills the plan's table inside the caller's transaction, and counts its rows.
  ///
  /// Throws `PostgresError`, and `SyncFailure` when rows that may refer to a client cannot be seen, or the
  /// run's ids cannot be today's.
  func plan(on connection: inout PostgresConnection) throws -> Tally {
    do throws(PostgresError) {
      try connection.execute(statement)
    } catch {
      guard error.kind == .server, error.sqlState?.classCode == "22" else { throw error }
      throw foreignIDs
    }
    try requireWords(on: &connection)
    try connection.executeScript(
      PostgresStatement("look at the plan", "ANALYZE \(UndoTables.plan)"))
    if subject.hasVersions {
      try UndoVersions(tables: tables, subject: subject).admit(on: &connection)
    }
    try connection.execute(
      PostgresStatement(
        "keep what is not as the run left it",
        """
        UPDATE \(UndoTables.plan)
        SET action = \(Action.kept), put = \(tables.changesIDs ? "put" : "NULL"), present = NULL,
          reason = CASE reason WHEN \(literal: UndoVersions.other)
            THEN \(Reason.changedSince) ELSE reason END
        WHERE reason IS NOT NULL
        """))
    try keepWithoutColumns(on: &connection)
    try UndoFit(tables: tables).keep(on: &connection)
    try UndoPlaces(tables: tables, subject: subject).keep(on: &connection)
    let counts = try tables.counts(on: &connection)
    guard counts[.delete] + counts[.update] > 0 else { return counts }
    try references.keep(counts, on: &connection)
    return try tables.counts(on: &connection)
  }

  /// An unknown action is never taken for a known one.
  private func requireWords(on connection: inout PostgresConnection) throws(PostgresError) {
    let question = PostgresStatement(
      "look for unknown changes", "SELECT DISTINCT was FROM \(UndoTables.plan) ORDER BY was")
    for word in try connection.strings(question) {
      _ = try JournalWord.change.read(word, of: subject.run.id)
    }
  }

  private var foreignIDs: SyncFailure {
    let id = tables.client.idName
    let type = tables.client.table.column(id)?.typeText ?? tables.client.idType.text
    return SyncFailure(
      .unfit, .plan,
      "the ids that run \(subject.run.id) recorded do not fit the type \(type) that the column"
        + " \"\(SafeText.escape(id))\" has now",
      hint: "correct by hand what synctool show \(subject.run.id) lists: the table has other ids"
    )
  }

  /// A row is as the run left it when its version is the one that the run made.
  private var statement: PostgresStatement {
    let client = tables.client
    let idName = SQL(literal: client.idName)
    let image = client.table.image("t")
    // What takes the time of a write may be a trigger's.
    let time: SQL = client.timeName.map { "AND m.key <> \(literal: $0)" } ?? ""
    // Somebody else's id may have been changed since, and with it this row: who it is has to be the same.
    let (own, isUpdate): (SQL, SQL) =
      tables.changesIDs ? ("AND \(isOfID("m.key"))", "c.action = 'update'") : ("", "false")
    let back: SQL =
      tables.changesIDs
      ? ", CASE WHEN c.action = 'update' THEN (c.before ->> \(idName))::\(client.idType) END" : ""
    // The row in the place of a deleted one may be one that the run moved there, and that goes back.
    let stays: SQL =
      tables.changesIDs
      ? """
      AND NOT EXISTS (SELECT FROM \(ChangeRecorder.table) o
                WHERE o.run = $1 AND o.action = 'update' AND o.target_id = c.target_id AND o.before ? \(idName))
      """ : ""
    let absent = client.table.rowSecurityActive ? Reason.notVisible : .gone
    var parameters: [PostgresParameter] = [.int8(subject.run.id)]
    if let only = subject.only { parameters.append(.texts(only.keys)) }
    return PostgresStatement(
      "plan the undo",
      """
      INSERT INTO \(UndoTables.plan)
        (n, action, reason, field, was, key, said, id, wrote, held, put, present\(tables.changesIDs ? ", back" : ""))
      SELECT row_number() OVER (ORDER BY c.place DESC),
        CASE c.action WHEN 'create' THEN \(Action.delete)
          WHEN 'delete' THEN \(Action.create) ELSE \(Action.update) END,
        f.reason, CASE f.reason WHEN \(Reason.taken) THEN \(idName) END,
        c.action, c.key, c.target_id, c.id, c.row_xmin,
        t.xmin, c.before,
        CASE WHEN c.action = 'delete' OR t.\(client.id) IS NULL THEN NULL
          WHEN c.action = 'create' THEN \(image)
          ELSE (SELECT jsonb_object_agg(m.key, m.value) FROM jsonb_each(\(image)) m
            WHERE c.before ? m.key) END\(back)
      FROM (\(changes)) c
        LEFT JOIN \(tables.sql) t ON t.\(client.id) = c.id
        CROSS JOIN LATERAL (SELECT CASE
          WHEN c.action <> 'create' AND c.before IS NULL THEN \(Reason.notRecorded)
          WHEN c.action = 'delete' THEN
            CASE WHEN t.\(client.id) IS NOT NULL \(stays) THEN \(Reason.taken) END
          WHEN t.\(client.id) IS NULL THEN \(absent)
          -- Ids may be given out again, and be those of another column.
          WHEN \(client.targetKey) <> c.key THEN \(Reason.changedSince)
          -- Of what the run itself put there the values have to be there too: a trigger may have had
          -- the last word.
          WHEN EXISTS (
              SELECT FROM jsonb_each(c.after) m
              WHERE \(image) ? m.key AND \(image) -> m.key <> m.value \(time) \(own))
            THEN \(Reason.changedSince)
          WHEN \(isUpdate) THEN NULL
          WHEN \(subject.hasVersions ? "t.xmin <> c.row_xmin" : "true")
            THEN \(literal: UndoVersions.other) END AS reason) f
      """, parameters)
  }

  /// True for the names of the columns that a run of ids changes itself.
  private func isOfID(_ name: SQL) -> SQL {
    "\(name) IN (\(literal: tables.client.idName), \(literal: tables.client.keyName))"
  }

  /// The run's changes with the ids of their rows and under today's column names; without values where the
  /// journal does not have those of before and of after for the same columns, as after tampering with it.
  private var changes: SQL {
    let client = tables.client
    let isWhole: SQL = """
      CASE WHEN jsonb_typeof(c.before) <> 'object' OR c.before = '{}' THEN false
        WHEN c.action = 'delete' THEN true
        WHEN jsonb_typeof(c.after) = 'object' THEN
          ARRAY(SELECT jsonb_object_keys(c.before)) = ARRAY(SELECT jsonb_object_keys(c.after)) END
      """
    let whole = subject.names.translated("c.before")
    let kept: SQL =
      tables.changesIDs
      ? """
      CASE c.action WHEN 'update' THEN (SELECT jsonb_object_agg(b.key, b.value)
        FROM jsonb_each(\(whole)) b WHERE \(isOfID("b.key"))) ELSE \(whole) END
      """ : whole
    let before: SQL = "CASE WHEN \(isWhole) THEN \(kept) END"
    let after: SQL = "CASE WHEN \(isWhole) THEN \(subject.names.translated("c.after")) END"
    let own: SQL =
      "c.run = $1 AND \(ChangeRecorder.isOfRow) \(subject.only == nil ? "" : "AND c.key = ANY ($2::text[])")"
    if subject.hasIDs {
      return """
        SELECT c.ctid AS place, c.action, c.key, c.target_id, c.target_id::\(client.idType) AS id,
          c.row_xmin, \(before) AS before, \(after) AS after
        FROM \(ChangeRecorder.table) c WHERE \(own)
        """
    }
    return """
      SELECT DISTINCT ON (c.ctid) c.ctid AS place, c.action, c.key, c.target_id,
        CASE c.action WHEN 'delete'
          THEN (c.before ->> \(literal: client.idName))::\(client.idType)
          ELSE coalesce(k.id, o.\(client.id)) END AS id,
        c.row_xmin, \(before) AS before, \(after) AS after
      FROM \(ChangeRecorder.table) c
        LEFT JOIN (SELECT \(client.targetKey) AS key, t.\(client.id) AS id, t.xmin AS version
          FROM \(tables.sql) t) k ON k.key = c.key AND c.action <> 'delete'
        LEFT JOIN \(tables.sql) o
          ON o.\(client.id)::text = c.target_id AND c.action <> 'delete'
      WHERE \(own) ORDER BY c.ctid, k.version = c.row_xmin DESC NULLS LAST
      """
  }

  /// A column that the table no longer has cannot be put back; a row that is created again does without
  /// one in which it had nothing.
  private func keepWithoutColumns(
    on connection: inout PostgresConnection
  ) throws(PostgresError) {
    let names = tables.client.table.columns.map { Array($0.name.utf8) }
    try connection.execute(
      PostgresStatement(
        "leave out missing columns",
        """
        UPDATE \(UndoTables.plan) p SET put = (
          SELECT jsonb_object_agg(m.key, m.value) FROM jsonb_each(p.put) m
          WHERE m.key = ANY ($1::text[]) OR m.value <> 'null')
        WHERE p.action = \(Action.create) AND EXISTS (
          SELECT FROM jsonb_each(p.put) m WHERE m.key <> ALL ($1::text[]) AND m.value = 'null')
        """, [.texts(names)]))
    try connection.execute(
      PostgresStatement(
        "look for missing columns",
        """
        UPDATE \(UndoTables.plan) p
        SET action = \(Action.kept), reason = \(Reason.changedSince),
          field = CASE WHEN right(k.name, 64) = \(literal: UndoNames.lost)
            THEN left(k.name, -64) ELSE k.name END
        FROM (SELECT n, min(name) AS name
          FROM \(UndoTables.plan), jsonb_object_keys(put) name
          WHERE action <> \(Action.kept) AND name <> ALL ($1::text[]) GROUP BY n) k
        WHERE p.n = k.n
        """, [.texts(names)]))
  }
}
