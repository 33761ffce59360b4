import Foundation
import TestSupport
import Testing

/// `synctool check`, run as a process.
struct CheckTests {
  @Test func `a good pair is told line by line`() throws {
    let stage = try ProcessStage()
    let mongo = try MongoCollection(TestRecord.many(2))
    stage.environment["MONGODB_URI"] = mongo.uri
    let end = try stage.expect(0, "check")
    #expect(end.error == "")
    #expect(end.lines.allSatisfy { $0.hasPrefix("ok    ") }, "\(end.output)")
    let subjects = end.lines.compactMap { $0.split(separator: ":").first }
      .map { $0.split(separator: " ").dropFirst().joined(separator: " ") }
    #expect(
      subjects == [
        "source reachable", "source version", "source tls", "source collection",
        "target reachable", "target version", "target tls", "target encoding", "target writable",
        "target limits", "target table", "target id column", "target column email",
        "target unique index",
        "target column protected", "target column createdat", "target column name",
        "target column phone", "target column address", "target column updatedat",
        "target other columns", "target privileges", "target journal", "target sequence",
      ])
    #expect(end.output.contains("column name: character varying(255), not null"))
    #expect(end.output.contains("\(mongo.database).clients can be read\n"))
    #expect(try stage.run("check", "--quiet").output == "")
  }

  @Test func `check writes nothing and takes no lock`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(2))
    let before = try stage.database.fingerprint()
    try stage.database.holdingRunLock { try stage.expect(0, "check") }
    #expect(try stage.database.fingerprint() == before)
  }

  @Test func `the JSON holds each finding and the exit code`() throws {
    let stage = try ProcessStage(
      TestDatabase.clients, "ALTER TABLE public.clients DROP phone, ADD tenant int NOT NULL;")
    try stage.source(TestRecord.many(2))
    let end = try stage.expect(78, "check", "--format", "json")
    let json = try end.json()
    #expect(Set(json.keys) == ["checks", "command", "exitCode", "schema"])
    #expect(json["command"] as? String == "check" && json["exitCode"] as? Int == 78)
    let checks = try #require(json["checks"] as? [[String: String]])
    for check in checks {
      #expect(Set(check.keys) == ["detail", "hint", "side", "subject", "verdict"])
    }
    let faults = checks.filter { $0["verdict"] == "fault" }
    #expect(faults.map { $0["subject"] } == ["column phone", "other columns"])
    #expect(faults.allSatisfy { $0["hint"]?.isEmpty == false })
    #expect(end.error == "")
  }

  @Test func `faults of both sides are told, and the first decides the code`() throws {
    let stage = try ProcessStage("", "")
    stage.environment["SYNCTOOL_SOURCE"] = "missing.bson"
    let end = try stage.expect(69, "check")
    #expect(end.lines.filter { $0.hasPrefix("FAULT ") }.count == 2, "\(end.output)")
    #expect(end.lines.filter { $0.hasPrefix("      hint: ") }.count == 2)
    let quiet = try stage.expect(69, "check", "-q")
    #expect(quiet.lines.count == 4)
  }

  @Test func `a run on an unfit table says each hint once`() throws {
    let stage = try ProcessStage(
      "CREATE TABLE public.clients (id BIGSERIAL PRIMARY KEY, email VARCHAR(255) UNIQUE NOT NULL);",
      "")
    try stage.source(TestRecord.many(1))
    let end = try stage.expect(78)
    #expect(end.error.contains("column name: is missing; column phone: is missing"))
    let hints = end.error.split(separator: "\n").filter { $0.contains("hint: ") }
    #expect(
      hints == ["synctool: hint: create the column, or name another in the mapping file"],
      "\(end.error)")
  }

  @Test func `a collection that may not be read is that check's fault`() throws {
    let stage = try ProcessStage()
    let peer = try ScriptedMongo(TestBSON.clients(1), "--fail-find", "13")
    let end = try stage.expect(77, "check", "--source", peer.uri)
    #expect(end.output.contains("ok    source  reachable: "))
    #expect(end.output.contains("FAULT source  collection: "), "\(end.output)")
  }

  @Test func `TLS options that weaken the check are warned of`() throws {
    let stage = try ProcessStage()
    let peer = try ScriptedMongo(TestBSON.clients(1))
    let uri = peer.uri + "&tlsAllowInvalidCertificates=true"
    let end = try stage.run("check", "--source", uri)
    #expect(end.everything.contains("the server's certificate is not checked"))
  }

  @Test(arguments: [
    ["check", "--force"], ["check", "--dry-run"], ["check", "--report", "x.csv"],
  ])
  func `an option of sync is none of check`(arguments: [String]) throws {
    let stage = try ProcessStage()
    let end = try stage.start(arguments).end()
    #expect(end.status == 64)
    #expect(end.error.contains("check does not take"))
  }

  @Test func `a deadline ends a check that waits`() throws {
    let stage = try ProcessStage()
    // Nothing answers there: the address is reserved for documents.
    stage.environment["MONGODB_URI"] =
      "mongodb://192.0.2.1/app?serverSelectionTimeoutMS=30000&connectTimeoutMS=30000"
    let end = try stage.run("check", "--deadline", "0.5")
    #expect([124, 69].contains(end.status), "\(end.everything)")
    #expect(end.seconds < 8)
  }
}
