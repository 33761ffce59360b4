internal import Basics
internal import Engine
internal import SyncCore

extension Command {
  /// Without a word it looks.
  static let links: Command = {
    var command = linksCheck
    command.name = "links"
    command.meantWord = "check"
    return command
  }()

  static let linksCheck = Command(
    name: "links check",
    summary: "say which links are missing, or lead to a row or a document that is gone",
    details: [
      "Reads the clients and the rows in full and compares them with the links that synctool init --links keeps:"
        + " records and rows with one email and no link, rows whose email is not their document's, and links"
        + " whose document or row is gone. It writes nothing.",
      "The plan marks each entry: \(RunKind.linksCheck.legend).",
    ],
    options: Options.of(
      [.plan, .report, .monitoring, .logging, .output, .progress],
      and: [
        Options.detailedExitCode.saying("exit with 2 if a link is missing, mismatched or dead"),
        Options.report.saying(
          "write what was found to FILE: a page for people when it ends in .html or .md, one entry for each"
            + " finding when it ends in .ndjson or .csv"),
      ],
      without: [Options.onDuplicate, Options.allowUnprotect]),
    examples: [
      ExampleSpec(line: "synctool links", purpose: "look"),
      ExampleSpec(
        line: "synctool links check --quiet --detailed-exitcode",
        purpose: "for monitoring: 0 in order, 2 not"),
    ],
    exitCodes: connecting(and: .changesPending, .stopped),
    meanings: [
      .done: "the links could be compared, whether they are in order or not",
      .changesPending: "with --detailed-exitcode: a link is missing, mismatched or dead",
      .stopped: "the source has no record at all",
      .unfit: "the settings or the table are unfit, or no links are kept",
    ])

  static let linksPrune = Command(
    name: "links prune",
    summary: "remove the links whose document or row is gone",
    details: [
      "Reads the clients in full, and removes the links of documents that the source no longer has, and of rows that no"
        + " longer exist: whoever has the email of such a row by then is linked to it by the next sync. Be sure that"
        + " it is the same person. No row is touched, and synctool undo takes it back."
    ],
    options: Options.of(
      [.plan, .run, .report, .monitoring, .logging, .output, .progress],
      and: [
        Options.maxDeletes.saying(
          "stop before the first write when more links than this would be removed; P% is of the links, and counts"
            + " only from 10 up"),
        Options.only.saying("only the links of the rows with this email"),
        Options.onlyFrom.saying(
          "only the links of the rows with the emails in FILE, one a line; - is standard input"),
        Options.expect,
        Options.report.saying(
          "write what was removed to FILE: a page for people when it ends in .html or .md, one entry for each"
            + " link when it ends in .ndjson or .csv"),
      ],
      without: [Options.onDuplicate, Options.allowUnprotect, Options.force]),
    examples: [
      ExampleSpec(line: "synctool links prune --dry-run", purpose: "look first"),
      ExampleSpec(
        line: "synctool links prune --only ana@example.com",
        purpose: "the one who has the email now is the same person"),
      ExampleSpec(
        line: "synctool links prune --max-deletes 100%",
        purpose: "after a restore that renewed every _id"),
    ],
    exitCodes: ExitCode.allCases,
    meanings: [
      .stopped:
        "a limit, or a source with no record at all, stopped the run before the first write",
      .unfit: "the settings or the table are unfit, or no links are kept",
    ])
}

/// `synctool links`: what is wrong with the links, and what takes the dead ones away.
enum LinksCommand {
  /// Compares, prints what was found, and returns the exit code.
  static func check(_ context: CommandContext) -> ExitCode {
    let frame = RunText(style: context.style)
    let isText = context.settings[Options.format] == .text
    let view = RunView(context, showing: .linksCheck, header: frame.header(source:target:))
    let result = LinkWork.check(context.settings, view, context.identity(.linksCheck))
    return context.ending.finish(result, json: { ResultJSON.run($0, members($0)) }) { result in
      if isText {
        context.streams.write(view.finish() + footer(result, context.style))
      } else {
        context.streams.write(ResultJSON.run(result, members(result)))
      }
      context.say(result.warnings, result.failure)
    }
  }

  /// Removes the links, prints the result, and returns the exit code.
  static func prune(_ context: CommandContext) -> ExitCode {
    context.carryOut(.linksPrune, then: members) { view in
      LinkWork.prune(context.settings, view, context.identity(.linksPrune))
    }
  }

  private static func members(_ result: SyncResult) -> JSONValue {
    [
      "findings": result.planned
        ? .object(result.classes.map { (name: $0.name, value: .integer($0.number)) }) : .null
    ]
  }

  private static func footer(_ result: SyncResult, _ style: TextStyle) -> String {
    guard result.planned, let links = result.links else { return "" }
    let words = [
      "missing": "missing", "mismatched": "mismatched", "deadSource": "of a document that is gone",
      "deadRow": "of a row that is gone",
    ]
    let found = result.classes.filter { words[$0.name] != nil && $0.number > 0 }
      .map { "\($0.number) \(words[$0.name] ?? "")" }.joined(separator: ", ")
    if style.isQuiet, found.isEmpty { return "" }
    let verdict =
      found.isEmpty
      ? style.palette.paint("in order", .green)
      : style.palette.paint("OUT OF ORDER", .red) + ": \(found)"
    if style.isQuiet { return verdict + "\n" }
    let dead = result.classes.first { $0.name == "deadSpare" }?.number ?? 0
    let spares = dead > 0 ? ", \(dead) of them of a document or a row that is gone" : ""
    return "\(verdict)\nlinks: owners \(links.owners), spares \(links.spares)\(spares)\n"
  }
}
