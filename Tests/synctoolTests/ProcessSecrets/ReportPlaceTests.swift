import Foundation
import Glibc
import TestSupport
import Testing

/// What stands in a report's place is neither read nor written through, and no run leaves litter.
struct ReportPlaceTests {
  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(3))
    try stage.file("victim", "precious")
    return stage
  }

  private static func names(_ stage: ProcessStage) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: stage.folder.path).sorted()
  }

  private static func mode(_ stage: ProcessStage, _ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: stage.path(name))[.posixPermissions] as? Int
  }

  @Test func `a hard link in the report's place leaves the other name's file as it was`() throws {
    let stage = try Self.stage()
    #expect(Glibc.link(stage.path("victim"), stage.path("run.csv")) == 0)
    try stage.expect(0, "--report", "run.csv")
    #expect(try stage.text("victim") == "precious")
    #expect(try stage.text("run.csv").hasPrefix("action,key"))
  }

  @Test(arguments: ["victim", "gone", "run.csv", "/etc/synctool-none/x"])
  func `a symbolic link in the report's place is replaced, wherever it leads`(
    target: String
  ) throws {
    let stage = try Self.stage()
    try stage.link("run.csv", to: target)
    try stage.expect(0, "--report", "run.csv")
    #expect(try stage.text("victim") == "precious")
    #expect(try Self.names(stage) == ["clients.ndjson", "run.csv", "victim"])
    #expect(try stage.text("run.csv").hasPrefix("action,key"))
    #expect(try Self.mode(stage, "run.csv") == 0o600)
  }

  @Test func `a FIFO that nobody reads ends the run before it begins`() throws {
    let stage = try Self.stage()
    #expect(mkfifo(stage.path("run.csv"), 0o600) == 0)
    let end = try stage.expect(78, "--report", "run.csv")
    #expect(end.error.contains("cannot open the report run.csv"))
    #expect(try stage.database.count() == 0)
  }

  @Test func `a link to a folder is no place for a report`() throws {
    let stage = try Self.stage()
    try stage.link("run.csv", to: "/tmp")
    try stage.expect(78, "--report", "run.csv")
    #expect(try stage.database.count() == 0)
  }

  /// Without /proc a file without a name could not be given one.
  @Test func `where each file needs a name a report is written beside its place, and moved there`()
    throws
  {
    let stage = try Self.stage()
    try stage.file("run.csv", "of yesterday")
    let bare = "exec unshare --mount /bin/sh -c 'mount -t tmpfs none /proc; exec \"$0\" \"$@\"'"
    let failed = try stage.shell(
      bare + " \"$0\" \"$@\"", ["--report", "run.csv", "--max-creates", "1"])
    #expect(failed.status == 4, "\(failed.everything)")
    #expect(try stage.text("run.csv").hasPrefix("action,key"))
    try stage.file("run.csv", "of yesterday")
    let broken = try stage.shell(
      bare + " \"$0\" \"$@\"", ["--report", "run.csv", "--source", "none.bson"])
    #expect(broken.status == 69, "\(broken.everything)")
    #expect(try stage.text("run.csv") == "of yesterday")
    #expect(try Self.names(stage) == ["clients.ndjson", "run.csv", "victim"])
    let end = try stage.shell(bare + " \"$0\" \"$@\"", ["--report", "run.csv"])
    #expect(end.status == 0, "\(end.everything)")
    #expect(try stage.text("run.csv").split(whereSeparator: \.isNewline).count == 4)
    #expect(try Self.mode(stage, "run.csv") == 0o600)
    #expect(try Self.names(stage) == ["clients.ndjson", "run.csv", "victim"])
  }

  private static let failures: [(status: Int32, arguments: [String])] = [
    (69, ["--source", "none.bson"]), (1, ["--source", "broken.bson"]),
    (69, ["--wait", "0"]), (78, ["--mapping", "mapping.json"]),
  ]

  @Test(arguments: failures)
  func `a run that fails leaves the report of yesterday and nothing beside it`(
    status: Int32, arguments: [String]
  ) throws {
    let stage = try Self.stage()
    try stage.file("run.csv", "of yesterday")
    try stage.file("broken.bson", Array(TestBSON.clients(3).joined().dropLast(9)))
    try stage.file("mapping.json", #"{"columns":{"phone":{"field":"phone","column":"none"}}}"#)
    if arguments.first == "--wait" {
      stage.environment["DATABASE_URL"] = "postgresql://postgres@127.0.0.1:1/app"
    }
    let before = try Self.names(stage)
    let end = try stage.start(["--report", "run.csv"] + arguments).end()
    #expect(end.status == status, "\(end.everything)")
    #expect(try stage.text("run.csv") == "of yesterday")
    #expect(try Self.names(stage) == before)
    #expect(try stage.database.count() == 0)
  }

  @Test(arguments: [SIGTERM, SIGKILL])
  func `a run that is ended takes its unfinished report away`(signal: Int32) throws {
    let stage = try Self.stage()
    try stage.file("run.csv", "of yesterday")
    let peer = try ScriptedMongo(TestBSON.clients(1500), "--stall-after", "1000")
    let before = try Self.names(stage)
    let tool = try stage.start(["--source", peer.uri, "--report", "run.csv"])
    try peer.waitFor("getMore")
    #expect(try Self.names(stage) == before, "what is being written has no name yet")
    tool.signal(signal)
    #expect([143, -SIGKILL].contains(try tool.end().status))
    #expect(try stage.text("run.csv") == "of yesterday")
    #expect(try Self.names(stage) == before)
  }
}
