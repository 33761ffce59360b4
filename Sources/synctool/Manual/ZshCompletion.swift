/// Renders the completion script for zsh: a `#compdef` file that may also be sourced.
enum ZshCompletion {
  /// The whole script, from the tables of commands and options.
  static func render() -> String {
    let values = CompletionScript.valueOptions.joined(separator: "|")
    let commands = CompletionScript.commandNames.joined(separator: "|")
    return """
      #compdef synctool
      # zsh completion for synctool
      _synctool_commands() {
        local -a commands=(
      \(described())  )
        _describe command commands
      }

      _synctool() {
        local command=''
        integer i
        for ((i = 2; i < CURRENT; i++)); do
          case $words[i] in
            \(values)) ((i++)) ;;
            \(commands))
              command=$words[i]
              break
              ;;
          esac
        done
        case $command in
      \(CommandTable.all.map(branch).joined())  esac
      }

      if [[ $funcstack[1] == _synctool ]]; then
        _synctool "$@"
      elif (( $+functions[compdef] )); then
        compdef _synctool synctool
      fi

      """
  }

  private static func described() -> String {
    CommandTable.all.map { command in
      "    " + CompletionScript.quote("\(command.name.rawValue):\(escape(command.summary))") + "\n"
    }.joined()
  }

  private static func branch(_ command: CommandSpec) -> String {
    let label = command.name == .sync ? "'' | sync" : command.name.rawValue
    var specs = command.options.flatMap(specs(of:))
    specs += [
      CompletionScript.quote("(-h --help)-h[explain the command and end]"),
      CompletionScript.quote("(-h --help)--help[explain the command and end]"),
      CompletionScript.quote("--version[print the version and end]"),
      CompletionScript.quote("1:command:_synctool_commands"),
    ]
    if let argument = command.arguments.first {
      let words = CompletionScript.words(for: argument).joined(separator: " ")
      let place = argument.repeatable ? "*" : "2"
      specs.append(
        CompletionScript.quote("\(place):\(argument.name):" + (words.isEmpty ? " " : "(\(words))")))
    }
    return "    \(label))\n      _arguments -s -S \\\n"
      + specs.map { "        \($0)" }.joined(separator: " \\\n") + "\n      ;;\n"
  }

  private static func specs(of option: OptionSpec) -> [String] {
    let words = escape(option.summary)
    let long = "--" + option.long
    guard let metavar = option.metavar else {
      guard let short = option.short else { return [CompletionScript.quote("\(long)[\(words)]")] }
      return ["-\(short)", long].map { name in
        CompletionScript.quote("(-\(short) \(long))\(name)[\(words)]")
      }
    }
    let action =
      !option.choices.isEmpty
      ? "(\(option.choices.joined(separator: " ")))" : option.valueKind == .file ? "_files" : " "
    let star = option.repeatable ? "*" : ""
    return [CompletionScript.quote("\(star)\(long)=[\(words)]:\(escape(metavar)):\(action)")]
  }

  /// Keeps the characters that part a specification's fields.
  private static func escape(_ text: String) -> String {
    text.map { ":[]\\".contains($0) ? "\\\($0)" : String($0) }.joined()
  }
}
