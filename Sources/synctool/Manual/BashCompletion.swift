/// Renders the completion script for bash; it needs nothing but bash 4.
enum BashCompletion {
  /// The whole script, from the tables of commands and options.
  static func render() -> String {
    let commands = CompletionScript.commandNames
    let values = CompletionScript.valueOptions.joined(separator: "|")
    return """
      # bash completion for synctool
      _synctool() {
        local cur=${COMP_WORDS[COMP_CWORD]} prev='' command='' i
        ((COMP_CWORD > 0)) && prev=${COMP_WORDS[COMP_CWORD - 1]}
        COMPREPLY=()
        # Bash makes words of its own from --option=value.
        if [[ $cur == '=' ]]; then
          cur=''
        elif [[ $prev == '=' ]] && ((COMP_CWORD > 1)); then
          prev=${COMP_WORDS[COMP_CWORD - 2]}
        fi
        case $prev in
      \(optionValues())  esac
        for ((i = 1; i < COMP_CWORD; i++)); do
          case ${COMP_WORDS[i]} in
            \(values))
              ((i++))
              [[ ${COMP_WORDS[i]} == '=' ]] && ((i++))
              ;;
            \(commands.joined(separator: "|")))
              command=${COMP_WORDS[i]}
              break
              ;;
          esac
        done
        if [[ $cur == -* ]]; then
          case $command in
      \(options())    esac
          return
        fi
        case $command in
          '') mapfile -t COMPREPLY < <(compgen -W '\(commands.joined(separator: " "))' -- "$cur") ;;
      \(arguments())  esac
      }
      complete -F _synctool synctool

      """
  }

  /// One case for each option that takes a value: its choices, files, or nothing.
  private static func optionValues() -> String {
    var text = ""
    var files: [String] = []
    var words: [String] = []
    for option in OptionTable.all where option.takesValue {
      let name = "--" + option.long
      if !option.choices.isEmpty {
        text += "    \(name))\n      \(offer(option.choices))\n      return\n      ;;\n"
      } else if option.valueKind == .file {
        files.append(name)
      } else {
        words.append(name)
      }
    }
    return text + """
          \(files.joined(separator: "|")))
            mapfile -t COMPREPLY < <(compgen -f -- "$cur")
            compopt -o filenames 2>/dev/null
            return
            ;;
          \(words.joined(separator: "|"))) return ;;

      """
  }

  private static func options() -> String {
    CommandTable.all.map { command in
      let shorts = command.options.compactMap { $0.short.map { "-\($0)" } }
      let longs = command.options.map { "--" + $0.long }
      let names = shorts + longs + ["-h", "--help", "--version"]
      let label = command.name == .sync ? "'' | sync" : command.name.rawValue
      return "      \(label))\n        \(offer(names))\n        ;;\n"
    }.joined()
  }

  private static func arguments() -> String {
    CommandTable.all.compactMap { command in
      let words = command.arguments.first.map(CompletionScript.words) ?? []
      return words.isEmpty ? nil : "    \(command.name.rawValue)) \(offer(words)) ;;\n"
    }.joined()
  }

  private static func offer(_ words: [String]) -> String {
    "mapfile -t COMPREPLY < <(compgen -W '\(words.joined(separator: " "))' -- \"$cur\")"
  }
}
