import Foundation
import TestSupport
import Testing

/// Does what `Docs/Assignment.md` works through, block by block.
struct AssignmentPageTests {
  @Test func `the example that is worked through ends as the page says`() throws {
    let page = try ProjectDocument.text("Docs/Assignment.md")
    let section = try #require(page.firstMatch(of: /(?s)\n## Worked through\n(.*?)\n##/)).1
    let (stage, store) = (try ProcessStage(), try MongoStore())
    stage.environment["MONGODB_URI"] = store.uri
    var collections = ["clients", "users"]
    var last: ToolEnd?
    for block in section.matches(of: /(?s)```(\w*)\n(.*?)```/) {
      let lines = block.2.split(separator: "\n").map(String.init)
      switch block.1 {
      case "json":
        let collection = collections.removeFirst()
        try store.insert("app.\(collection)", json: lines)
        if collection == "clients" { try stage.expect(0, "sync") }
      case "sh":
        for line in lines {
          let end = try stage.start(line.split(separator: " ").dropFirst().map(String.init)).end()
          #expect(end.status == 3, "\(line): \(end.everything)")
          last = end
        }
      default:
        // As the page shows it: one blank between words that stand in columns.
        let shown = try #require(last).lines.map { $0.replacing(/[ ]+/, with: " ") }
        for line in lines {
          #expect(shown.contains(line.replacing(/[ ]+/, with: " ")), "\(line)\n\(shown)")
        }
      }
    }
    let values = try store.json("app.users").map { user in
      user.firstMatch(of: /"postgresClientId":"([^"]*)"/).map { String($0.1) }
    }
    #expect(values == ["1", "1", "9", nil])
    let again = try stage.expect(3, "assign", "--allow-unassigned", "--force")
    #expect(try again.counts() == ["read": 4, "unchanged": 3, "rejected": 1, "orphan": 1])
  }
}
