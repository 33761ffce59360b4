import SyncCore
import Testing

@testable import synctool

struct ManPageTests {
  @Test func `groff has nothing to say against the page`() throws {
    let outcome = try Tool.run(
      "/usr/bin/env", ["groff", "-man", "-Tascii", "-ww", "-z"],
      environment: ["PATH": "/usr/bin:/bin"], input: ManPage.render())
    #expect(outcome == Tool.Outcome(status: 0, output: "", error: ""))
  }

  @Test func `the page explains every option, command, variable and exit code`() {
    let page = ManPage.render()
    for option in OptionTable.all {
      #expect(page.contains("\\-\\-" + option.long.replacing("-", with: "\\-")))
    }
    for command in CommandTable.all {
      #expect(page.contains("\n\\fB\(command.name.rawValue)\\fP\n"))
    }
    for code in CommandTable.sync.exitCodes {
      #expect(page.contains("\n\\fB\(code.rawValue)\\fP\n"))
    }
  }

  @Test func `no line of the page is taken for a request by mistake`() {
    let requests: Set<Substring> = [".TH", ".SH", ".TP", ".PP", ".IP", ".br", ".B"]
    for line in ManPage.render().split(separator: "\n") where line.hasPrefix(".") {
      #expect(requests.contains(line.prefix { $0 != " " }), "\(line)")
    }
  }
}
