import Basics
import Foundation
import SyncCore
import TestSupport
import Testing

@testable import synctool

/// Commands whose names have several words, in a tree that has some.
struct CommandWordTests {
  @Test(
    arguments: [
      (["harbours"], "harbours", [], [:]),
      (["harbours", "fix"], "harbours fix", [], [:]),
      (["harbours", "--dry-run", "fix"], "harbours fix", [], [.dryRun: ["true"]]),
      (
        ["-n", "harbours", "--format", "json", "fix"], "harbours fix", [],
        [.dryRun: ["true"], .format: ["json"]]
      ),
      (["buoys"], "buoys", [], [:]),
      (["buoys", "a@x", "prune"], "buoys", ["a@x", "prune"], [:]),
      (["buoys", "--", "prune"], "buoys", ["prune"], [:]),
      (["buoys", "prune"], "buoys prune", [], [:]),
      (["buoys", "prune", "--only", "old"], "buoys prune", [], [.only: ["old"]]),
      (["buoys", "prune", "old", "round"], "buoys prune old", ["round"], [:]),
      (["help", "harbours", "fix"], "help", ["harbours", "fix"], [:]),
      (["man", "buoys", "prune", "old"], "man", ["buoys", "prune", "old"], [:]),
    ] as [([String], String, [String], [SettingName: [String]])])
  func `the longest name that the words make is the command`(
    words: [String], name: String, arguments: [String], options: [SettingName: [String]]
  ) throws {
    let command = try Self.command(name)
    let expected = Invocation(
      tree: .wordy, command: command, arguments: arguments, options: options)
    #expect(ArgumentReader.read(words, .wordy) == .command(expected))
  }

  @Test(
    arguments: [
      (
        ["harbours", "bogus"], "unknown command harbours bogus",
        "the commands are harbours fix", "harbours"
      ),
      (
        ["harbours", "fxi"], "unknown command harbours fxi",
        "did you mean harbours fix?", "harbours"
      ),
      (
        ["harbours", "--dry-run", "fi"], "unknown command harbours fi",
        "did you mean harbours fix?", "harbours"
      ),
      (["harbours", "fix", "all"], "unexpected argument all", "", "harbours fix"),
      (
        ["harbours", "a@b"], "argument 2 is not a command", "the commands are harbours fix",
        "harbours"
      ),
      (
        ["buoys", "prune", "odl"], "unknown command buoys prune odl",
        "did you mean buoys prune old?", "buoys prune"
      ),
      (
        ["buoys", "prune", "old", "rond"], "SHAPE must be round or square", "did you mean round?",
        "buoys prune old"
      ),
      (
        ["buoys", "prune", "old"], "buoys prune old needs SHAPE: round or square", "",
        "buoys prune old"
      ),
      (["harbours", "--", "fix"], "unexpected argument fix", "", "harbours"),
      (["harbors"], "unknown command harbors", "did you mean harbours?", nil),
      (
        ["fix", "--prune", "a@x"], "fix does not take --prune", "it is an option of history",
        "fix"
      ),
      (
        ["harbours", "--dry-run"], "harbours does not take --dry-run",
        "it is an option of sync, fix, history, undo, assign, links prune, identities fix,"
          + " identities install, identities uninstall, init, harbours fix and buoys prune",
        "harbours"
      ),
      (
        ["help", "harbours", "fxi"], "unknown command harbours fxi",
        "did you mean harbours fix?", nil
      ),
      (["help", "harbours", "fix", "more"], "unexpected argument more", "", nil),
      (
        ["man", "buoys", "purne"], "unknown command buoys purne", "did you mean buoys prune?", "man"
      ),
    ] as [([String], String, String, String?)])
  func `a word that names nothing is a fault, with the nearest that names something`(
    words: [String], message: String, hint: String, name: String?
  ) throws {
    guard case .faults(let faults, of: let command) = ArgumentReader.read(words, .wordy) else {
      Issue.record("no fault in \(words)")
      return
    }
    #expect(faults == [UsageFault(message: message, hint: hint)])
    #expect(command?.name == name)
    let help = name.map { "synctool help \($0)" } ?? "synctool --help"
    #expect(FaultText.usage(faults, of: command).hasSuffix("\nTry '\(help)' for more.\n"))
  }

  @Test(arguments: [
    ["harbours", "hunter2@h"], ["help", "harbours", "hunter2:x"],
    ["buoys", "prune", "mongodb://u:hunter2@h"],
  ])
  func `no fault repeats what may be a secret`(words: [String]) {
    guard case .faults(let faults, _) = ArgumentReader.read(words, .wordy) else {
      Issue.record("no fault in \(words)")
      return
    }
    #expect(!FaultText.usage(faults, of: nil).contains("hunter2"))
  }

  @Test(
    arguments: [
      (["harbours", "--help"], "harbours"), (["harbours", "fix", "-h"], "harbours fix"),
      (["harbours", "bogus", "--help"], "harbours"),
      (["--help", "buoys", "prune", "old"], "buoys prune old"),
    ] as [([String], String)])
  func `help is that of the command whose name the words make`(words: [String], name: String)
    throws
  {
    #expect(ArgumentReader.read(words, .wordy) == .help(try Self.command(name)))
  }

  @Test(arguments: [
    (["harbours"], "harbours\n"), (["harbours", "fix"], "harbours fix\n"),
    (["buoys", "a@x"], "buoys a@x\n"),
    (["buoys", "prune", "old", "square"], "buoys prune old square\n"),
  ])
  func `a command runs, with its word or without`(words: [String], output: String) throws {
    #expect(try Self.output(words) == output)
  }

  @Test func `help and man page of a command list the commands that its word begins`() throws {
    let help = try Self.output(["help", "buoys"])
    #expect(help.hasPrefix("Usage: synctool buoys [prune] [EMAIL]...\n"))
    #expect(help.contains("\nCommands:\n  prune         drop dead buoys\n"))
    #expect(try Self.output(["help", "buoys", "prune"]).contains("\n  old           drop the"))
    let deepest = try Self.output(["help", "buoys", "prune", "old"])
    #expect(deepest.hasPrefix("Usage: synctool buoys prune old round|square\n"))
    #expect(!deepest.contains("\nCommands:\n"))
    let general = try Self.output(["help"])
    #expect(general.contains("\n  harbours      list what is unlike\n"))
    #expect(!general.contains("make it alike"))
    let page = try Self.output(["man", "buoys"])
    #expect(page.contains("\n.SH COMMANDS\n.TP\n\\fBbuoys prune\\fP\nDrop dead buoys.\n"))
    #expect(page.contains("\\fBsynctool\\-buoys\\-prune\\fP(1)"))
    #expect(
      try Self.output(["man", "buoys", "prune"]).hasPrefix(".TH SYNCTOOL\\-BUOYS\\-PRUNE 1 "))
    #expect(try Self.output(["man"]).contains("\n\\fBharbours fix\\fP\nMake it alike.\n"))
  }

  private static func command(_ name: String) throws -> Command {
    try #require(CommandTree.wordy.commands.first { $0.name == name })
  }

  /// What the words print when they are carried out.
  private static func output(_ words: [String]) throws -> String {
    guard case .command(let invocation) = ArgumentReader.read(words, .wordy) else {
      throw Unread()
    }
    let scratch = try ScratchFolder()
    let file = try scratch.file("output")
    let streams = StandardStreams(output: file.handle.fileDescriptor)
    #expect(CommandList.run(invocation, of: CommandList.wordy, streams) == .done)
    #expect(streams.finish() == nil)
    return try String(contentsOf: file.url, encoding: .utf8)
  }

  private struct Unread: Error {}
}
