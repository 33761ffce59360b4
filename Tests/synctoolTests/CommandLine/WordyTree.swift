import Basics
import SyncCore
import TestSupport

@testable import synctool

extension CommandTree {
  /// The tool's own commands, and beside them some whose names have several words.
  static let wordy = CommandTree(
    commands: synctool.commands + [
      .told("identities", "list what is unlike", options: [.format]),
      .told("identities fix", "make it alike", options: [.dryRun, .format]),
      .told("links", "look at the links", arguments: [emails]),
      .told("links prune", "drop dead links", options: [.dryRun, .only]),
      .told("links prune old", "drop the old ones alone", arguments: [shape]),
    ])

  private static let emails = ArgumentSpec(
    name: "EMAIL", kind: .email, required: false, repeatable: true)
  private static let shape = ArgumentSpec(
    name: "SHAPE", kind: .choice(["round", "square"]), required: true)
}

extension Command {
  /// A command that prints its name and its arguments.
  static func told(
    _ name: String, _ summary: String, options: Set<SettingName> = [],
    arguments: [ArgumentSpec] = []
  ) -> Command {
    Command(
      name: name, summary: summary, details: ["It is there to \(summary)."],
      options: Options.all.filter { options.contains($0.setting) }, arguments: arguments,
      examples: [ExampleSpec(line: "synctool \(name)", purpose: summary)], exitCodes: printing,
      meanings: printingMeanings,
      job: .answer { invocation, streams in
        let words = [invocation.command.name] + invocation.arguments
        streams.write(words.joined(separator: " ") + "\n")
        return .done
      })
  }
}
