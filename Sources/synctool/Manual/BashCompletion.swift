internal import SyncCore

/// Renders the completion script for bash; it needs nothing but bash 4.
enum BashCompletion {
  /// The whole script, from the tree of commands and the table of options.
  static func render(_ tree: CommandTree) -> String {
    let commands = tree.words(after: nil).map(\.word)
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
      \(furtherWords(tree))  if [[ $cur == -* ]]; then
          case $command in
      \(options(tree))    esac
          return
        fi
        case $command in
          '') mapfile -t COMPREPLY < <(compgen -W '\(commands.joined(separator: " "))' -- "$cur") ;;
      \(arguments(tree))  esac
      }
      complete -F _synctool synctool

      """
  }

  /// One case for each option that takes a value: its choices, files, or nothing.
  private static func optionValues() -> String {
    var text = ""
    var files: [String] = []
    var words: [String] = []
    for option in Options.all where option.takesValue {
      let name = "--" + option.long
      if !option.choices.isEmpty {
        text += "    \(name))\n      \(offer(option.choices))\n      return\n      ;;\n"
      } else if option.takesFile {
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

  /// Finds the words after the first that belong to the command; nothing where there are none.
  private static func furtherWords(_ tree: CommandTree) -> String {
    let longer = CompletionScript.longer(tree).map { CompletionScript.quote($0.name) }
    guard !longer.isEmpty else { return "" }
    return """
        for ((i++; i < COMP_CWORD; i++)); do
          case ${COMP_WORDS[i]} in
            \(CompletionScript.valueOptions.joined(separator: "|")))
              ((i++))
              [[ ${COMP_WORDS[i]} == '=' ]] && ((i++))
              ;;
            *)
              case "$command ${COMP_WORDS[i]}" in
                \(longer.joined(separator: "|"))) command="$command ${COMP_WORDS[i]}" ;;
              esac
              ;;
          esac
        done

      """
  }

  private static func options(_ tree: CommandTree) -> String {
    tree.commands.map { command in
      let shorts = command.options.compactMap { $0.short.map { "-\($0)" } }
      let longs = command.options.map { "--" + $0.long }
      let names = shorts + longs + ["-h", "--help", "--version"]
      return
        "      \(CompletionScript.pattern(command, tree)))\n        \(offer(names))\n        ;;\n"
    }.joined()
  }

  private static func arguments(_ tree: CommandTree) -> String {
    tree.commands.compactMap { command in
      let words = CompletionScript.words(after: command, tree)
      let pattern = CompletionScript.pattern(command, tree)
      return words.isEmpty ? nil : "    \(pattern)) \(offer(words)) ;;\n"
    }.joined()
  }

  private static func offer(_ words: [String]) -> String {
    "mapfile -t COMPREPLY < <(compgen -W '\(words.joined(separator: " "))' -- \"$cur\")"
  }
}
