internal import SyncCore

/// Renders synctool(1) in the man macros of roff.
enum ManPage {
  /// The whole page; the same bytes wherever and whenever it is made.
  static func render() -> String {
    var page =
      ".TH SYNCTOOL 1 \(ToolVersion.date) \"synctool \(ToolVersion.number)\" \"User Commands\"\n"
    page += section("NAME") + "synctool \\- \(escape(CommandTable.summary))\n"
    page += section("SYNOPSIS") + synopsis()
    page += section("DESCRIPTION")
    page += paragraphs(CommandTable.sync.details)
    page += section("COMMANDS")
    for command in CommandTable.all {
      page += term(bold(command.name.rawValue), escape(sentence(command.summary)))
      for detail in command.name == .sync ? [] : command.details {
        page += ".IP\n\(line(escape(detail)))"
      }
    }
    page += section("OPTIONS") + options()
    page += section("ENVIRONMENT") + environment()
    page += section("FILES")
    page += term(
      italic(".env"),
      "Settings of the working directory, read unless \\fB\\-\\-env\\-file\\fP names another file.")
    page += section("EXIT STATUS")
    for code in ExitCode.allCases {
      page += term(bold("\(code.rawValue)"), escape(sentence(ExitCodeMeaning.text(code))))
    }
    page += section("EXAMPLES") + examples()
    return page
  }

  private static func synopsis() -> String {
    CommandTable.all.map { command in
      let words = HelpText.usage(command).split(separator: " ", maxSplits: 1).map(String.init)
      return ".B synctool\n" + line(escape(words.dropFirst().joined()))
    }.joined(separator: ".br\n")
  }

  private static func options() -> String {
    var text = ""
    for option in OptionTable.all {
      let short = option.short.map { bold("-\($0)") + ", " } ?? ""
      let value = option.metavar.map { " " + italic($0) } ?? ""
      let owners = CommandTable.all.filter { command in
        command.options.contains { $0.setting == option.setting }
      }
      let scope = "Of \(PlainName.list(owners.map(\.name.rawValue), joined: "and"))."
      text += term(
        short + bold("--\(option.long)") + value,
        escape(sentence(OptionWords.explanation(option)) + " " + scope))
    }
    for (names, words) in OptionWords.standing {
      let trimmed = names.drop { $0 == " " }
      text += term(bold(String(trimmed)), escape(sentence(words)))
    }
    return text
  }

  private static func environment() -> String {
    line(escape(VariableTable.precedence))
      + VariableTable.all.map { variable in
        term(
          variable.names.map(bold).joined(separator: ", "), escape(sentence(variable.summary)))
      }.joined()
  }

  private static func examples() -> String {
    CommandTable.all.flatMap(\.examples).map { example in
      term(bold(example.line), escape(sentence(example.purpose)))
    }.joined()
  }

  // MARK: - Roff

  private static func section(_ name: String) -> String { ".SH \(name)\n" }

  private static func paragraphs(_ texts: [String]) -> String {
    texts.map { line(escape($0)) }.joined(separator: ".PP\n")
  }

  private static func term(_ name: String, _ text: String) -> String {
    ".TP\n" + line(name) + line(text)
  }

  /// Text as input lines; one that would begin like a request is kept from it.
  private static func line(_ text: String) -> String {
    TextWrap.lines(text, width: 78).map { line in
      (line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" : "") + line + "\n"
    }.joined()
  }

  private static func bold(_ text: String) -> String { "\\fB\(escape(text))\\fP" }

  private static func italic(_ text: String) -> String { "\\fI\(escape(text))\\fP" }

  /// Keeps dashes, quotes and backslashes as they are typed: man pages are copied from.
  private static func escape(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "\\": escaped += "\\e"
      case "-": escaped += "\\-"
      case "'": escaped += "\\(aq"
      case "`": escaped += "\\(ga"
      case "~": escaped += "\\(ti"
      case "^": escaped += "\\(ha"
      default: escaped.append(character)
      }
    }
    return escaped
  }

  private static func sentence(_ phrase: String) -> String {
    phrase.prefix(1).uppercased() + phrase.dropFirst() + "."
  }
}
