import Basics
import Engine
import Foundation
import Records
import SyncCore
import TestSupport
import Testing

/// The documents say what the code's tables say: each holds the other.
@Suite struct DocumentsTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let documents = [
    "README.md", "Docs/Architecture.md", "Docs/Assignment.md", "Docs/CHANGELOG.md",
    "Docs/Connections.md",
    "Docs/Contributing.md", "Docs/Identities.md", "Docs/Mapping.md", "Docs/Operations.md",
    "Docs/Packaging.md", "Docs/Performance.md", "Docs/Reliability.md", "Docs/Troubleshooting.md",
  ]

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The lines under a heading of a document, up to the next heading of its rank.
  private static func section(
    _ title: String, of path: String = "Docs/Operations.md"
  ) throws -> [Substring] {
    let lines = try text(path).split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "## \(title)"))
    return Array(lines[(start + 1)...].prefix { !$0.hasPrefix("## ") })
  }

  /// The cells of the rows of all tables among the lines, without headings and rules.
  private static func rows(_ lines: [Substring]) -> [[String]] {
    lines.indices.compactMap { index in
      let next = index + 1 < lines.count ? lines[index + 1] : ""
      guard lines[index].hasPrefix("| "), !next.hasPrefix("|---") else { return nil }
      return lines[index].replacing("\\|", with: "\u{0}").split(separator: "|").map {
        $0.replacing("\u{0}", with: "|").trimmingCharacters(in: .whitespaces)
      }
    }
  }

  /// The texts in backquotes.
  private static func codes(_ text: String) -> [String] {
    text.matches(of: /`([^`]+)`/).map { String($0.1) }
  }

  @Test func `the table of reason codes lists exactly the codes there are`() throws {
    let rows = Self.rows(try Self.section("Reason codes"))
    #expect(rows.flatMap { Self.codes($0[0]) } == Reason.allCases.map(\.rawValue))
    for row in rows {
      #expect(row.count == 4 && row.allSatisfy { !$0.isEmpty }, "\(row)")
      #expect(Action(rawValue: row[1]) != nil, "\(row[1]) is no action")
    }
  }

  @Test func `the table of exit codes lists exactly the codes there are`() throws {
    let rows = Self.rows(try Self.section("Exit codes"))
    #expect(rows.map { Int32($0[0]) } == ExitCode.allCases.map(\.rawValue))
    for row in rows { #expect(!row[1].isEmpty) }
  }

  @Test func `the table of results explains every action`() throws {
    let words = Self.rows(try Self.section("Results and reports"))
      .flatMap { $0[0].split(separator: ", ").map(String.init) }
    #expect(
      Set(words) == Set(Action.allCases.map(\.rawValue) + ["unchanged", "orphan", "excluded"]))
  }

  @Test func `the tables of settings list exactly the options and variables there are`() throws {
    let cells = Self.rows(try Self.section("Settings")).map { $0.prefix(2).joined(separator: " ") }
    let text = cells.joined(separator: "\n")
    let options = text.matches(of: /--[a-z][a-z-]*/).map { String($0.0) }
    #expect(options.sorted() == SettingName.allCases.map(\.option).sorted())
    let variables = text.matches(of: /[A-Z][A-Z0-9_]{3,}/).map { String($0.0) }
      .filter { $0.contains("_") }
    #expect(Set(variables) == Set(SettingVariable.everyName))
    for name in SettingName.allCases {
      let own = cells.filter { $0.contains("`\(name.environmentVariable)`") }
      #expect(
        own.count == 1 && own[0].contains(name.option + "`") || own[0].contains(name.option + " "))
    }
  }

  @Test(arguments: documents)
  func `every option that a document names exists`(path: String) throws {
    let known = Set(SettingName.allCases.map(\.option))
    // Of Scripts/bench, mongodump, systemctl, Scripts/test and swift.
    let foreign: Set = [
      "--against", "--archive", "--assign", "--far", "--huge", "--identities", "--now", "--peers",
      "--quick",
      "--postgres",
      "--filter", "--product", "--pkg-config-path",
    ]
    for match in try Self.text(path).matches(of: /(?:^|[^-\w])(--[a-z][a-z-]*)/) {
      #expect(known.union(foreign).contains(String(match.1)), "\(path): \(match.1)")
    }
  }

  @Test(arguments: documents)
  func `every variable that a document names exists`(path: String) throws {
    let known = Set(SettingVariable.everyName)
      .union(["SYNCTOOL_TEST_MONGODB_URI", "SYNCTOOL_TEST_RECORD"])
      .union(ForeignVariable.all.map(\.name)).union(ForeignVariable.schemas)
      .union(ForeignVariable.kinds)
    for match in try Self.text(path).matches(
      of: /\b(?:SYNCTOOL|MONGODB|DB|DATABASE)_[A-Z_]+[A-Z]\b/)
    {
      #expect(known.contains(String(match.0)), "\(path): \(match.0)")
    }
  }

  @Test(arguments: documents)
  func `every link leads to a file or heading of the project`(path: String) throws {
    let folder = Self.root.appending(path: path).deletingLastPathComponent()
    for match in try Self.text(path).matches(of: /\]\(([^)]*)\)/) {
      let link = String(match.1)
      if link.hasPrefix("https://") { continue }
      let parts = link.split(separator: "#", omittingEmptySubsequences: false).map(String.init)
      let file = parts[0].isEmpty ? path : parts[0]
      let url = parts[0].isEmpty ? Self.root.appending(path: path) : folder.appending(path: file)
      #expect(FileManager.default.fileExists(atPath: url.path), "\(path): \(link)")
      guard parts.count > 1 else { continue }
      let anchors = try String(contentsOf: url, encoding: .utf8)
        .matches(of: /(?m)^#+ (.*)$/).map { Self.anchor(String($0.1)) }
      #expect(anchors.contains(parts[1]), "\(path): \(link)")
    }
  }

  /// A heading's anchor as code hosts make it.
  private static func anchor(_ heading: String) -> String {
    String(
      heading.lowercased().replacing(" ", with: "-").filter {
        $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_"
      })
  }

  @Test func `every message of the troubleshooting table stands in the code`() throws {
    let code = try Self.sources()
    let rows = Self.rows(try Self.section("When something fails", of: "Docs/Troubleshooting.md"))
    #expect(rows.count > 30)
    for message in rows.flatMap({ Self.codes($0[0]) }) {
      // What the code joins at run time is looked for piece by piece.
      let pieces = message.replacing(/\(SQLSTATE (.....)\)/) { "…\"\($0.1)\"…" }
        .split(separator: /…|: | at\b/)
      for piece in pieces.map({ $0.trimmingCharacters(in: CharacterSet(charactersIn: " :,")) }) {
        #expect(piece.isEmpty || code.contains(piece), "\(message): \(piece)")
      }
    }
  }

  /// The text of all Swift files.
  private static func sources() throws -> String {
    let folder = root.appending(path: "Sources").path
    let paths = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return try paths.filter { $0.hasSuffix(".swift") }
      .map { try text("Sources/" + $0) }.joined(separator: "\n")
  }

  @Test func `the account of the house names every folder of the engine, the core and the rim`()
    throws
  {
    let account = try Self.text("Docs/Architecture.md")
    for module in ["Engine", "SyncCore", "synctool"] {
      let folder = Self.root.appending(path: "Sources/\(module)")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { !$0.hasSuffix(".swift") }
      #expect(names.count > 3)
      for name in names { #expect(account.contains(name), "\(module)/\(name)") }
    }
  }

  @Test func `the account of the house has the columns of the temporary tables`() throws {
    let code = try ["SyncCore/Clients/PlanTables", "Engine/Applying/RefusalSearch"]
      .map { try Self.text("Sources/\($0).swift") }.joined()
    let account = try Self.text("Docs/Architecture.md").split(
      separator: "\n", omittingEmptySubsequences: false)
    let tables = Self.rows(account).filter { $0[0].hasPrefix("`synctool_") }
    #expect(tables.count == code.matches(of: /"synctool_[a-z]+"/).count)
    for table in tables {
      let name = try #require(Self.codes(table[0]).first)
      let written = code.firstMatch(
        of: try Regex(
          #""\#(name)",\s+"(?:\\n)?\s+\(([a-z].*)\)""#, as: (Substring, Substring).self))
      // The columns of stage and plan depend on the mapping.
      guard let list = written?.1 else { continue }
      let columns = list.split(separator: ", ").map { String($0.prefix { $0 != " " }) }
      #expect(Self.codes(table[1]) == columns, "\(name)")
    }
  }

  @Test(arguments: ["Docs/Architecture.md", "Docs/Contributing.md"])
  func `every type that an account of the house names exists`(path: String) throws {
    let code = try Self.sources()
    // Names of other makers.
    let foreign: Set = ["String", "Foundation", "Glibc", "Span<UInt8>"]
    for name in Self.codes(try Self.text(path))
    where name.wholeMatch(of: /[A-Z][a-z]+[A-Za-z0-9<>]*/) != nil && !name.hasSuffix("Tests")
      && !foreign.contains(name)
    {
      let isFolder = ["Engine", "SyncCore"].contains {
        FileManager.default.fileExists(
          atPath: Self.root.appending(path: "Sources/\($0)/\(name)").path)
      }
      let declared = code.contains(try Regex("\\b(?:struct|class|enum) \(name)\\b"))
      #expect(declared || isFolder, "\(name)")
    }
  }
}
