internal import Basics
package import Engine
internal import PostgresDriver
internal import Records

/// The two tables of a comparison, and the temporary tables in which it is made.
package struct IdentityTables: RunSubject, Sendable {
  /// The application's table.
  package let client: JournaledTable
  /// The auth service's.
  let auth: JournaledTable
  /// The keys that the comparison is restricted to; nil for all.
  let only: KeySet?
  /// What a created row gets besides its id and its email.
  let values: [InstallValue]
  /// The columns that take no NULL and of which a created row has no value.
  let starved: [String]
  private let deleted: String?

  init(_ app: TargetTable, auth: TargetTable, _ setting: IdentitySetting, only: KeySet?) {
    client = JournaledTable(
      app, idName: setting.appID, keyName: setting.appEmail, match: .casefold, timeName: nil)
    self.auth = JournaledTable(
      auth, idName: setting.authID, keyName: setting.authEmail, match: .casefold, timeName: nil)
    self.only = only
    deleted = setting.authDeleted
    values = setting.values.map { InstallValue($0, app: app, auth: auth) }
    starved = ValueFitness(setting: setting, app: app, auth: auth).starved
  }

  /// Makes the tables in a session: users and rows that are no plain pair, one entry for each id, with the pairs
  /// whose email others have too (`paired`); their keys, with how many users and rows have each; the plan; the users
  /// who are settled together, who claims whose row, and the groups that they make.
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
        TemporaryTable("synctool_groups", " (label int8, size int8, names text[])"),
      ], late: [])
  }
}

extension IdentityTables {
  private var holdsTexts: Bool { client.table.column(client.idName)?.form?.kind == .text }

  /// Why no row can be created; nil where nothing is known to prevent it.
  var starvation: SyncFailure? {
    if starved.isEmpty { return nil }
    let names = starved.map { "\"\($0)\"" }.joined(separator: ", ")
    return SyncFailure(
      .unfit, .target,
      "no row of \(client.table.schema).\(client.table.name) can be created: NOT NULL without a default, and"
        + " without a value: \(names)",
      hint: "name them in the file of \(Options.appValues.name.option), or give each a default")
  }

  /// Texts compare byte by byte, whatever the collations of the two columns.
  private var idType: SQL { holdsTexts ? "text COLLATE \"C\"" : client.idType }

  private func id(_ column: SQL) -> SQL {
    holdsTexts ? "\(column)::text COLLATE \"C\"" : "\(column)::\(client.idType)"
  }

  /// The plan's columns for what created rows get, each a text.
  var planned: [SQL] { values.indices.map { "v\($0)" } }

  /// The users who count, with their `id`, `email` and `key`, as SQL after FROM; `more` is a further condition, and
  /// `others` are further columns of the auth table's row `t`.
  func users(_ more: SQL = "true", with others: [SQL] = []) -> SQL {
    let email: SQL = "t.\(identifier: auth.keyName)"
    let counts: SQL = deleted.map { "t.\(identifier: $0) IS NULL AND " } ?? ""
    return """
      (SELECT \(id("t.\(auth.id)")) AS id, btrim(\(email)::text, \(Self.space)) AS email,
        \(["\(auth.targetKey) AS key"] + others)
      FROM \(auth.table.sql) t WHERE \(counts)\(more))
      """
  }

  /// The rows, with their `id`, `email`, `key` and `version`.
  var rows: SQL {
    """
    (SELECT \(id("t.\(client.id)")) AS id, t.\(identifier: client.keyName)::text AS email,
      \(client.targetKey) AS key, t.xmin AS version
    FROM \(client.table.sql) t)
    """
  }

  private static let space: SQL = #"E' \t\n\x0b\f\r'"#

  /// The plan as everybody reads it.
  var relation: PlanRelation {
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
      table: "pg_temp.synctool_identities",
      beside: """
        LEFT JOIN pg_temp.synctool_members m ON m.id = p.user_id
        LEFT JOIN pg_temp.synctool_groups g ON g.label = m.label
        """,
      isEntry: "p.action <> \(literal: RunKind.orphan)", key: "p.key", target: "p.old_id",
      sourceID: Self.bytes("p.user_id"), winner: Self.bytes("p.winner"),
      others: """
        CASE WHEN p.class = \(IdentityClass.claimedTwice) THEN jsonb_build_object('count', g.size - 1, 'names',
          (array_remove(g.names, coalesce(p.key, p.user_id::text)))[1:\(IdentityGroups.mostNamed)]) END::text
        """,
      order: "p.key, p.user_id", firstBy: "p.key, p.user_id", values: .columns(values),
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
