import Foundation
import Glibc
import Testing

/// The page for people that `status --report` writes.
struct StatusPageTests {
  /// A journal of one run that created two clients and rejected a record, and of one that failed.
  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage()
    try stage.source(
      [TestRecord.client(1, "a@x.test"), TestRecord.client(2, "b@x.test", name: "<b>Bob</b>")]
        + [TestRecord.client(3, "broken")])
    try stage.expect(0, "init")
    try stage.expect(3)
    try stage.expect(69, "--source", "gone.bson")
    return stage
  }

  @Test(arguments: ["html", "md"])
  func `status writes a page with the verdict, the entries and the last runs`(
    _ format: String
  ) throws {
    let stage = try Self.stage()
    try stage.database.run("DELETE FROM public.clients WHERE email = 'b@x.test'")
    try stage.expect(3, "status", "--report", "status.\(format)")
    let page = try stage.text("status.\(format)")
    for words in [
      "Status of public.clients", "OUT OF STEP: 1 to create", "gone.bson", "email-invalid",
    ] {
      #expect(page.contains(words), "\(words) is missing in \(page)")
    }
    #expect(page.contains("b@x.test") && !page.contains("a@x.test"))
    // In Markdown it stands between backquotes, where it is no HTML.
    #expect(page.contains("<b>Bob") == (format == "md"))
    let plain = try stage.expect(3, "status").output
    #expect(!plain.contains("b@x.test"))
    let text = try stage.expect(3, "status", "-v", "--report", "status.\(format)").output
    #expect(text.contains("+ create     b@x.test"))
  }

  @Test func `a page is written of a plan that fails too, and one that cannot be is a failure`()
    throws
  {
    let stage = try Self.stage()
    try stage.expect(69, "status", "--source", "gone.bson", "--report", "status.html")
    #expect(try stage.text("status.html").contains("UNKNOWN: whether the target is in step"))
    try stage.source([TestRecord.client(1, "a@x.test"), TestRecord.client(2, "b@x.test")])
    let end = try stage.expect(78, "status", "--report", "no/status.html")
    #expect(end.error.contains("synctool: error: "), "\(end.everything)")
    try stage.expect(64, "status", "--report", "status.csv")
  }

  private static let unusable: [(path: String, words: String)] = [
    ("no/status.html", "no such file or directory"), ("folder.html", "it is a directory"),
    ("to-folder.md", "it is a directory"), ("clients.ndjson/status.md", "it is not a directory"),
    ("/proc/status.html", "cannot open the report"), ("pipe.md", "nothing reads it"),
    ("/dev/fd/77.html", "cannot open the report"),
  ]

  @Test(arguments: unusable)
  func `a path that takes no report ends a look before anything is read`(
    path: String, words: String
  ) throws {
    let stage = try ProcessStage("")
    try stage.source(TestRecord.many(1))
    try FileManager.default.createDirectory(
      atPath: stage.path("folder.html"), withIntermediateDirectories: false)
    try stage.link("to-folder.md", to: "folder.html")
    for name in ["pipe.md", "source.ndjson"] { try #require(mkfifo(stage.path(name), 0o600) == 0) }
    // The source would be waited for, and the target is not there: 69 where it was looked for.
    stage.environment["DATABASE_URL"] = "postgresql://postgres@127.0.0.1:1/app"
    for source in ["gone.bson", "source.ndjson", "clients.ndjson"] {
      let end = try stage.expect(
        78, "status", "--source", source, "--report", path, "--deadline", "9", "--format", "json")
      #expect(end.error.contains(words), "\(end.everything)")
      let error = try #require(try end.json()["error"] as? [String: String])
      #expect(error["stage"] == "report")
    }
    for command in [["show", "last"], ["show", "1"], ["history"], ["history", "--since", "7d"]] {
      for format in ["json", "text"] {
        let end = try stage.start(command + ["--report", path, "--format", format]).end()
        #expect(end.status == 78 && end.error.contains(words), "\(end.everything)")
        guard format == "json" else { continue }
        let error = try #require(try end.json()["error"] as? [String: String])
        #expect(error["stage"] == "report")
      }
    }
  }

  @Test(arguments: [("html", 5_012, "12"), ("md", 230, "30")])
  func `a page says how many entries it has no room for`(
    format: String, clients: Int, more: String
  ) throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(clients))
    try stage.expect(0, "status", "--report", "status.\(format)")
    let page = try stage.text("status.\(format)")
    let words = "\(more) more entries are not shown here (\(more) create)"
    #expect(page.contains(words), "\(page.suffix(2000))")
  }

  @Test func `--mask hides emails on the page and on the screen`() throws {
    let stage = try Self.stage()
    try stage.database.run("DELETE FROM public.clients")
    #expect(try stage.expect(3, "status", "-v").output.contains("a@x.test"))
    let end = try stage.expect(3, "status", "-v", "--mask", "--report", "masked.html")
    let masked = try stage.text("masked.html")
    #expect(end.output.contains("+ create") && masked.contains("create"))
    #expect(!(end.output + masked).contains("a@x.test"), "\(end.output)\(masked)")
  }

  @Test(arguments: [["-q"], ["-q", "--format", "json"], []])
  func `what the screen leaves out is on the page`(arguments: [String]) throws {
    let stage = try ProcessStage()
    try stage.source([
      TestRecord.client(1, "a@x.test", TestRecord.updated(1)),
      TestRecord.client(2, "a@x.test", TestRecord.updated(2)), TestRecord.client(3, "b@x.test"),
    ])
    try stage.expect(0)
    for format in ["md", "html"] {
      let end = try stage.start(["status", "--report", "status.\(format)"] + arguments).end()
      #expect(end.status == 0, "\(end.everything)")
      #expect(try stage.text("status.\(format)").contains("older-record"))
      #expect(!end.output.contains("older-record"), "\(end.output)")
    }
  }
}
