import Foundation
import SyncCore
import Testing

@testable import synctool

/// The command lines in the documents are ones that the tool takes.
struct DocumentCommandTests {
  @Test(arguments: ["README.md", "Docs/Operations.md", "Docs/Identities.md"])
  func `every synctool line is well formed`(path: String) throws {
    let lines = try ProjectDocument.lines(of: "sh", in: path).filter { $0.hasPrefix("synctool") }
    #expect(lines.count >= 3)
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

  @Test func `the scripts, files and tests that the page for contributors names are there`() throws
  {
    let page = try ProjectDocument.text("Docs/Contributing.md")
    let files = FileManager.default
    let path = { (name: Substring) in ProjectDocument.root.appending(path: String(name)).path }
    let scripts = page.matches(of: /Scripts\/[a-z-]+/).map(\.0)
    #expect(Set(scripts).count >= 5)
    for script in scripts {
      #expect(files.isExecutableFile(atPath: path(script)), "\(script)")
    }
    let named = page.matches(of: /`((?:Sources|Tests|Docs)\/[\w\/.+-]+)`/).map(\.1)
    #expect(named.count >= 5)
    for name in named { #expect(files.fileExists(atPath: path(name)), "\(name)") }
    let sources = files.enumerator(atPath: path("Tests"))?.compactMap { $0 as? String } ?? []
    let suites = Set(
      sources.filter { $0.hasSuffix("Tests.swift") }.map { $0.split(separator: "/").last })
    let tests = page.matches(of: /[`'\s]([A-Z]\w+Tests)\b/).map(\.1)
    #expect(tests.count >= 8)
    for test in tests { #expect(suites.contains("\(test).swift"), "\(test)") }
  }

  @Test func `the entries of changes to come stand in the changelog that is printed`() throws {
    let printed = try Tool.run(ProjectDocument.root.appending(path: "Scripts/changelog").path, [])
    #expect(printed.status == 0, "\(printed.error)")
    let folder = ProjectDocument.root.appending(path: "Docs/changes")
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
    where name != "README.md" {
      for line in try ProjectDocument.text("Docs/changes/\(name)").split(separator: "\n") {
        #expect(printed.output.contains(line), "\(name)")
      }
    }
  }

  private static let fragments: [(text: String, fault: String?)] = [
    ("### Added\n\n- New.\n  More.\n- Newer.\n\n### Fixed\n\n- Mended.\n", nil),
    ("- New.\n", "must begin with a heading"), ("", "must begin with a heading"),
    ("### News\n\n- New.\n", "News must be one of Added,"),
    ("### Added\n\nNew.\n", "there must be entries"), ("### Added\n", "there must be entries"),
  ]

  @Test(arguments: fragments)
  func `a release takes the entries of changes, and refuses what is no entry`(
    text: String, fault: String?
  ) throws {
    let scratch = try ScratchFolder()
    let changes = scratch.url.appending(path: "Docs/changes")
    try FileManager.default.createDirectory(at: changes, withIntermediateDirectories: true)
    let log = scratch.url.appending(path: "Docs/CHANGELOG.md")
    let before =
      "# Log\n\n## [Unreleased]\n\n### Added\n\n- Old.\n\n## [0.1.0] - 2026-11-21\n\nFirst.\n"
    try before.write(to: log, atomically: true, encoding: .utf8)
    try text.write(to: changes.appending(path: "a.md"), atomically: true, encoding: .utf8)
    let script = ProjectDocument.root.appending(path: "Scripts/lib/changelog.py").path
    let end = try Tool.run("/usr/bin/python3", [script, "0.2.0"], folder: scratch.url)
    let after = try String(contentsOf: log, encoding: .utf8)
    if let fault {
      #expect(end.status == 1 && end.error.contains(fault), "\(end.error)")
      #expect(after == before)
      return
    }
    #expect(end.status == 0, "\(end.error)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: changes.path) == [])
    let dated = after.replacing(/0\.2\.0\] - \d{4}-\d\d-\d\d/, with: "0.2.0]")
    #expect(
      dated == """
        # Log

        ## [Unreleased]

        ## [0.2.0]

        ### Added

        - Old.
        - New.
          More.
        - Newer.

        ### Fixed

        - Mended.

        ## [0.1.0] - 2026-11-21

        First.

        """)
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
