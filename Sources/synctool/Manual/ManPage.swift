internal import Basics
internal import SyncCore

/// Renders the manual pages: synctool(1), and one page per command such as synctool-sync(1).
enum ManPage: CommandManual {
  /// The page about the tool as a whole; the same bytes wherever and whenever it is made.
  static func general(_ tree: CommandTree) -> String {
    var page = Roff.title("synctool")
    page += Roff.name("synctool", CommandTree.summary)
    page += Roff.section("SYNOPSIS")
    page += tree.commands.map { synopsis($0, tree) }.joined(separator: ".br\n")
    page += Roff.section("DESCRIPTION") + Roff.paragraphs(tree.standard.details)
    page += Roff.section("COMMANDS")
    for command in tree.commands {
      page += term(command)
      for detail in command == tree.standard ? [] : command.details {
        page += ".IP\n\(Roff.line(Roff.escape(detail)))"
      }
    }
    page += options(Options.all) { owners(of: $0, tree) }
    page += environment(VariableTable.all) + files()
    page += exitStatus(
      of: tree.standard,
      remark:
        "For \(tree.standard.name); the pages of the other commands say what a code means there.")
    page += examples(tree.commands.flatMap(\.examples))
    return page + seeAlso(tree.commands.map(name))
  }

  /// The page about one command.
  static func command(_ command: Command, _ tree: CommandTree) -> String {
    let words = tree.words(after: command)
    var page = Roff.title(name(command))
    page += Roff.name(name(command), command.summary)
    page += Roff.section("SYNOPSIS") + synopsis(command, tree)
    page += Roff.section("DESCRIPTION") + Roff.paragraphs(command.details)
    if !words.isEmpty { page += Roff.section("COMMANDS") + words.map(term).joined() }
    page += options(command.options) { _ in "" }
    if command.readsSettings {
      page += environment(VariableTable.variables(of: command)) + files()
    }
    page += exitStatus(of: command)
    page += examples(command.examples)
    return page + seeAlso(["synctool"] + words.map(name))
  }

  /// The name of a command's page, as in `synctool-sync`.
  static func name(_ command: Command) -> String {
    "synctool-" + command.path.joined(separator: "-")
  }
}

// MARK: - Sections

extension ManPage {
  private static func term(_ command: Command) -> String {
    Roff.term(Roff.bold(command.name), Roff.escape(Roff.sentence(command.summary)))
  }

  private static func synopsis(_ command: Command, _ tree: CommandTree) -> String {
    let words = HelpText.usage(command, tree).split(separator: " ", maxSplits: 1).map(String.init)
    return ".B synctool\n" + Roff.line(Roff.escape(words.dropFirst().joined()))
  }

  /// The options with a remark after each, which is empty or begins with a blank.
  private static func options(
    _ options: [OptionSpec], remark: (OptionSpec) -> String
  ) -> String {
    var text = Roff.section("OPTIONS")
    for option in options {
      let short = option.short.map { Roff.bold("-\($0)") + ", " } ?? ""
      let value = option.metavar.map { " " + Roff.italic($0) } ?? ""
      let words = Roff.sentence(option.explanation) + remark(option)
      text += Roff.term(short + Roff.bold("--\(option.long)") + value, Roff.escape(words))
    }
    for option in Options.standing {
      let names = (option.short.map { "-\($0), " } ?? "") + "--\(option.long)"
      text += Roff.term(Roff.bold(names), Roff.escape(Roff.sentence(option.summary)))
    }
    return text
  }

  /// Which commands have the option, and what it does in those where it does something else.
  private static func owners(of option: OptionSpec, _ tree: CommandTree) -> String {
    var groups: [(summary: String, commands: [String])] = []
    for command in tree.commands {
      for own in command.options where own.setting == option.setting {
        if let group = groups.firstIndex(where: { $0.summary == own.summary }) {
          groups[group].commands.append(command.name)
        } else {
          groups.append((own.summary, [command.name]))
        }
      }
    }
    return groups.map { summary, commands in
      let words = " Of \(PlainName.list(commands, joined: "and"))"
      return words + (summary == option.summary ? "." : ": \(summary).")
    }.joined()
  }

  private static func environment(_ variables: [VariableSpec]) -> String {
    Roff.section("ENVIRONMENT") + Roff.line(Roff.escape(VariableTable.precedence))
      + variables.map { variable in
        Roff.term(
          variable.names.map(Roff.bold).joined(separator: ", "),
          Roff.escape(Roff.sentence(variable.summary)))
      }.joined()
  }

  private static func files() -> String {
    Roff.section("FILES")
      + Roff.term(
        Roff.italic(".env"),
        "Settings of the working directory, read unless \\fB\\-\\-env\\-file\\fP names another file."
      )
  }

  /// The exit codes of the command after a remark of whole sentences, which may be empty.
  private static func exitStatus(of command: Command, remark: String = "") -> String {
    Roff.section("EXIT STATUS") + Roff.line(Roff.escape(remark))
      + command.exitCodes.map { code in
        Roff.term(
          Roff.bold("\(code.rawValue)"),
          Roff.escape(Roff.sentence(command.meaning(of: code))))
      }.joined()
  }

  private static func examples(_ examples: [ExampleSpec]) -> String {
    guard !examples.isEmpty else { return "" }
    return Roff.section("EXAMPLES")
      + examples.map { example in
        Roff.term(Roff.bold(example.line), Roff.escape(Roff.sentence(example.purpose)))
      }.joined()
  }

  private static func seeAlso(_ names: [String]) -> String {
    Roff.section("SEE ALSO") + Roff.line(names.map(Roff.page).joined(separator: ", "))
  }
}
