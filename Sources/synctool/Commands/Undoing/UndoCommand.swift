internal import Basics
internal import Engine
internal import SyncCore

extension Command {
  static let undo = Command(
    name: "undo",
    summary: "take back what one run wrote",
    details: [
      "Deletes the clients that the run created and puts back the ones that it updated, in one"
        + " transaction, where the row is still as the run left it. Rows that were changed since, or"
        + " that other tables refer to, are listed and left.",
      "Documents of MongoDB that a run wrote get back what they had, one by one, where they still hold what"
        + " the run left, also those of a run that failed or crashed. MONGODB_URI names their server.",
      "An undo is itself a run of the journal: it can be shown, and undone, which creates deleted clients"
        + " again with their ids.",
      "The plan marks each entry: \(RunKind.undo.legend).",
    ],
    options: Options.of(
      [.output, .logging, .monitoring, .report],
      and: [
        Options.dryRun,
        Options.match.saying(
          "has no effect: emails compare as in the run that is taken back"),
        Options.mapping.saying(
          "JSON file with column names other than the standard ones, for runs that did not record"
            + " theirs (journals of version 4 and older)"),
        Options.detailedExitCode, Options.wait,
        Options.deadline,
        Options.only.saying("take back only what the run did to this client"),
        Options.onlyFrom.saying(
          "take back only what the run did to the clients named in FILE, one email a line; - is"
            + " standard input"),
        Options.report.saying(
          "write what the command found to FILE: a page for people when it ends in .html or .md, one"
            + " entry for each client of the run when it ends in .ndjson or .csv"),
      ]),
    arguments: [ArgumentSpec(name: "RUN", kind: .run, required: true)],
    examples: [
      ExampleSpec(line: "synctool undo last --dry-run", purpose: "see what would be taken back"),
      ExampleSpec(line: "synctool undo 42", purpose: "take run 42 back"),
      ExampleSpec(line: "synctool undo 42 --only ana@example.com", purpose: "one client of it"),
    ],
    exitCodes: connecting(
      and: .changesPending, .incomplete, .stopped, .outcomeUnknown, .locked),
    meanings: ofTarget(and: [
      .incomplete: "done, but some clients were kept as they are, or PostgreSQL refused the row",
      .stopped: "the run wrote none of the clients that --only or --only-from names",
      .unfit:
        "the settings, the table or the journal are unfit, or the run is unknown, not done, or its"
        + " table is gone",
    ]), mayNeedSource: true)
}

/// `synctool undo`: takes one run back, its result on standard output.
enum UndoCommand {
  /// Takes the run back, prints the result, and returns the exit code.
  static func run(_ context: CommandContext) -> ExitCode {
    var settings = context.settings
    if settings.options.isTyped(Options.match) {
      settings.warnings.append(
        "\(Options.match.name.option) has no effect: emails compare as in the run that is taken back"
      )
    }
    return context.carryOut(.undo, then: { ["undoes": .integer($0.undoes)] }) { view in
      UndoWork.run(settings, context.invocation.run, view, context.identity(.undo))
    }
  }
}
