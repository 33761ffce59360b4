import Basics
import SyncCore
import Testing

@testable import synctool

struct HelpTextTests {
  private static let pages =
    [HelpText.general(.synctool), HelpText.general(.wordy)]
    + CommandTree.synctool.commands.map { HelpText.command($0, .synctool) }
    + CommandTree.wordy.commands.map { HelpText.command($0, .wordy) }

  @Test(arguments: pages)
  func `a page fits 80 columns and leaves no blank at the end of a line`(page: String) {
    #expect(page.hasSuffix("\n") && page.unicodeScalars.allSatisfy(\.isASCII))
    for line in page.split(separator: "\n") {
      #expect(line.count <= 80 && !line.hasSuffix(" "), "\(line)")
    }
  }

  @Test func `the page of sync names every option, variable and exit code`() {
    let page = HelpText.command(Command.sync, .synctool)
    #expect(Command.sync.options.count > 20)
    for option in Command.sync.options { #expect(page.contains("--\(option.long)")) }
    for name in VariableTable.variables(of: .sync).flatMap(\.names) { #expect(page.contains(name)) }
    for code in ExitCode.allCases { #expect(page.contains("\n  \(code.rawValue) ")) }
  }

  @Test func `every variable is one of sync, or of identities`() {
    let both = [Command.sync, .identities].flatMap(VariableTable.variables).flatMap(\.names)
    #expect(Set(both) == Set(VariableTable.all.flatMap(\.names)))
    let page = HelpText.command(.identities, .synctool)
    #expect(page.contains("SYNCTOOL_AUTH_ID") && !page.contains("SYNCTOOL_REFERENCES"))
  }

  @Test(arguments: CommandTree.synctool.commands)
  func `help, man page and completions say the same of options and exit codes`(
    command: Command
  ) {
    let help = Self.flat(HelpText.command(command, .synctool))
    let page = Self.flat(ManPage.command(command, .synctool))
    let fish = FishCompletion.render(.synctool).split(separator: "\n")
    for option in command.options {
      let quoted = CompletionScript.quote(option.summary, escapedQuote: "\\'")
      #expect(help.contains(" \(option.summary)"))
      #expect(page.contains(Roff.escape(String(Roff.sentence(option.summary).dropLast()))))
      #expect(
        fish.contains {
          $0.contains(" options/\(command.path.joined(separator: "/")) ")
            && $0.hasSuffix(" -d \(quoted)")
        })
    }
    for code in command.exitCodes {
      #expect(help.contains(" \(code.rawValue) \(command.meaning(of: code))"))
      #expect(page.contains(Roff.escape(Roff.sentence(command.meaning(of: code)))))
    }
  }

  /// The text in one line, with one blank between words and no guard of roff before them.
  private static func flat(_ text: String) -> String {
    text.split { $0 == " " || $0 == "\n" }.joined(separator: " ").replacing("\\&", with: "")
  }

  @Test func `text is broken at blanks only`() {
    #expect(TextWrap.lines("aa bb cc", width: 5) == ["aa bb", "cc"])
    #expect(TextWrap.lines("unbreakable a", width: 3) == ["unbreakable", "a"])
    #expect(TextWrap.lines("", width: 3) == [])
    #expect(TextWrap.entry("-a", "b c", column: 4, width: 5) == "-a  b\n    c\n")
    #expect(TextWrap.entry("-abc", "b", column: 4, width: 9) == "-abc\n    b\n")
  }
}
