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
  /// The links by which clients have their rows; nil where none are kept.
  let links: LinkSet?
  /// Which collection the users are in, and how the id is written.
  let setting: AssignmentSetting

  init(
    _ table: TargetTable, _ settings: Settings, _ setting: AssignmentSetting, only: KeySet?,
    links: LinkSet?
  ) {
    let match = settings[Options.match]
    client = JournaledTable(table, settings)
    self.setting = setting
    self.links = links
    let linkID: SQL = links == nil ? "" : ", source_id bytea"
    clientTable = TemporaryTable(
      "synctool_client", " (id bytea, key text COLLATE \"C\", reason text\(linkID))")
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
      guards bytea, before bytea, value text COLLATE "C", reason text, field text)
    """)

  /// Takes the rows of `ClientIDEncoder`.
  let clientTable: TemporaryTable

  /// The columns that `UserEncoder` has, too, are its; `after` is a document as `before`, NULL where nobody knows the id.
  var temporary: TemporaryTables {
    let plan = TemporaryTable(
      "synctool_assignment",
      """
       (n int8, action text NOT NULL, document_id bytea, source_id bytea, key text COLLATE "C",
        guards bytea, before bytea, value text COLLATE "C", target_id \(client.idType), after bytea,
        reason text, field text, stale bool)
      """)
    return TemporaryTables(
      "create the tables of the assignment", [userTable, clientTable, plan], late: [])
  }
}

extension AssignmentTables {
  /// What is written into the documents of `users`, each while its client is the one that was seen.
  func writes(_ users: DocumentSource) -> DocumentWrites {
    DocumentWrites(
      system: setting.system, source: users, number: "n", documentID: "p.document_id",
      before: "p.before", after: "p.after", guards: "p.guards",
      guardNames: [setting.clientField.text])
  }

  /// The plan as everybody reads it.
  var relation: PlanRelation {
    PlanRelation(
      table: Self.plan, key: "p.key", target: "p.target_id", sourceID: "p.source_id",
      stale: "p.stale", order: "p.key, p.source_id", tie: "p.n", firstBy: "p.n",
      values: DocumentChange.values("p.before", "p.after"),
      // What is not written may keep changing.
      digested: ["p.after"]
        + ["p.before", "p.guards"].map { (value: SQL) in
          "CASE WHEN \(DocumentWrites.isWritten) THEN \(value) END"
        },
      names: [
        setting.system, setting.idField.text, setting.clientField.text, setting.idType.rawValue,
        client.table.sql.text, client.idName,
      ])
  }
}
