internal import Basics
package import Engine
internal import PostgresDriver
internal import Records

/// The two tables of a comparison, and the temporary tables in which it is made.
package struct IdentityTables: RunSubject, Sendable {
  /// The application's table.
  package var client: JournaledTable
  /// The auth service's.
  let auth: JournaledTable
  /// The keys that the comparison is restricted to; nil for all.
  let only: KeySet?
  /// What a created row gets besides its id and its email.
  let values: [InstallValue]
  /// Why no row can be created; nil where nothing is known to prevent it.
  let starvation: SyncFailure?
  /// The tables that hold ids of the application's rows; empty where nothing is to be written.
  var holders: [HoldingTable] = []
  let setting: IdentitySetting

  init(_ app: TargetTable, auth: TargetTable, _ setting: IdentitySetting, only: KeySet?) {
    client = JournaledTable(
      app, idName: setting.appID, keyName: setting.appEmail, match: .casefold, timeName: nil)
    self.auth = JournaledTable(
      auth, idName: setting.authID, keyName: setting.authEmail, match: .casefold, timeName: nil)
    self.only = only
    self.setting = setting
    values = setting.values.map { InstallValue($0, app: app, auth: auth) }
    starvation = ValueFitness(setting: setting, app: app, auth: auth).starvation
  }

  /// The plan, and the rows to be changed as they were before.
  static let plan: SQL = "pg_temp.synctool_identities"
  static let before: SQL = "pg_temp.synctool_before"
  /// True for a row `p` of the plan that is to be written.
  static let isWritten: SQL = "p.action IN (\([Action.update, .create]))"
  /// Users and rows that form no plain pair, one entry for each id, with the pairs whose email others have too
  /// (`paired`).
  static let loose: SQL = "pg_temp.synctool_loose"
  /// The users with the email of one of them.
  static let sharers: SQL = "pg_temp.synctool_sharers"
  /// The emails of the loose, with how many users and rows have each.
  static let keys: SQL = "pg_temp.synctool_keys"
  /// Who is settled together: everyone's id, and a label that is the group's.
  static let members: SQL = "pg_temp.synctool_members"
  /// Who claims whose row, by the members' numbers.
  static let claims: SQL = "pg_temp.synctool_claims"
  static let groups: SQL = "pg_temp.synctool_groups"

  /// Makes the tables in a session.
  var temporary: TemporaryTables {
    let (id, text): (SQL, SQL) = (idType, "text COLLATE \"C\"")
    return TemporaryTables(
      "create the tables of the comparison",
      [
        TemporaryTable(
          "synctool_loose",
          """
           (id \(id), has_user bool, has_row bool, user_key \(text), user_email text, fault text,
            row_key \(text), row_email text, row_xmin xid, paired bool)
          """),
        TemporaryTable("synctool_sharers", " (id \(id), key \(text), email text)"),
        TemporaryTable(
          "synctool_keys",
          " (key \(text), users int8, rows int8, pairs int8, paired_id \(id), row_id \(id), row_has_user bool)"
        ),
        TemporaryTable(
          "synctool_identities",
          """
           (action text NOT NULL, class text NOT NULL, reason text, field text, key \(text),
            user_id \(id), old_id \(id), new_id \(id), old_email text, new_email text,
            row_xmin xid, winner \(id)\(planned.map { ", \($0) text" as SQL }.joined(separator: "")))
          """),
        TemporaryTable("synctool_members", " (id \(id), n int8, label int8)"),
        TemporaryTable("synctool_claims", " (a int8, b int8)"),
        TemporaryTable(
          "synctool_groups",
          """
           (label int8, size int8, names text[], is_stuck bool, lacking int8, lacking_names text[])
          """),
      ] + (holders.isEmpty ? [] : writing), late: [])
  }

  /// Those for a run that writes.
  private var writing: [TemporaryTable] {
    [
      TemporaryTable("synctool_before", " (row \(idType), version xid, image jsonb)"),
      IdentityEmails.parked(idType), Repointing.tallied(idType),
    ] + RowMoves.tables(of: idType) + AttemptTables.of(idType)
  }
}

// MARK: - What refers to the rows

extension IdentityTables {
  /// Looks for the columns that hold the rows' ids.
  var holderReader: HolderReader { setting.holderReader(client.table) }

  /// The rows that get other ids.
  var moves: RowMoves {
    RowMoves(
      Repointing(holders, of: client.table, id: client.idName), client, plan: Self.plan,
      old: "old_id", new: "new_id"
    ) { "\($0).action OPERATOR(pg_catalog.=) \(Action.update)" }
  }

  /// True, under any search path, for the row with the alias of the application's table that has the id.
  func hasID(_ id: SQL, _ row: SQL) -> SQL {
    "\(row).\(client.id) OPERATOR(pg_catalog.=) \(compared(id))"
  }

