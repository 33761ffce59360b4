import TestSupport
import Testing

/// Sources and targets that cannot be reached, refuse access or are unfit: 69, 77 and 78.
struct UnreachableTests {
  private static let secret = "hunter2"

  private static func expect(
    _ status: Int32, _ words: String, _ changes: [String: String],
    _ set: String = TestDatabase.clients, _ more: String = ""
  ) throws {
    let stage = try ProcessStage(set, more)
    try stage.source(TestRecord.many(2))
    if changes["MONGODB_URI"] != nil { stage.environment["SYNCTOOL_SOURCE"] = nil }
    for arguments in [[], ["--dry-run"], ["check"]] {
      let end = try stage.start(arguments, changes).end()
      #expect(end.status == status, "\(arguments): \(end.everything)")
      #expect(end.everything.contains(words), "\(arguments): \(end.everything)")
      #expect(end.everything.contains("hint: "))
      #expect(!end.everything.contains(secret))
    }
    if !set.isEmpty, set.contains("public.clients") { #expect(try stage.database.count() == 0) }
  }

  @Test(arguments: [
    ("mongodb://u:hunter2@127.0.0.1:1/app?serverSelectionTimeoutMS=300", "127.0.0.1:1"),
    ("mongodb://no-such-host.invalid/app?serverSelectionTimeoutMS=300", "no-such-host.invalid"),
  ])
  func `a MongoDB server that is not there is 69`(uri: String, words: String) throws {
    try Self.expect(69, words, ["MONGODB_URI": uri])
  }

  @Test(arguments: [
    ("postgresql://postgres:hunter2@127.0.0.1:1/app", "127.0.0.1:1"),
    ("postgresql://postgres:hunter2@no-such-host.invalid/app", "no-such-host.invalid"),
    ("postgresql://postgres:hunter2@%2Fno%2Fsuch%2Fsocket/app", "/no/such/socket"),
  ])
  func `a PostgreSQL server that is not there is 69`(url: String, words: String) throws {
    try Self.expect(69, words, ["DATABASE_URL": url])
  }

  @Test func `a MongoDB server that refuses the password is 77`() throws {
    let peer = try ScriptedMongo(TestBSON.clients(1), "--auth-fail")
    let uri = peer.uri.replacing("mongodb://", with: "mongodb://reader:hunter2@")
    try Self.expect(77, "was refused", ["MONGODB_URI": uri])
  }

  @Test func `a MongoDB server that refuses the read is 77`() throws {
    let peer = try ScriptedMongo(TestBSON.clients(1), "--fail-find", "13")
    try Self.expect(77, "was refused", ["MONGODB_URI": peer.uri])
  }

  @Test func `a MongoDB server that fails otherwise is 1`() throws {
    let peer = try ScriptedMongo(TestBSON.clients(1), "--fail-find", "2")
    try Self.expect(1, "server error 2", ["MONGODB_URI": peer.uri])
  }

  @Test func `a wrong PostgreSQL password is 77`() throws {
    let url = try TestServer.url(database: "postgres", user: "scram_user:hunter2")
    try Self.expect(77, "refused access", ["DATABASE_URL": url])
  }

  @Test(arguments: [
    ("", "SELECT, INSERT, UPDATE"), ("INSERT, UPDATE", "SELECT"), ("SELECT", "INSERT, UPDATE"),
    ("SELECT, INSERT", "UPDATE"),
  ])
  func `a role without the rights that a sync needs is 77`(
    granted: String, missing: String
  ) throws {
    let stage = try ProcessStage()
    let role = try TestRole(stage.database, granted)
    stage.environment["DATABASE_URL"] = try role.url
    try stage.source(TestRecord.many(2))
    for arguments in [[], ["check"]] {
      let end = try stage.start(arguments).end()
      #expect(end.status == 77, "\(end.everything)")
      #expect(end.everything.contains("the role lacks \(missing)"), "\(end.everything)")
    }
    #expect(try stage.database.count() == 0)
  }

  @Test func `a database that does not exist is 78`() throws {
    let url = try TestServer.url(database: "no_such_database")
    try Self.expect(78, "has no database with the name", ["DATABASE_URL": url])
  }

  private static let unfit: [(sql: String, words: String)] = [
    ("DROP TABLE public.clients", "the table public.clients does not exist"),
    (
      "DROP TABLE public.clients; CREATE VIEW public.clients AS SELECT 1 AS id",
      "is not an ordinary table"
    ),
    (
      """
      DROP TABLE public.clients;
      CREATE TABLE public.clients (id int, email text, name text) PARTITION BY HASH (id)
      """, "is not an ordinary table"
    ),
    ("ALTER TABLE public.clients DROP phone", "column phone: is missing"),
    ("ALTER TABLE public.clients DROP email", "email"),
    ("ALTER TABLE public.clients ALTER phone TYPE int USING 1", "column phone: is integer"),
    ("ALTER TABLE public.clients ALTER address TYPE text", "column address: is text"),
    ("ALTER TABLE public.clients DROP CONSTRAINT clients_email_key", "no valid unique index"),
    (
      """
      ALTER TABLE public.clients DROP CONSTRAINT clients_email_key;
      CREATE UNIQUE INDEX ON public.clients (email) WHERE id > 5
      """, "no valid unique index"
    ),
    (
      """
      ALTER TABLE public.clients DROP CONSTRAINT clients_email_key;
      CREATE UNIQUE INDEX ON public.clients (lower(email), phone)
      """, "no valid unique index"
    ),
    ("ALTER TABLE public.clients ADD tenant int NOT NULL", #"not in the mapping: "tenant""#),
    (
      """
      ALTER TABLE public.clients DROP phone,
        ADD phone text GENERATED ALWAYS AS (lower(name)) STORED
      """, "is generated by PostgreSQL"
    ),
  ]

  @Test(arguments: unfit)
  func `a table that does not fit is 78`(sql: String, words: String) throws {
    let stage = try ProcessStage(TestDatabase.clients, sql)
    try stage.source(TestRecord.many(2))
    for arguments in [[], ["--dry-run"], ["check"]] {
      let end = try stage.start(arguments).end()
      #expect(end.status == 78, "\(end.everything)")
      let said = end.everything.replacing(#"\""#, with: "\"")
      #expect(said.contains(words), "\(end.everything)")
      #expect(end.everything.contains("hint: "))
    }
  }

  @Test func `a target with several faults tells them all at once`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients,
      "ALTER TABLE public.clients DROP phone, DROP address, ADD tenant int NOT NULL;")
    try stage.source(TestRecord.many(2))
    let end = try stage.expect(78)
    for word in ["column phone", "column address", "tenant"] {
      #expect(end.error.contains(word), "\(end.error)")
    }
  }

  @Test func `settings that are missing are all told at once, by name`() throws {
    let stage = try ProcessStage()
    stage.environment = ["SYNCTOOL_MAX_CREATES": "lots", "DB_PASSWORD": "hunter2", "DB_PORT": "x"]
    let end = try stage.expect(78)
    for name in ["MONGODB_URI", "DB_PORT", "DB_NAME", "SYNCTOOL_MAX_CREATES"] {
      #expect(end.error.contains("synctool: error: \(name): "), "\(end.error)")
    }
    #expect(!end.error.contains("hunter2") && !end.error.contains("lots"))
    stage.environment = [:]
    let bare = try stage.expect(78, "check")
    #expect(bare.error.contains("MONGODB_URI: ") && bare.error.contains("DATABASE_URL: "))
  }

  @Test(arguments: [
    ("mongodb://h/app?retryreeds=true", "unknown option retryreeds"),
    ("mongodb://u:hunter2@h:port/app", "MONGODB_URI: "),
    ("mongodb://h/?x", "an option without a value"), ("http://h/app", "MONGODB_URI: "),
    ("mongodb://h", "MONGODB_DATABASE: is not set"),
  ])
  func `a malformed MongoDB URI is 78`(uri: String, words: String) throws {
    let stage = try ProcessStage()
    stage.environment["MONGODB_URI"] = uri
    let end = try stage.expect(78)
    #expect(end.error.contains(words), "\(end.error)")
    #expect(!end.error.contains(Self.secret))
  }

  @Test(arguments: [
    "postgresql://u:hunter2@h:port/app", "mysql://u:hunter2@h/app", "host=h password=hunter2",
    "postgresql://u:hunter2%@h/app", "postgresql://u:p/q?hunter2=1@h/app",
    "postgresql://h/app?user=u&password=a&hunter2=1",
  ])
  func `a malformed PostgreSQL URI is 78 and shows no part of it`(url: String) throws {
    let stage = try ProcessStage()
    stage.environment["DATABASE_URL"] = url
    try stage.source(TestRecord.many(1))
    let end = try stage.expect(78)
    #expect(end.error.contains("DATABASE_URL"), "\(end.error)")
    #expect(!end.error.contains(Self.secret), "\(end.error)")
  }
}
