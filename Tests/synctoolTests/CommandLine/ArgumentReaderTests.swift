import Engine
import SyncCore
import TestSupport
import Testing

@testable import synctool

struct ArgumentReaderTests {
  @Test(
    arguments: [
      ([], .sync, [:]),
      (["-n"], .sync, [.dryRun: ["true"]]),
      (["sync", "--dry-run"], .sync, [.dryRun: ["true"]]),
      (["-nf"], .sync, [.dryRun: ["true"], .force: ["true"]]),
      (["--dry-run", "sync", "--force"], .sync, [.dryRun: ["true"], .force: ["true"]]),
      (["--format", "json", "check"], .check, [.format: ["json"]]),
      (["--format=json", "check"], .check, [.format: ["json"]]),
      (["--only", "a@x", "--only=b@x"], .sync, [.only: ["a@x", "b@x"]]),
      (["--source", "-"], .sync, [.source: ["-"]]),
      (["--source=-x.bson"], .sync, [.source: ["-x.bson"]]),
      (["--report=a=b.csv"], .sync, [.report: ["a=b.csv"]]),
      (["--only=\u{301}a@x"], .sync, [.only: ["\u{301}a@x"]]),
      (["--max-creates", "5%", "--wait", "0"], .sync, [.maxCreates: ["5%"], .wait: ["0"]]),
      // Values are for the settings to judge, together with those of the environment.
      (["--match", "bogus"], .sync, [.match: ["bogus"]]),
      (["-n", "--"], .sync, [.dryRun: ["true"]]),
    ] as [([String], Command, [SettingName: [String]])])
  func `well-formed lines`(
    words: [String], command: Command, options: [SettingName: [String]]
  ) {
    let expected = Invocation(tree: .synctool, command: command, options: options)
    #expect(ArgumentReader.read(words, .synctool) == .command(expected))
  }

