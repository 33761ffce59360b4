import Foundation
import TestSupport
import Testing

/// A PostgreSQL password on every way to a failure.
struct TargetSecretTests {
  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(1))
    stage.environment["DATABASE_URL"] = nil
    return stage
  }

  @Test func `a password of DATABASE_URL is shown on no way to a failure`() throws {
    let stage = try Self.stage()
    let base = "postgresql://u:\(Canary.encoded)@127.0.0.1:1/app"
    let live = try TestServer.url(database: "postgres", user: "postgres:\(Canary.encoded)")
    let cases: [(url: String, codes: Set<Int32>)] = [
      (base, [69]), (base.replacing("127.0.0.1", with: "no-such-host.invalid"), [69]),
      ("postgresql://u:\(Canary.encoded)@%2Fno%2Fsuch/app", [69]),
      (try TestServer.url(database: "postgres", user: "scram_user:\(Canary.encoded)"), [77]),
      (try TestServer.url(database: "none", user: "postgres:\(Canary.encoded)"), [78]),
      (try TestServer.url(database: Canary.encoded, user: "postgres"), [78]),
      (try TestServer.url(database: "postgres", user: Canary.encoded), [78]),
      (live + "?sslmode=require", [78]), (live + "?sslmode=\(Canary.encoded)", [78]),
      (live + "?connect_timeout=\(Canary.encoded)", [78]), (live + "?\(Canary.encoded)=1", [78]),
      (live + "?sslmode=verify-full&sslrootcert=\(Canary.encoded)", [78]),
      (live + "?options=-c%20\(Canary.encoded)=1", [78]), (live + "?\(Canary.raw)", [78]),
      (live + "?target_session_attrs=\(Canary.encoded)", [78]),
      (live + "?service=\(Canary.encoded)", [78]),
      ("postgresql://u:\(Canary.encoded)@h:port/app", [78]),
      ("postgresql://u:\(Canary.encoded)@h:99999/app", [78]),
      ("postgresql://u:\(Canary.raw)@127.0.0.1:1/app", [78]),
      ("postgresql://u:\(Canary.truncated)@127.0.0.1:1/app", [78]),
      ("postgresql://u:\(Canary.encoded)", [78]), ("mysql://u:\(Canary.encoded)@h/app", [78]),
      ("postgresql:/u:\(Canary.raw)@h/app", [78]), ("u:\(Canary.raw)@h/app", [78]),
      ("host=h user=u password='\(Canary.raw)'", [78]), ("postgresql://\(Canary.raw)", [78]),
    ]
    for (url, codes) in cases { try stage.expectNoCanary(codes, url, ["DATABASE_URL": url]) }
    try stage.file(".env", "DATABASE_URL='\(base)'\n")
    try stage.expectNoCanary([69], ".env", [:])
  }

  @Test(arguments: ["%", "/", "@", ":", "#", "?", "'", "\"", " ", "[", "]", "&", "=", ",", "\\"])
  func `a raw password with one odd character is shown nowhere`(odd: String) throws {
    let stage = try Self.stage()
    let url = "postgresql://u:Qz7WVx9K\(odd)Yw8GZk6H@127.0.0.1:1/app?connect_timeout=2"
    let end = try stage.run("-v", with: ["DATABASE_URL": url])
    #expect([69, 77, 78].contains(end.status), "\(end.everything)")
    for piece in ["Qz7W", "Vx9K", "Yw8G", "Zk6H"] {
      #expect(!end.everything.contains(piece), "\(end.everything)")
    }
  }

  @Test func `a password in variables and files is shown on no way to a failure`() throws {
    let stage = try Self.stage()
    let port = "\(try TestServer.port())"
    let own = [
      "DB_HOST": "127.0.0.1", "DB_PORT": port, "DB_NAME": "postgres", "DB_USER": "scram_user",
      "DB_PASSWORD": Canary.raw,
    ]
    let libpq = [
      "PGHOST": "127.0.0.1", "PGPORT": port, "PGDATABASE": "postgres", "PGUSER": "scram_user",
    ]
    let escaped = Canary.raw.replacing("\\", with: "\\\\").replacing(":", with: "\\:")
    try stage.file("passfile", "*:*:*:*:\(escaped)\n")
    try stage.file("services", "[mine]\npassword=\(Canary.raw)\n\(Canary.raw)\n")
    let chmod = { (mode: Int) in
      try FileManager.default.setAttributes(
        [.posixPermissions: mode], ofItemAtPath: stage.path("passfile"))
    }
    try chmod(0o600)
    let uri = "postgresql://u:\(Canary.raw)@h/app"
    let cases: [(String, [String: String], Set<Int32>)] = [
      ("DB_PASSWORD", own, [77]), ("a dead port", own.merging(["DB_PORT": "1"]) { $1 }, [69]),
      ("a bad port", own.merging(["DB_PORT": Canary.raw]) { $1 }, [78]),
      ("a bad mode", own.merging(["DB_SSL": Canary.raw]) { $1 }, [78]),
      ("no TLS", own.merging(["DB_SSL": "true"]) { $1 }, [78]),
      ("a password as host", own.merging(["DB_HOST": Canary.raw]) { $1 }, [69, 78]),
      ("a URI as host", own.merging(["DB_HOST": uri]) { $1 }, [78]),
      ("a URI as name", own.merging(["DB_NAME": uri]) { $1 }, [78]),
      ("a URI as table", own.merging(["SYNCTOOL_TABLE": uri]) { $1 }, [78]),
      ("no name", own.merging(["DB_NAME": ""]) { $1 }, [78]),
      ("PGPASSWORD", libpq.merging(["PGPASSWORD": Canary.raw]) { $1 }, [77]),
      ("PGPASSFILE", libpq.merging(["PGPASSFILE": "passfile"]) { $1 }, [77]),
      ("a URI in PGHOST", libpq.merging(["PGHOST": uri]) { $1 }, [78]),
      (
        "words in PGDATABASE",
        libpq.merging(["PGDATABASE": "host=h password=\(Canary.raw)"]) { $1 }, [78]
      ),
      (
        "a broken service file",
        libpq.merging(["PGSERVICEFILE": "services", "PGSERVICE": "mine"]) { $1 }, [69, 77, 78]
      ),
    ]
    for (what, changes, codes) in cases { try stage.expectNoCanary(codes, what, changes) }
    try chmod(0o644)
    try stage.expectNoCanary(
      [77], "an open passfile", libpq.merging(["PGPASSFILE": "passfile"]) { $1 })
  }

  @Test(arguments: [
    "DB_PASSWORD=\"" + Canary.raw, Canary.raw, "DB_PASSWORD='a' \(Canary.raw)",
    "DB_PASSWORD='\(Canary.raw)'", "\(Canary.raw)=1", "DB PASSWORD=\(Canary.raw)",
  ])
  func `a broken line of the settings file is told by its number alone`(line: String) throws {
    let stage = try Self.stage()
    try stage.file(".env", "# comment\n\(line)\n")
    try stage.expectNoCanary([78], line, [:])
  }

  @Test func `a session shows no password to those who look at the server`() throws {
    let stage = try ProcessStage()
    let peer = try ScriptedMongo(TestBSON.clients(1500), "--stall-after", "1000")
    let url = try TestServer.url(
      database: stage.database.name, user: "postgres:\(Canary.encoded)")
    let tool = try stage.start(["--source", peer.uri], ["DATABASE_URL": url])
    try peer.waitFor("getMore")
    let seen = try stage.database.rows(
      """
      SELECT concat_ws(' ', a.*::text) FROM pg_stat_activity a
      WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend'
      """)
    #expect(seen.count == 1 && seen[0].contains("synctool"))
    #expect(Canary.seen(in: seen.joined()) == [])
    tool.signal(9)
    _ = try tool.end()
  }
}
