import Foundation
import Testing

/// What a run leaves in PostgreSQL's log of all changes, its WAL.
struct WriteAheadTests {
  /// What the log tells of changes of the clients' table and its indexes within `body`.
  private static func changes(
    _ cluster: TestCluster, _ body: () throws -> Void
  ) throws -> [Substring] {
    let place = "SELECT pg_current_wal_insert_lsn()::text"
    let start = try cluster.column(place)[0]
    try body()
    let end = try cluster.column(place)[0]
    // The log's end may still be in memory.
    try cluster.run("CHECKPOINT")
    let relations = try cluster.column(
      """
      SELECT 'rel ' || coalesce(nullif(reltablespace, 0), 1663) || '/' || d.oid || '/' || relfilenode
      FROM pg_class c, pg_database d
      WHERE d.datname = current_database() AND (relname LIKE 'clients%' OR relname LIKE 'pg_toast_'
        || 'public.clients'::regclass::oid || '%')
      """)
    let log = try TestCluster.shell(
      "\(TestCluster.programs)/pg_waldump -p \(cluster.folder.path)/pg_wal -s \(start) -e \(end)",
      in: cluster.folder)
    return log.split(separator: "\n").filter { line in
      relations.contains { line.contains($0 + " ") || line.hasSuffix($0) }
    }
  }

  @Test func `a dry run leaves no record of the clients in PostgreSQL's log`() throws {
    let cluster = try TestCluster(settings: ["autovacuum=off"])
    try cluster.run(TestDatabase.clients)
    let stage = try ProcessStage("", "")
    stage.environment["DATABASE_URL"] = cluster.url()
    try stage.source(TestRecord.many(30))
    try stage.expect(0)
    try cluster.run("VACUUM (FREEZE, ANALYZE) public.clients")
    // Creates, updates, and rows that are equal.
    try stage.source(TestRecord.many(20) + TestRecord.many(40, name: "Bob").dropFirst(20))
    let dry = try Self.changes(cluster) { try stage.expect(0, "--force", "--dry-run") }
    #expect(dry == [])
    let wet = try Self.changes(cluster) { try stage.expect(0, "--force") }
    #expect(wet.count > 20, "the log tells of too little to prove anything")
    let again = try Self.changes(cluster) { try stage.expect(0, "--force") }
    #expect(again == [])
  }
}
