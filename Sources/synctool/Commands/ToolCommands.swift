internal import Basics
internal import SyncCore

// What the tool says of itself: the line and the tree are all that is looked at.

extension Command {
  static let help = Command(
    name: "help",
    summary: "explain the tool or one command",
    details: ["Prints what synctool --help or synctool COMMAND --help print."],
    arguments: [
      ArgumentSpec(name: "COMMAND", kind: .command, required: false)
    ],
    examples: [ExampleSpec(line: "synctool help sync", purpose: "every option of a run")],
    exitCodes: printing, meanings: printingMeanings, isHelpedByTool: true)

  static let version = Command(
    name: "version",
    summary: "print the version",
    details: ["Prints the name and the version of the tool; it reads no settings."],
    options: Options.of([], and: [Options.format]),
    examples: [
      ExampleSpec(line: "synctool version --format json", purpose: "the same for a script")
    ],
    exitCodes: printing, meanings: printingMeanings)

  static let completions = Command(
    name: "completions",
    summary: "print a script that completes command lines in a shell",
    details: ["Prints the script for bash, zsh or fish on standard output."],
    arguments: [
      ArgumentSpec(name: "SHELL", kind: .choice(CompletionScript.shells), required: true)
    ],
    examples: [
      ExampleSpec(line: "source <(synctool completions bash)", purpose: "in ~/.bashrc"),
      ExampleSpec(
        line: "synctool completions zsh > ~/.zfunc/_synctool",
        purpose: "with ~/.zfunc in fpath before compinit"),
      ExampleSpec(
        line: "synctool completions fish > ~/.config/fish/completions/synctool.fish",
        purpose: "read by fish on its own"),
    ],
    exitCodes: printing, meanings: printingMeanings)

  static let man = Command(
    name: "man",
    summary: "print the manual page of the tool or of one command",
    details: [
      "Prints synctool(1), or the page of one command such as synctool-sync(1), in roff on standard"
        + " output."
    ],
    arguments: [
      ArgumentSpec(name: "COMMAND", kind: .command, required: false)
    ],
    examples: [
      ExampleSpec(line: "synctool man | man -l -", purpose: "read it"),
      ExampleSpec(line: "synctool man sync > synctool-sync.1", purpose: "package it"),
    ],
    exitCodes: printing, meanings: printingMeanings)
}

/// The text of `version`, and of `--version`.
enum VersionText {
  /// For one of the choices of `--format`.
  static func text(_ format: ResultFormat) -> String {
    guard format == .json else { return "synctool \(ToolVersion.number)\n" }
    return ResultJSON.text([
      "command": .string(Command.version.name), "name": "synctool",
      "schema": .integer(ResultJSON.schema), "version": .string(ToolVersion.number),
    ])
  }
}
