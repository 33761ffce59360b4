import Foundation
import Testing

/// A small sync with some of everything in it, to be broken again and again: creates, updates,
/// rows that are equal, an orphan and a duplicate.
final class FaultRig {
  /// The target's password wherever the tool is given one; it must not be seen again.
  static let canary = "c4n4ry-hunter2"

  let stage: ProcessStage
  /// What a run on the untouched target counts.
  let counts: [String: Int]
  /// Checksums of the target before and after a whole run; and after one that is no dry run.
  let before: String
  let after: String
  let done: String
  /// What a dry run finds, down to the row versions; empty when the rig's runs may write.
  private(set) var untouched: [String] = []
  private let options: [String]

  /// `source` is a MongoDB URI, else it is a file; `size` is the number of clients.
  init(size: Int = 40, source: String? = nil, options: [String] = []) throws {
    stage = try ProcessStage()
    self.options = ["--force", "--format", "json"] + options
    try stage.source(Self.records(size))
    if let source {
      stage.environment["SYNCTOOL_SOURCE"] = source
      // Servers have plainer records than the file.
      stage.environment["SYNCTOOL_ALLOW_ABSENT"] = "phone, address"
    }
    stage.environment["DATABASE_URL"] = try Self.url(stage.database, port: nil)
    try Self.reset(stage.database)
    before = try Self.checksum(stage.database)
    let end = try stage.start(self.options).end()
    try #require(end.status == 0, "\(end.everything)")
    counts = try end.counts()
    after = try Self.checksum(stage.database)
    let plain = try stage.start(["--force"]).end()
    try #require(plain.status == 0, "\(plain.everything)")
    done = try Self.checksum(stage.database)
    try #require(done != before && after == (isDry ? before : done))
    try reset()
  }

  private var isDry: Bool { options.contains("--dry-run") }

  /// 8 equal clients, 12 that differ, the rest missing in the target; one comes twice.
  static func records(_ size: Int) -> [String] {
    let more = #""phone":"+49 221 1","address":{"city":"Köln","at":[50.9,6.9]}"#
    let records = (1...size).map { TestRecord.client($0, "client\($0)@x.test", more) }
    return records + [
      TestRecord.client(size + 1, "CLIENT30@x.test", name: "Twin", TestRecord.updated(5))
    ]
  }

  /// The target as each try finds it.
  func reset() throws {
    try Self.reset(stage.database)
    if isDry { untouched = try stage.database.fingerprint() }
  }

  /// True when a dry run has moved something.
  func hasWritten() throws -> Bool { try isDry && stage.database.fingerprint() != untouched }

  private static func reset(_ database: TestDatabase) throws {
    try database.run(
      """
      TRUNCATE public.clients RESTART IDENTITY;
      INSERT INTO public.clients (name, email, phone, address, createdat, updatedat)
      SELECT CASE WHEN n <= 8 THEN 'Ann' ELSE 'Old' END, 'client' || n || '@x.test',
        '+49 221 1', '{"at": [50.9, 6.9], "city": "Köln"}', '2020-01-01Z', '2020-01-01Z'
      FROM generate_series(1, 20) n;
      INSERT INTO public.clients (name, email, createdat, updatedat)
      VALUES ('Orphan', 'orphan@x.test', '2020-01-01Z', '2020-01-01Z');
      """)
  }

  func checksum() throws -> String { try Self.checksum(stage.database) }

  /// Of all columns but the new ids and times, which two runs fill differently, in key order: a row
  /// that is written again for nothing is seen by its time.
  private static func checksum(_ database: TestDatabase) throws -> String {
    try database.value(
      """
      SELECT md5(string_agg(
        (CASE WHEN id <= 21 THEN id END, name, email, phone, protected, address, createdat,
          updatedat = '2020-01-01Z')::text,
        E'\\n' ORDER BY email COLLATE "C"))
      FROM public.clients
      """)
  }

  /// Runs the tool to its end; `port` is that of a relay to PostgreSQL.
  func run(
    port: Int? = nil, source: String? = nil, _ more: [String] = [], keywords: String = "",
    within limit: Double = 60
  ) throws -> ToolEnd {
    var changes: [String: String] = [:]
    changes["DATABASE_URL"] = try Self.url(stage.database, port: port) + keywords
    changes["SYNCTOOL_SOURCE"] = source
    return try stage.start(options + more, changes).end(within: limit)
  }

  /// Runs the tool without a fault, and not as a dry run.
  func runPlainly() throws -> ToolEnd { try stage.start(["--force"]).end() }

  private static func url(_ database: TestDatabase, port: Int?) throws -> String {
    // Without TLS each message shows; the server asks for no password and takes any.
    try TestServer.url(database: database.name, user: "postgres:\(canary)", port: port)
      + "?sslmode=disable&gssencmode=disable"
  }
}
