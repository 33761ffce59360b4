import Foundation
import SyncCore
import Testing

@testable import synctool

/// The command lines in the documents are ones that the tool takes.
struct DocumentCommandTests {
  @Test(arguments: ["README.md", "Docs/Operations.md"])
  func `every synctool line is well formed`(path: String) throws {
    let lines = try ProjectDocument.lines(of: "sh", in: path).filter { $0.hasPrefix("synctool") }
    #expect(lines.count >= 5)
    for line in lines {
      let words = line.split(separator: " ").map(String.init).dropFirst()
      guard case .command = ArgumentReader.read(Array(words), .synctool) else {
        Issue.record("\(path): \(line)")
        continue
      }
    }
  }

  @Test func `the crontab line is well formed`() throws {
    let lines = try ProjectDocument.lines(of: "crontab", in: "Docs/Operations.md")
    let job = try #require(lines.last)
    let words = job.split(separator: " ").map(String.init)
    #expect(words[5] == "synctool" && !job.contains("%"))
    guard case .command = ArgumentReader.read(Array(words.dropFirst(6)), .synctool) else {
      Issue.record("\(job)")
      return
    }
    for line in lines.dropLast() {
      let name = String(line.prefix { $0 != "=" })
      #expect(name == "MAILTO" || SettingVariable.everyName.contains(name), "\(line)")
    }
  }

  @Test func `the scripts that the README names are there and can be run`() throws {
    let others = try ProjectDocument.lines(of: "sh", in: "README.md")
      .filter { !$0.hasPrefix("synctool") }
    #expect(
      others == [
        "Scripts/demo", "Scripts/test",
        "sudo install -m 755 \"$(Scripts/build)\" /usr/local/bin/synctool",
        "cp .env.example .env", "chmod 600 .env",
      ])
    for name in ["demo", "test", "build"] {
      let path = ProjectDocument.root.appending(path: "Scripts/\(name)").path
      #expect(FileManager.default.isExecutableFile(atPath: path), "\(name)")
    }
    // The demo runs the build, so that line is tried with every demo.
    #expect(try ProjectDocument.text("Scripts/demo").contains("$(Scripts/build)"))
  }

  @Test func `every run of the demo stands in the README`() throws {
    // Which client and which run is meant is the reader's own.
    let plain = { (line: String) in
      line.replacing(/\S+@\S+/, with: "EMAIL").replacing(/\ (undo|show) \d+/) { " \($0.1) RUN" }
    }
    let shown = Set(try ProjectDocument.lines(of: "sh", in: "README.md").map(plain))
    let steps = try ProjectDocument.text("Scripts/demo")
      .matches(of: /(?m)^ *step [0-9]+ "[^"]*" [0-9]+ (.*)$/).map { "synctool \($0.1)" }
    #expect(steps.count >= 6)
    for step in steps { #expect(shown.contains(plain(step)), "\(step)") }
  }
}
