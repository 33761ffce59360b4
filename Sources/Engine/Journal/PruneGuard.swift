package import Basics
package import PostgresDriver

/// Why no run can be deleted from the journal at present.
package enum PruneGuard {
  /// Of the journal's tables only `runs` has a primary key: a publication of all tables of the database prevents
  /// deletions from the others. nil when they are possible.
  package static func refusal(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> SyncFailure? {
    let question = PostgresStatement(
      "look for publications of the journal",
      """
      SELECT c.oid::int8, 'synctool.' || c.relname FROM pg_class c
      WHERE c.oid IN ('synctool.changes'::regclass, 'synctool.rejections'::regclass)
        AND \(PublicationFault.mayApply(to: "c.oid"))
      ORDER BY c.relname
      """)
    let tables = try connection.rows(question) { (result, row) throws(PostgresError) in
      (oid: try result.int64(row, 0), sql: try result.sql(row, 1))
    }
    var faults: [PublicationFault] = []
    for table in tables {
      faults += try PublicationFault.read(table.oid, table.sql, on: &connection)
    }
    return PublicationFault.refusal(faults, updates: false, deletes: true)
  }
}
