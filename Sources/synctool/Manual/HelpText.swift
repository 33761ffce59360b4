internal import Basics
internal import SyncCore

/// Renders help for a screen of 80 columns.
enum HelpText: CommandManual {
  /// Help for the tool as a whole.
  static func general(_ tree: CommandTree) -> String {
    var text = "synctool: \(CommandTree.summary)\n\n"
    text += "Usage: synctool [COMMAND] [OPTIONS]\n"
    text += commands(tree.words(after: nil)) { $0 == tree.standard ? "[\($0.name)]" : $0.name }
    text += "\nOptions of every command:\n"
    text += Options.standing.map(entry).joined()
    text += "\nThe most used options of \(tree.standard.name):\n"
    let common: [any SomeOption] = [
      Options.dryRun, Options.force, Options.only, Options.source, Options.report, Options.format,
    ]
    text += Options.of([], and: common).map(entry).joined()
    text += examples(of: tree.standard)
    text += "\n"
    text += TextWrap.paragraph(
      "synctool help \(tree.standard.name) lists every option, environment variable and exit code.",
      indent: 0)
    return text
  }

  /// Help for one command.
  static func command(_ command: Command, _ tree: CommandTree) -> String {
    var text = "Usage: \(usage(command, tree))\n\n"
    text += command.details.map { TextWrap.paragraph($0, indent: 0) }
      .joined(separator: "\n")
    text += commands(tree.words(after: command), name: \.word)
    text += "\nOptions:\n"
    text += (command.options + Options.standing).map(entry).joined()
    if command.readsSettings { text += environment(of: command) }
    text += examples(of: command)
    text += "\nExit codes:\n"
    for code in command.exitCodes {
      text += TextWrap.entry("  \(code.rawValue)", command.meaning(of: code), column: 7)
    }
    return text
  }

  /// The command line of a command in one line, as in `synctool completions bash|zsh|fish`.
  static func usage(_ command: Command, _ tree: CommandTree) -> String {
    var parts = ["synctool", command == tree.standard ? "[\(command.name)]" : command.name]
    let words = tree.words(after: command).map(\.word)
    if !words.isEmpty { parts.append("[\(words.joined(separator: "|"))]") }
    for argument in command.arguments {
      let isSpelledOut = argument.required && !argument.choices.isEmpty
      let text = isSpelledOut ? argument.choices.joined(separator: "|") : argument.name
      parts.append((argument.required ? text : "[\(text)]") + (argument.repeatable ? "..." : ""))
    }
    return (parts + [command.options.isEmpty ? "" : "[OPTIONS]"])
      .filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// The list of commands; empty for none.
  private static func commands(_ commands: [Command], name: (Command) -> String) -> String {
    guard !commands.isEmpty else { return "" }
    return "\nCommands:\n"
      + commands.map { TextWrap.entry("  " + name($0), $0.summary, column: 16) }.joined()
  }

  private static func entry(_ option: OptionSpec) -> String {
    let short = option.short.map { "-\($0), " } ?? "    "
    let value = option.metavar.map { " " + $0 } ?? ""
    return TextWrap.entry("  \(short)--\(option.long)\(value)", option.explanation, column: 28)
  }

  private static func environment(of command: Command) -> String {
    var text = "\nEnvironment:\n"
    for variable in VariableTable.variables(of: command) {
      let names = variable.names.joined(separator: " ")
      text += TextWrap.entry("  " + names, variable.summary, column: 28)
    }
    return text + "\n" + TextWrap.paragraph(VariableTable.precedence, indent: 2)
  }

  private static func examples(of command: Command) -> String {
    guard !command.examples.isEmpty else { return "" }
    var text = "\nExamples:\n"
    for example in command.examples {
      text += "  \(example.line)\n"
      text += TextWrap.paragraph(example.purpose, indent: 6)
    }
    return text
  }
}

extension OptionSpec {
  /// What the option does, its choices, whether it may be repeated, and its default.
  var explanation: String {
    var notes: [String] = []
    if repeatable { notes.append("may be repeated") }
    if !choices.isEmpty { notes.append(PlainName.list(choices)) }
    if let standard = defaultText { notes.append("default: \(standard)") }
    return summary + (notes.isEmpty ? "" : " (\(notes.joined(separator: "; ")))")
  }
}