  @Test(
    arguments: [
      (["completions", "bash"], .completions, ["bash"]),
      (["completions", "--", "bash"], .completions, ["bash"]),
      (["undo", "last"], .undo, ["last"]), (["undo", "42"], .undo, ["42"]),
      (["show", "7"], .show, ["7"]), (["explain", "a@x"], .explain, ["a@x"]),
      (["fix", "a@x", "b@x"], .fix, ["a@x", "b@x"]), (["fix"], .fix, []),
      (["man"], .man, []), (["man", "help"], .man, ["help"]), (["help"], .help, []),
      (["help", "check"], .help, ["check"]), (["help", "help"], .help, ["help"]),
      (["version"], .version, []),
    ] as [([String], Command, [String])])
  func `positional arguments follow their command`(
    words: [String], command: Command, arguments: [String]
  ) {
    #expect(
      ArgumentReader.read(words, .synctool)
        == .command(Invocation(tree: .synctool, command: command, arguments: arguments)))
  }

  @Test(arguments: [
    ("last", RunReference.last), ("42", .number(42)), ("7", .number(7)),
  ])
  func `a run is named by its number, or as the last one`(word: String, run: RunReference) {
    #expect(Invocation(tree: .synctool, command: .undo, arguments: [word]).run == run)
  }

  @Test(
    arguments: [
      (.undo, []), (.undo, [""]), (.undo, ["0"]), (.undo, ["-1"]), (.undo, ["latest"]),
      (.show, []), (.explain, []), (.explain, [""]), (.completions, ["tcsh"]),
      (.man, ["chekc"]), (.help, ["chekc"]), (.version, ["1"]),
    ] as [(Command, [String])])
  func `words that do not fit make no call`(command: Command, words: [String]) {
    #expect(faults([command.name, "--"] + words).count == 1)
  }

  @Test(
    arguments: [
      (["--help"], nil), (["-h"], nil), (["-nh"], nil), (["sync", "-h"], .sync),
      (["check", "--help"], .check), (["--help", "check"], .check), (["help", "-h"], .help),
      (["--bogus", "--help"], nil),
    ] as [([String], Command?)])
  func `help is a result`(words: [String], command: Command?) {
    #expect(ArgumentReader.read(words, .synctool) == .help(command))
  }

  @Test(
    arguments: [
      (["--version"], .text), (["check", "--version"], .text),
      (["--version", "--format", "json"], .json),
    ] as [([String], ResultFormat)])
  func `version is a result`(words: [String], format: ResultFormat) {
    #expect(ArgumentReader.read(words, .synctool) == .version(format))
  }

  @Test(arguments: [
    (["--dry-rum"], ["unknown option --dry-rum"]),
    (["-x"], ["unknown option -x"]),
    (["-nx"], ["unknown option -x"]),
    (["--dry-run=yes"], ["option --dry-run takes no value"]),
    (["-n=yes"], ["option -n takes no value"]),
    (["--help=x"], ["option --help takes no value"]),
    (["--source"], ["option --source needs a value: URI|FILE"]),
    (["--source="], ["the value of --source is empty"]),
    (["--source", ""], ["the value of --source is empty"]),
    (["--report", "--dry-run"], ["option --report needs a value: FILE"]),
    (["-n", "--dry-run"], ["option --dry-run is given more than once"]),
    (["--wait=1", "--wait=2"], ["option --wait is given more than once"]),
    (["chekc"], ["unknown command chekc"]),
    (["check", "extra"], ["unexpected argument extra"]),
    (["--", "sync"], ["unexpected argument sync"]),
    (["check", "--dry-run"], ["check does not take --dry-run"]),
    (["completions"], ["completions needs SHELL: bash, zsh or fish"]),
    (["completions", "tcsh"], ["SHELL must be bash, zsh or fish"]),
    (["version", "--format", "xml"], ["--format must be text or json"]),
    (["--version", "--format", "xml"], ["--format must be text or json"]),
    (
      ["help", "chekc"],
      [
        "COMMAND must be sync, fix, status, explain, history, show, undo, assign, links, identities, init,"
          + " check, help, version, completions or man"
      ]
    ),
    (
      ["--bogus", "-x", "--only", "--format", "m", "check", "y", "-n"],
      [
        "unknown option --bogus", "unknown option -x", "option --only needs a value: EMAIL",
        "--format must be text or json", "unexpected argument y",
        "check does not take --dry-run",
      ]
    ),
  ])
  func `faults are found all at once, in the order of the line`(
    words: [String], messages: [String]
  ) {
    #expect(faults(words).map(\.message) == messages)
  }

  @Test func `faults of letters in one word come in their order, each time`() {
    let expected = "nfqv".map { letter in
      "version does not take --\(Options.named(short: letter)?.long ?? "")"
    }
    for _ in 1...50 {
      #expect(faults(["version", "-nfqv"]).map(\.message) == expected)
      #expect(
        faults(["version", "-nfx", "--only", "-q"]).map(\.message) == [
          expected[0], expected[1], "unknown option -x", "option --only needs a value: EMAIL",
          expected[2],
        ])
      #expect(
        faults(["version", "-nn", "--wait=1", "-vf"]).map(\.message) == [
          expected[0], "option --dry-run is given more than once", "version does not take --wait",
          expected[3], expected[1],
        ])
    }
  }

  @Test(arguments: [
    (["--dry-rum"], "did you mean --dry-run?"),
    (["--detailed"], "did you mean --detailed-exitcode?"),
    (["-force"], "did you mean --force?"),
    (["--zzzzz"], ""),
    (["snyc"], "did you mean sync?"),
    (["comp"], "did you mean completions?"),
    (
      ["frobnicate"],
      "the commands are sync, fix, status, explain, history, show, undo, assign, links, identities, init,"
        + " check, help, version, completions or man"
    ),
    (["completions", "bahs"], "did you mean bash?"),
    (
      ["check", "--force"],
      "it is an option of sync, explain, assign, identities uninstall and init"
    ),
    (["completions", "bash", "--max-age", "1h"], "it is an option of status"),
    (["--report", "-x"], "write --report=FILE if the value begins with a dash"),
  ])
  func `hints name the next step`(words: [String], hint: String) {
    #expect(faults(words).first?.hint == hint)
  }

  @Test(
    arguments: [
      (["--dry-rum"], nil), (["chekc", "--limit"], nil), (["sync", "--dry-rum"], .sync),
      (["--bogus", "history"], .history), (["show"], .show), (["help", "chekc"], nil),
    ] as [([String], Command?)])
  func `a line with faults is sent to the help of the command that it names`(
    words: [String], command: Command?
  ) {
    guard case .faults(let faults, of: let found) = ArgumentReader.read(words, .synctool) else {
      Issue.record("no fault in \(words)")
      return
    }
    #expect(found == command)
    let help = command.map { "synctool help \($0.name)" } ?? "synctool --help"
    #expect(FaultText.usage(faults, of: found).hasSuffix("\nTry '\(help)' for more.\n"))
  }

  @Test(arguments: [
    ["mongodb://u:hunter2@host/db"], ["--hunter2@"], ["--uri=hunter2"], ["-phunter2"],
    ["check", "postgres://u:hunter2@h"], ["completions", "hunter2"],
    ["--match=hunter2", "--bogus"], ["--format=hunter2", "version"],
    ["--password", "hunter2"], ["status", "--password", "hunter2"], ["check", "-p", "hunter2"],
    ["check", "-np", "hunter2"], ["check", "--p@ss", "hunter2"],
    ["check", "--password", "--hunter2"],
    ["check", "--password", "--", "hunter2"], ["check", "--", "--password", "hunter2"],
    ["check", "--password=", "hunter2"], ["--user", "ann", "-p", "hunter2", "check"],
    ["explain", "ann@x.test", "--password", "hunter2"], ["help", "--password", "hunter2"],
    ["help", "sync", "-W", "hunter2"], ["--only", "--password", "hunter2"],
  ])
  func `no fault repeats what may be a secret`(words: [String]) {
    let text = FaultText.usage(faults(words), of: nil)
    #expect(text.contains("synctool: error: ") && !text.contains("hunter2"))
  }

  private func faults(_ words: [String]) -> [UsageFault] {
    guard case .faults(let faults, _) = ArgumentReader.read(words, .synctool) else { return [] }
    return faults
  }
}
