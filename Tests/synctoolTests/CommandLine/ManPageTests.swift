import Basics
import SyncCore
import TestSupport
import Testing

@testable import synctool

struct ManPageTests {
  /// Every page by the words after `synctool man`.
  private static let pages: [(words: [String], page: String)] =
    [([], ManPage.general(.synctool))]
    + CommandTree.synctool.commands.map {
      ($0.path.map(String.init), ManPage.command($0, .synctool))
    }

  @Test(arguments: pages)
  func `groff has nothing to say against the page`(words: [String], page: String) throws {
    let outcome = try Tool.run(
      "/usr/bin/env", ["groff", "-man", "-Tascii", "-ww", "-z"],
      environment: ["PATH": "/usr/bin:/bin"], input: page)
    #expect(outcome == Tool.Outcome(status: 0, output: "", error: ""))
  }

  @Test(arguments: pages)
  func `the tool prints the page that the words name`(words: [String], page: String) throws {
    let outcome = try Tool.run(Tool.path, ["man"] + words, environment: [:])
    #expect(outcome == Tool.Outcome(status: 0, output: page, error: ""))
  }

  @Test(arguments: pages)
  func `no line of the page is taken for a request by mistake`(words: [String], page: String) {
    let requests: Set<Substring> = [".TH", ".SH", ".TP", ".PP", ".IP", ".br", ".B"]
    for line in page.split(separator: "\n") where line.hasPrefix(".") {
      #expect(requests.contains(line.prefix { $0 != " " }), "\(line)")
    }
  }

  @Test func `the page of the tool explains every option, command, variable and exit code`() {
    let page = ManPage.general(.synctool)
    for option in Options.all { #expect(page.contains(Self.flag(option))) }
    for command in CommandTree.synctool.commands {
      #expect(page.contains("\n\\fB\(command.name)\\fP\n"))
      #expect(page.contains("\\fBsynctool\\-\(Self.title(command))\\fP(1)"))
    }
    for code in ExitCode.allCases { #expect(page.contains(Self.term(code))) }
  }

  @Test(arguments: CommandTree.synctool.commands)
  func `the page of a command explains its options and exit codes and no others`(
    command: Command
  ) {
    let page = ManPage.command(command, .synctool)
    #expect(page.contains("\nsynctool\\-\(Self.title(command)) \\- "))
    let own = Set(command.options.map(\.setting))
    for option in Options.all {
      #expect(page.contains("\(Self.flag(option))\\fP") == own.contains(option.setting))
    }
    for code in ExitCode.allCases {
      #expect(page.contains(Self.term(code)) == command.exitCodes.contains(code))
    }
    #expect(page.contains("\n.SH ENVIRONMENT\n") == command.readsSettings)
  }

  private static func title(_ command: Command) -> String {
    command.path.joined(separator: "\\-")
  }

  private static func flag(_ option: OptionSpec) -> String {
    "\\fB\\-\\-" + option.long.replacing("-", with: "\\-")
  }

  private static func term(_ code: ExitCode) -> String { "\n.TP\n\\fB\(code.rawValue)\\fP\n" }
}