  /// An id as it can be compared with those of the application's table, by an index too.
  func compared(_ id: SQL) -> SQL {
    let own = holders.first { $0.oid == client.table.oid }?.columns.first {
      $0.name == client.idName
    }
    return own?.compared(id) ?? id
  }
}

extension IdentityTables {
  private var holdsTexts: Bool { client.table.column(client.idName)?.form?.kind == .text }

  /// Texts compare byte by byte, whatever the collations of the two columns.
  private var idType: SQL { holdsTexts ? "text COLLATE \"C\"" : client.idType }

  private func id(_ column: SQL) -> SQL {
    holdsTexts
      ? "\(column)::pg_catalog.text COLLATE pg_catalog.\"C\"" : "\(column)::\(client.idType)"
  }

  /// The plan's columns for what created rows get, each a text.
  var planned: [SQL] { values.indices.map { "v\($0)" } }

  /// The users who count, with their `id`, `email` and `key`, as SQL after FROM; `more` is a further condition, and
  /// `others` are further columns of the auth table's row `t`.
  func users(_ more: SQL = "true", with others: [SQL] = []) -> SQL {
    let email: SQL = "t.\(identifier: auth.keyName)"
    let counts: SQL = setting.authDeleted.map { "t.\(identifier: $0) IS NULL AND " } ?? ""
    return """
      (SELECT \(id("t.\(auth.id)")) AS id, \(MatchRule.trimmed(email)) AS email,
        \(["\(auth.targetKey) AS key"] + others)
      FROM \(auth.table.sql) t WHERE \(counts)\(more))
      """
  }

  /// Selects the ids of users who do not count, because they are marked as deleted; nil where none is marked.
  var deletedUsers: SQL? {
    setting.authDeleted.map { deleted in
      "SELECT \(id("t.\(auth.id)")) FROM \(auth.table.sql) t WHERE t.\(identifier: deleted) IS NOT NULL"
    }
  }

  /// The rows, with their `id`, `email`, `key` and `version`; `more` is a condition.
  func rows(_ more: SQL = "true") -> SQL {
    """
    (SELECT \(id("t.\(client.id)")) AS id, t.\(identifier: client.keyName)::text AS email,
      \(client.targetKey) AS key, t.xmin AS version
    FROM \(client.table.sql) t WHERE \(more))
    """
  }

  /// The plan as everybody reads it; once it is carried out, with the ids that the rows have then.
  func relation(isApplied: Bool) -> PlanRelation {
    let values =
      [
        PlannedValue(
          column: client.idName,
          old: "CASE WHEN p.new_id IS NOT NULL THEN to_jsonb(p.old_id) END::text",
          new: "to_jsonb(p.new_id)::text"),
        PlannedValue(
          column: client.keyName, old: "to_jsonb(p.old_email)::text",
          new: "to_jsonb(p.new_email)::text"),
      ]
      + zip(self.values, planned).map { value, name in
        let form = client.table.column(value.column)?.form
        return PlannedValue(column: value.column, new: IdentityValues.json("p.\(name)", form))
      }
    return PlanRelation(
      table: Self.plan,
      beside: """
        LEFT JOIN \(Self.members) m ON m.id = p.user_id
        LEFT JOIN \(Self.groups) g ON g.label = m.label
        """,
      isDigested: "p.action <> \(Action.orphan)", key: "p.key",
      target: isApplied
        ? "CASE WHEN \(Self.isWritten) THEN p.new_id ELSE p.old_id END"
        : "p.old_id",
      sourceID: Self.bytes("p.user_id"), winner: Self.bytes("p.winner"),
      others: """
        CASE WHEN p.reason = \(Reason.group) THEN jsonb_build_object('count', g.lacking, 'names', g.lacking_names)
          WHEN p.class = \(IdentityClass.claimedTwice) THEN jsonb_build_object('count', g.size - 1, 'names',
          (array_remove(g.names, coalesce(p.key, p.user_id::text)))[1:\(IdentityGroups.mostNamed)]) END::text
        """,
      follows: holders.isEmpty
        ? nil
        : moves.follows,
      order: "p.key, p.user_id, p.old_id", firstBy: "p.key, p.user_id, p.old_id",
      values: .columns(values),
      digested: ["p.new_id", "p.old_email", "p.new_email"] + planned.map { "p.\($0)" },
      names: [
        auth.table.sql.text, auth.idName, auth.keyName, client.table.sql.text, client.idName,
        client.keyName,
      ] + self.values.map(\.column))
  }

  /// An id in the form in which a record's `_id` is staged.
  private static func bytes(_ id: SQL) -> SQL {
    #"'\x04'::bytea || convert_to(\#(id)::text, 'UTF8')"#
  }
}
