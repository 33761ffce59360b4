internal import Basics
package import Engine
internal import MongoDriver
internal import PostgresDriver
internal import Records

/// The users of an assignment, their clients, and the temporary tables in which it is planned.
package struct AssignmentTables: RunSubject, Sendable {
  /// The users and the clients as they were read, and what becomes of each user who is not unchanged; qualified.
  static let user: SQL = "pg_temp.synctool_user"
  static let found: SQL = "pg_temp.synctool_client"
  static let plan: SQL = "pg_temp.synctool_assignment"

  /// The clients' table, which is only read.
  package let client: JournaledTable
  /// Where a client's record has what tells whose row is its own.
  let records: RowLayout
  /// Where a user's document has its email, its client and the id.
  let users: UserLayout
  /// Which collection the users are in, and how the id is written.
  let setting: AssignmentSetting

  init(
    _ table: TargetTable, _ settings: Settings, _ setting: AssignmentSetting, only: KeySet?
  ) {
    let match = settings[Options.match]
    client = JournaledTable(table, settings)
    self.setting = setting
    records = TableFitness(mapping: settings.mapping, table: table)
      .layout(match: match, only: nil)
    users = UserLayout(
      email: setting.emailField, client: setting.clientField, id: setting.idField, match: match,
      only: only)
  }

  /// Takes the rows of `UserEncoder`.
  let userTable = TemporaryTable(
    "synctool_user",
    """
     (n int8, document_id bytea, source_id bytea, key text COLLATE "C", client bytea,
      client_value bytea, old bytea, value text COLLATE "C", reason text, field text)
    """)

  /// Takes the rows of `ClientIDEncoder`.
  let clientTable = TemporaryTable(
    "synctool_client", " (id bytea, key text COLLATE \"C\", reason text)")

  /// `document_id`, `client_value` and `old` are raw values as in `UserEncoder`, `new` is the text of the id.
  var temporary: TemporaryTables {
    let plan = TemporaryTable(
      "synctool_assignment",
      """
       (n int8, action text NOT NULL, document_id bytea, source_id bytea, key text COLLATE "C",
        client_value bytea, old bytea, value text COLLATE "C", target_id \(client.idType), new text,
        reason text, field text, stale bool)
      """)
    return TemporaryTables(
      "create the tables of the assignment", [userTable, clientTable, plan], late: [])
  }
}

extension AssignmentTables {
  /// What is written into the documents of `users`, each while its client is the one that was seen.
  func writes(_ users: DocumentSource) -> DocumentWrites {
    let (path, guarded) = (setting.idField.text, setting.clientField.text)
    let new =
      setting.idType == .string ? BSONScalar.string("p.new") : BSONScalar.integer("p.new::int8")
    return DocumentWrites(
      system: setting.system, source: users, number: "n", documentID: "p.document_id",
      before: BSONFields.document([(path, "p.old")]), after: BSONFields.document([(path, new)]),
      guards: BSONFields.document([(guarded, "p.client_value")]), guardNames: [guarded])
  }

  /// The plan as everybody reads it.
  var relation: PlanRelation {
    PlanRelation(
      table: Self.plan, key: "p.key", target: "p.target_id", sourceID: "p.source_id",
      stale: "p.stale", order: "p.key, p.source_id", tie: "p.n", firstBy: "p.n", values: values,
      // What is not written may keep changing.
      digested: ["p.new"]
        + ["p.old", "p.client_value"].map { (value: SQL) in
          "CASE WHEN \(DocumentWrites.isWritten) THEN \(value) END"
        },
      names: [
        setting.system, setting.idField.text, setting.clientField.text, setting.idType.rawValue,
        client.table.sql.text, client.idName,
      ])
  }

  /// The field that gets the id: what stands there, with its type, and the id.
  private var values: PlanValues {
    let (path, isText) = (setting.idField.text, setting.idType == .string)
    return PlanValues(sql: ["p.old", "p.new"]) { row, first in
      var change = Change(path: path, from: nil, to: nil)
      row.withField(first) { old in
        guard let old, let value = BSONBytes(old) else { return }
        change.from = DocumentChange.value(value)
        change.fromType = DocumentChange.typeName(value)
      }
      let new = try row.string(first + 1) ?? ""
      change.to = isText ? .string(new) : .number(new)
      return [change]
    }
  }
}
