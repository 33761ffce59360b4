package import Basics
package import PostgresDriver

/// Why PostgreSQL refuses to update or delete any row of a table: it is published, and what the
/// publication sends of a row does not identify it. Rows can still be inserted.
package struct PublicationFault: Equatable, Sendable {
  /// What is wrong with a publication, in the order in which PostgreSQL checks.
  enum Cause: String, Sendable {
    /// A column list that lacks a column of the replica identity, or accompanies a full one.
    case columns
    /// A row filter that uses a column beyond the replica identity.
    case filter
    /// The table has no replica identity.
    case identity
  }

  /// The table with its schema.
  var table: SQL
  var publication: String
  var cause: Cause
  var refusesUpdates: Bool
  var refusesDeletes: Bool
  /// How to fix it, as SQL or in words.
  var remedy: String

  /// True, as SQL, for the oid of a table that may be published: then a `read` is worthwhile.
  package static func mayApply(to oid: SQL) -> SQL {
    "(coalesce(pg_relation_is_publishable(\(oid)), false) AND EXISTS (SELECT FROM pg_publication))"
  }

  /// Reads what publications say of the table with this oid and name.
  static func read(
    _ oid: Int64, _ sql: SQL, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [PublicationFault] {
    let question = PostgresStatement(
      "look for publications", question(hasLists: connection.server.version >= 15_00_00),
      [.text(String(oid))])
    let faults = try connection.rows(question) {
      (result, row) throws(PostgresError) -> PublicationFault? in
      guard let cause = Cause(rawValue: try result.string(row, 1)) else { return nil }
      let name = try result.string(row, 0)
      return PublicationFault(
        table: sql, publication: name, cause: cause,
        refusesUpdates: try result.bool(row, 2), refusesDeletes: try result.bool(row, 3),
        remedy: remedy(cause, sql, name, index: try result.stringIfPresent(row, 4)))
    }
    return faults.compactMap(\.self)
  }

  /// `index` is one that can be the identity; the empty string stands for the primary key's.
  private static func remedy(
    _ cause: Cause, _ sql: SQL, _ publication: String, index: String?
  ) -> String {
    switch cause {
    case .identity:
      let identity =
        switch index {
        case nil: "FULL"
        case "": "DEFAULT"
        case let index?: "USING INDEX \(index)"
        }
      return "run: ALTER TABLE \(sql) REPLICA IDENTITY \(identity)"
    case .columns:
      return "give the column list of the publication \(publication) every column of the replica"
        + " identity, or remove the list: a full identity allows none"
    case .filter:
      return "restrict the row filter of the publication \(publication) to columns of the replica"
        + " identity, or run: ALTER TABLE \(sql) REPLICA IDENTITY FULL"
    }
  }

  /// Column lists, row filters and whole schemas came with PostgreSQL 15. Which columns a filter uses is
  /// known by its dependencies; with a list those are mixed, and PostgreSQL decides.
  private static func question(hasLists: Bool) -> SQL {
    let (list, filtered): (SQL, SQL) =
      hasLists ? ("r.prattrs::int2[]", "r.prqual IS NOT NULL") : ("NULL::int2[]", "false")
    let schemas: SQL =
      hasLists
      ? """
      OR EXISTS (SELECT FROM pg_publication_namespace s JOIN pg_class k
          ON k.relnamespace = s.pnnspid
        WHERE s.pnpubid = p.oid AND k.oid IN (SELECT oid FROM line))
      """ : ""
    return """
      WITH line AS (
        SELECT $1::oid AS oid UNION SELECT relid::oid FROM pg_partition_ancestors($1::oid::regclass)
      ), fit AS (
        SELECT i.*, (i.indkey::int2[])[0:i.indnkeyatts - 1] AS key, k.relname, c.relreplident
        FROM pg_index i JOIN pg_class k ON k.oid = i.indexrelid JOIN pg_class c ON c.oid = i.indrelid
        WHERE i.indrelid = $1::oid AND i.indisunique AND i.indimmediate AND i.indisvalid
          AND i.indislive AND i.indpred IS NULL AND i.indexprs IS NULL
          AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = i.indrelid
            AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]) AND NOT a.attnotnull)
      ), identity AS (
        SELECT c.relreplident AS kind, (SELECT key FROM fit WHERE CASE c.relreplident
          WHEN 'd' THEN indisprimary WHEN 'i' THEN indisreplident ELSE false END LIMIT 1) AS key
        FROM pg_class c WHERE c.oid = $1::oid
      ), published AS (
        SELECT p.*, r.oid AS place, \(list) AS list, \(filtered) AS filtered
        FROM pg_publication p
          LEFT JOIN pg_publication_rel r ON r.prpubid = p.oid AND r.prrelid = $1::oid
        WHERE p.puballtables OR r.oid IS NOT NULL OR EXISTS (SELECT FROM pg_publication_rel o
            WHERE o.prpubid = p.oid AND o.prrelid IN (SELECT oid FROM line))
          \(schemas)
      ), judged AS (
        SELECT p.pubname::text AS name, p.pubupdate, p.pubdelete, CASE
          WHEN list IS NOT NULL AND (kind = 'f' OR key IS NOT NULL AND NOT key <@ list) THEN 'columns'
          WHEN filtered AND list IS NULL AND kind <> 'f' AND key IS NOT NULL
            AND EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_publication_rel'::regclass
              AND d.objid = place AND d.refclassid = 'pg_class'::regclass
              AND d.refobjid = $1::oid AND d.refobjsubid <> 0 AND d.refobjsubid <> ALL (key))
            THEN 'filter'
          WHEN kind <> 'f' AND key IS NULL THEN 'identity' END AS cause
        FROM published p, identity
      )
      SELECT name, cause, pubupdate, pubdelete,
        (SELECT CASE WHEN indisprimary THEN '' ELSE quote_ident(relname) END FROM fit
          ORDER BY indisprimary DESC, indnatts, indkey[0], indexrelid LIMIT 1)
      FROM judged WHERE cause IS NOT NULL AND (pubupdate OR pubdelete) ORDER BY name
      """
  }
}

extension PublicationFault {
  /// What is wrong, in words.
  private var words: String {
    let what =
      switch cause {
      case .identity: "the table has no replica identity"
      case .columns: "its column list does not match the table's replica identity"
      case .filter: "its row filter uses columns beyond the table's replica identity"
      }
    let writes =
      switch (refusesUpdates, refusesDeletes) {
      case (true, true): "updates and deletes"
      case (true, false): "updates"
      default: "deletes"
      }
    return "the publication \(publication) publishes \(writes) of \(table) and \(what):"
      + " PostgreSQL refuses them"
  }

  /// Why rows of the table cannot be updated, as it is published now; nil when they can.
  package static func refusalOfUpdates(
    _ table: TargetTable, on connection: inout PostgresConnection
  ) throws(PostgresError) -> SyncFailure? {
    refusal(
      try read(table.oid, table.sql, on: &connection), updates: true, deletes: false)
  }

  /// Why such writes are refused; nil when they are not.
  static func refusal(
    _ faults: [PublicationFault], updates: Bool, deletes: Bool
  ) -> SyncFailure? {
    let own = faults.filter { updates && $0.refusesUpdates || deletes && $0.refusesDeletes }
    guard let first = own.first else { return nil }
    return SyncFailure(.unfit, .plan, first.words, hint: first.remedy)
  }

  /// What `check` says of each.
  package var line: CheckLine { .fault("publication", words, remedy) }
}
