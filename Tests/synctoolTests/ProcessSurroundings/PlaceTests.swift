import Foundation
import Testing

/// Environment, folder and umask: a run is the same wherever it is started.
struct PlaceTests {
  private static let odd: [[String: String]] = [
    [:],
    ["LC_ALL": "C"], ["LC_ALL": "POSIX", "LANG": "ja_JP.SJIS"], ["LC_ALL": "../../etc/passwd"],
    ["LC_ALL": "tr_TR.ISO-8859-9", "LANGUAGE": "xx"],
    ["TZ": ":/etc/passwd"], ["TZ": "Nowhere/Land"], ["TZ": "XXX-24:59:59YYY,0/0,J365/23"],
    ["TZ": String(repeating: "A", count: 70_000)],
    ["HOME": ""], ["HOME": "/dev/null"], ["PGSERVICEFILE": "/nonexistent", "PGSYSCONFDIR": "/"],
    ["COLUMNS": "1", "LINES": "0", "TERM": "\u{1B}[31m"], ["POSIXLY_CORRECT": "1"],
    ["TMPDIR": "/nonexistent", "USER": "", "PWD": "/nonexistent", "IFS": "x"],
  ]

  @Test func `only the .env file speaks in an empty environment, and no variable of others does`()
    throws
  {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(3, name: "Zoë İ ß"))
    let url = try #require(stage.environment["DATABASE_URL"])
    try stage.file(".env", "DATABASE_URL=\(url)\nSYNCTOOL_SOURCE=clients.ndjson\n")
    try stage.shell("chmod 600 .env")
    var first: (output: [String], clients: [String], report: String)?
    for variables in Self.odd {
      stage.environment = variables
      let end = try stage.expect(0, "--report", "run.csv")
      let lines = end.lines.filter { !$0.hasPrefix("took ") }
      #expect(end.error == "", "\(variables)")
      let report = try stage.text("run.csv").replacing(/,\d+,,,,/, with: ",ID,,,,")
      let got = (lines, try stage.clients(), report)
      if let first { #expect(first == got, "\(variables)") }
      first = first ?? got
      try stage.database.run("TRUNCATE public.clients")
    }
    #expect(first?.clients.count == 3)
  }

  @Test func `words and variables that are no text change nothing but their own meaning`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(2))
    let end = try stage.shell(
      "exec env JUNK=$'\\xff\\xfe' LC_ALL=$'\\xff' HOME=$'/\\xff' \"$0\"")
    #expect(end.status == 0 && end.error == "", "\(end.everything)")
    #expect(try stage.database.count() == 2)
  }

  /// Swift's own array of arguments is empty then: `--dry-run` was not seen, and the run wrote.
  @Test func `a preloaded library that sets variables takes no argument away`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(2))
    let end = try stage.shell(
      "exec \"$0\" \"$@\"", ["--dry-run"],
      environment: stage.environment.merging(FakeClock.at("2030-01-01 00:00:00")) { $1 })
    #expect(end.status == 0, "\(end.everything)")
    #expect(end.output.hasPrefix("DRY RUN: nothing is written\n"))
    #expect(try stage.database.count() == 0)
  }

  @Test func `the working folder may be the root or gone`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(3))
    let source = stage.path("clients.ndjson")
    let report = stage.path("run.ndjson")
    let root = try stage.shell("cd /; exec \"$0\" \"$@\"", ["--source", source])
    #expect(root.status == 0, "\(root.everything)")
    #expect(try stage.database.count() == 3)
    try stage.database.run("TRUNCATE public.clients")

    let leave = "mkdir gone; cd gone; rmdir ../gone; exec \"$0\" \"$@\""
    let lost = try stage.shell(leave, ["--source", source, "--report", "run.ndjson"])
    #expect(lost.status == 78, "\(lost.everything)")
    #expect(lost.error.contains("cannot open the report run.ndjson"))
    #expect(try stage.database.count() == 0)
    let unread = try stage.shell(leave, ["--source", "clients.ndjson"])
    #expect(unread.status == 69, "\(unread.everything)")
    let end = try stage.shell(leave, ["--source", source, "--report", report])
    #expect(end.status == 0, "\(end.everything)")
    #expect(try stage.report("run.ndjson").count == 3)
    #expect(try stage.database.count() == 3)
  }

  @Test(arguments: [(mask: "000", mode: 0o600), ("022", 0o600), ("277", 0o400), ("777", 0)])
  func `no umask opens a report to others, a stricter one holds`(mask: String, mode: Int) throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(2))
    let end = try stage.shell("umask \(mask); exec \"$0\" --report run.csv")
    #expect(end.status == 0, "\(end.everything)")
    let facts = try FileManager.default.attributesOfItem(atPath: stage.path("run.csv"))
    #expect(facts[.posixPermissions] as? Int == mode)
    #expect(try stage.database.count() == 2)
  }
}
