internal import SyncCore

/// Renders the completion script for zsh: a `#compdef` file that may also be sourced.
enum ZshCompletion {
  /// The whole script, from the tree of commands and the table of options.
  static func render(_ tree: CommandTree) -> String {
    let values = CompletionScript.valueOptions.joined(separator: "|")
    let commands = tree.words(after: nil)
    return """
      #compdef synctool
      # zsh completion for synctool
      _synctool_commands() {
        local -a commands=(
      \(commands.map(described).joined())  )
        [[ $ended ]] || _describe command commands
      }

      _synctool() {
        local command='' ended=''
        integer i
        for ((i = 2; i < CURRENT; i++)); do
          case $words[i] in
            \(values)) ((i++)) ;;
            --)
              ended=yes
              break
              ;;
            -?*) ;;
            *)
              case "${command:+$command }$words[i]" in
                \(CompletionScript.names(tree))) command="${command:+$command }$words[i]" ;;
                *) break ;;
              esac
              ;;
          esac
        done
        case $command in
      \(tree.commands.map { branch($0, tree) }.joined())  esac
      }

      if [[ $funcstack[1] == _synctool ]]; then
        _synctool "$@"
      elif (( $+functions[compdef] )); then
        compdef _synctool synctool
      fi

      """
  }

  private static func described(_ command: Command) -> String {
    "    " + CompletionScript.quote("\(command.word):\(escape(command.summary))") + "\n"
  }

  private static func branch(_ command: Command, _ tree: CommandTree) -> String {
    var specs = (command.options + Options.standing).flatMap(specs(of:))
    specs.append(CompletionScript.quote("1:command:_synctool_commands"))
    let words =
      (tree.words(after: command).map(\.word)
      + CompletionScript.arguments(of: command, tree)).joined(separator: " ")
    let argument = command.arguments.first
    if argument != nil || !words.isEmpty {
      let place = argument?.repeatable == true ? "*" : "\(command.path.count + 1)"
      let offer = words.isEmpty ? " " : "(\(words))"
      specs.append(CompletionScript.quote("\(place):\(argument?.name ?? "command"):" + offer))
    }
    return "    \(CompletionScript.pattern(command, tree)))\n      _arguments -s -S \\\n"
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
      ? "(\(option.choices.joined(separator: " ")))" : option.takesFile ? "_files" : " "
    let star = option.repeatable ? "*" : ""
    return [CompletionScript.quote("\(star)\(long)=[\(words)]:\(escape(metavar)):\(action)")]
  }

  /// Escapes the characters that separate a specification's fields.
  private static func escape(_ text: String) -> String {
    text.map { ":[]\\".contains($0) ? "\\\($0)" : String($0) }.joined()
  }
}
