import Foundation
import TestSupport
import Testing

/// The SQL of a sync, to the byte: `Tests/Statements` has a file for each kind of run.
struct SyncStatementTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Statements")

  private static let runs: [(name: String, hasJournal: Bool, arguments: [String])] = [
    ("dry-run", false, ["-n", "-f"]), ("sync", false, []), ("force", false, ["--force"]),
    ("force-with-journal", true, ["--force"]),
    ("only", false, ["--force", "--only", "ann@x.test", "--allow-unprotect"]),
    ("exact", false, ["--force", "--match", "exact", "--on-duplicate", "oldest"]),
    ("report", true, ["--force", "--report", "run.csv", "--max-updates", "50%"]),
  ]

  /// On a server of its own: a transaction of somebody else's, older than the rows, makes a run look for rows
  /// that its plan may not have seen.
  @Test func `a sync asks and writes what its file says`() throws {
    let cluster = try TestCluster(settings: ["autovacuum=off"])
    if RunFolder.isRecording {
      try FileManager.default.createDirectory(at: Self.root, withIntermediateDirectories: true)
      Issue.record("the statements are recorded: look at the difference, and run the test again")
    }
    for (name, hasJournal, arguments) in Self.runs {
      let found = try Self.statements(of: arguments, on: cluster, hasJournal: hasJournal)
      let file = Self.root.appending(path: "\(name).sql")
      if RunFolder.isRecording {
        try found.write(to: file, atomically: true, encoding: .utf8)
        continue
      }
      let expected = try String(contentsOf: file, encoding: .utf8)
      let pair = zip(found.split(separator: "\n"), expected.split(separator: "\n"))
        .first { $0 != $1 }
      #expect(
        found == expected,
        "\(name): \(pair.map { "\($0) where \($1) is expected" } ?? "its length")")
    }
  }

  /// One transaction, so that the rows can be frozen; one that may be idle as long as the file says nothing new.
  @Test func `a large file is staged in one transaction`() throws {
    let cluster = try TestCluster()
    let records = TestRecord.many(60_000)
    let sent = try Self.sent([], of: records, to: cluster, hasJournal: false)
    let copy = "COPY pg_temp.synctool_stage FROM STDIN (FORMAT binary, FREEZE)"
    let begin = [
      "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", "TRUNCATE pg_temp.synctool_stage",
      "SET LOCAL idle_in_transaction_session_timeout = 0", copy,
    ].joined(separator: ";\n")
    let staging = sent.drop { $0 != begin }.prefix { $0 != "COMMIT" }
    #expect(staging.count > 1 && staging.dropFirst().allSatisfy { $0 == copy })
    #expect(sent.count { $0.contains("COPY pg_temp") } == staging.count)
  }

  private static func statements(
    of arguments: [String], on cluster: TestCluster, hasJournal: Bool
  ) throws -> String {
    let records = [("ann@x.test", 1), ("bob@x.test", 2), ("Bob@x.test", 3), ("no address", 4)].map {
      TestRecord.client($0.1, $0.0, #""protected":false"#)
    }
    let sent = try sent(arguments, of: records, to: cluster, hasJournal: hasJournal)
    #expect(sent.count > 10)
    return try plain(sent)
  }

  /// What a run sends to a table of two rows.
  private static func sent(
    _ arguments: [String], of records: [String], to cluster: TestCluster, hasJournal: Bool
  ) throws -> [String] {
    let stage = try ProcessStage("")
    stage.environment["DATABASE_URL"] = cluster.url()
    try cluster.run(
      """
      DROP SCHEMA IF EXISTS synctool CASCADE; DROP TABLE IF EXISTS public.clients;
      \(TestDatabase.clients)
      INSERT INTO public.clients (name, email, phone, protected)
      VALUES ('Anna', 'ann@x.test', '0', true), ('Eve', 'eve@x.test', '5', false);
      """)
    try stage.source(records)
    if hasJournal { try stage.expect(0, "init") }
    let proxy = try FaultProxy(to: cluster.port, keepsSent: true)
    let url = cluster.url().replacing(":\(cluster.port)/", with: ":\(proxy.port)/")
    _ = try stage.start(arguments, ["DATABASE_URL": url]).end()
    return proxy.statements
  }

  /// Numbers of objects, transactions and processes are others in every run.
  private static func plain(_ statements: [String]) throws -> String {
    let number = try NSRegularExpression(
      pattern: "(?<=age\\('|OPERATOR\\(pg_catalog\\.=\\) )[0-9]+|\\b[0-9]{4,}\\b")
    let text = statements.map { $0 + ";\n\n" }.joined()
    return number.stringByReplacingMatches(
      in: text, range: NSRange(text.startIndex..., in: text), withTemplate: "NUMBER")
  }
}
