import Foundation
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

  @Test func `--mask hides emails on the page and on the screen`() throws {
    let stage = try Self.stage()
    try stage.database.run("DELETE FROM public.clients")
    #expect(try stage.expect(3, "status", "-v").output.contains("a@x.test"))
    let end = try stage.expect(3, "status", "-v", "--mask", "--report", "masked.html")
    let masked = try stage.text("masked.html")
    #expect(end.output.contains("+ create") && masked.contains("create"))
    #expect(!(end.output + masked).contains("a@x.test"), "\(end.output)\(masked)")
  }
}
