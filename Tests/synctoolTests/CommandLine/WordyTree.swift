import Basics
import SyncCore
import TestSupport

@testable import synctool

extension CommandList {
  /// The tool's own commands, and beside them some whose names have several words.
  static let wordy =
    all + [
      .told("harbours", "list what is unlike", options: [.format]),
      .told("harbours fix", "make it alike", options: [.dryRun, .format]),
      .told("buoys", "look at the buoys", arguments: [emails]),
      .told("buoys prune", "drop dead buoys", options: [.dryRun, .only]),
      .told("buoys prune old", "drop the old ones alone", arguments: [shape]),
    ]

  private static let emails = ArgumentSpec(
    name: "EMAIL", kind: .email, required: false, repeatable: true)
  private static let shape = ArgumentSpec(
    name: "SHAPE", kind: .choice(["round", "square"]), required: true)
}

extension CommandTree {
  /// What there is to say of these commands.
  static let wordy = CommandTree(commands: CommandList.wordy.map(\.command))
}

extension RunnableCommand {
  /// A command that prints its name and its arguments.
  static func told(
    _ name: String, _ summary: String, options: Set<SettingName> = [],
    arguments: [ArgumentSpec] = []
  ) -> RunnableCommand {
    let command = Command(
      name: name, summary: summary, details: ["It is there to \(summary)."],
      options: Options.all.filter { options.contains($0.setting) }, arguments: arguments,
      examples: [ExampleSpec(line: "synctool \(name)", purpose: summary)],
      exitCodes: Command.printing, meanings: Command.printingMeanings)
    return RunnableCommand(
      command,
      .answer { line in
        ([line.command.name] + line.arguments).joined(separator: " ") + "\n"
      })
  }
}
