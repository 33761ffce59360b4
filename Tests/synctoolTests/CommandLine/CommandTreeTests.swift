import Basics
import Records
import SyncCore
import TestSupport
import Testing

@testable import synctool

struct CommandTreeTests {
  private let commands = CommandTree.synctool.commands

  @Test(arguments: [CommandTree.synctool, .wordy])
  func `names are unique, and the command that a name begins with stands before it`(
    tree: CommandTree
  ) {
    #expect(Set(tree.commands.map(\.name)).count == tree.commands.count)
    for (index, command) in tree.commands.enumerated() {
      let owner = command.path.dropLast().joined(separator: " ")
      #expect(owner.isEmpty || tree.commands[..<index].contains { $0.name == owner })
      #expect(command.name == command.path.joined(separator: " "))
      #expect(tree.command(command.path.map(String.init)) == command)
    }
  }

  @Test func `settings are read by the commands that can be given a file of them`() {
    for runnable in CommandList.all {
      let reads = if case .run = runnable.job { true } else { false }
      #expect(runnable.command.readsSettings == reads, "\(runnable.command.name)")
    }
  }

  @Test func `every option is one of some command`() {
    #expect(Set(commands.flatMap(\.options).map(\.long)) == Set(Options.all.map(\.long)))
  }

  @Test func `names and letters are unique and none is taken by help or version`() {
    let longs = Options.all.map(\.long) + ["help", "version"]
    let shorts = Options.all.compactMap(\.short) + ["h"]
    #expect(Set(longs).count == longs.count)
    #expect(Set(shorts).count == shorts.count)
  }

  @Test func `only switches have letters, so that letters can stand in one word`() {
    for option in Options.all where option.short != nil { #expect(!option.takesValue) }
  }

  @Test func `phrases begin small and end without a full stop`() {
    let phrases =
      commands.map(\.summary) + Options.all.map(\.summary)
      + commands.flatMap(\.options).map(\.summary)
      + commands.flatMap(\.meanings.values)
      + VariableTable.all.map(\.summary) + commands.flatMap(\.examples).map(\.purpose)
      + ExitCode.allCases.map(Command.meaningForRun)
    for phrase in phrases {
      #expect(!phrase.isEmpty && !phrase.hasSuffix(".") && !phrase.contains("  "), "\(phrase)")
    }
    for detail in commands.flatMap(\.details) {
      #expect(detail.hasSuffix("."), "\(detail)")
    }
  }

  @Test func `every exit code has a meaning of its own and stands in the help of sync`() {
    let meanings = ExitCode.allCases.map(Command.meaningForRun)
    #expect(Set(meanings).count == ExitCode.allCases.count)
    #expect(Command.sync.exitCodes == ExitCode.allCases)
    for command in commands {
      let codes = command.exitCodes.map(\.rawValue)
      #expect(codes == codes.sorted() && codes.contains(0) && codes.contains(64))
      #expect(Set(command.exitCodes).isSuperset(of: command.meanings.keys))
    }
  }

  @Test(
    arguments: [
      (.sync, .force, "also update clients that exist and differ"),
      (.initialize, .force, "let --remove really remove the journal and everything in it"),
      (.status, .detailedExitCode, "exit with 2 if the target is out of step"),
      (.undo, .only, "take back only what the run did to this client"),
      (.undo, .match, "has no effect: emails compare as in the run that is taken back"),
    ] as [(Command, SettingName, String)])
  func `an option is explained by what it does in the command`(
    command: Command, option: SettingName, summary: String
  ) {
    #expect(command.options.first { $0.setting == option }?.summary == summary)
  }

  @Test func `commands that only look offer no report for programs`() {
    for command in commands {
      guard let report = command.options.first(where: { $0.setting == .report }) else { continue }
      #expect(report.summary.contains(".ndjson") != command.reportsPages, "\(command.name)")
    }
  }

  @Test(
    arguments: [
      (.initialize, .stopped, "the journal is not removed without --force"),
      (.undo, .stopped, "the run wrote none of the clients that --only or --only-from names"),
      (
        .status, .failed,
        "failed; with --max-age also: the last success is older or missing"
      ),
      (.status, .changesPending, "with --detailed-exitcode: the target is out of step"),
    ] as [(Command, ExitCode, String)])
  func `a code is explained by what it tells of the command`(
    command: Command, code: ExitCode, meaning: String
  ) {
    #expect(command.meaning(of: code) == meaning)
  }

  @Test func `every variable of the settings is explained`() {
    let explained = Set(VariableTable.all.flatMap(\.names))
    for variable in SettingVariable.allCases { #expect(explained.contains(variable.rawValue)) }
  }

  @Test func `the command lines of all examples are well formed`() {
    for example in commands.flatMap(\.examples) {
      let line = example.line.replacing("source <(", with: "").replacing(")", with: "")
      let words = line.split(separator: " ").map(String.init)
        .prefix { $0 != "|" && $0 != ">" }.dropFirst()
      if case .faults(let faults, _) = ArgumentReader.read(Array(words), .synctool) {
        Issue.record("\(example.line): \(faults)")
      }
    }
  }
}
