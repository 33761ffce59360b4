internal import SyncCore

/// Renders the completion script for bash; it needs nothing but bash 4.
enum BashCompletion {
  /// The whole script, from the tree of commands and the table of options.
  static func render(_ tree: CommandTree) -> String {
    return """
      # bash completion for synctool
      _synctool() {
        local cur=${COMP_WORDS[COMP_CWORD]} word option='' command='' argument='' ended='' words='' i
        COMPREPLY=()
        for ((i = 1; i < COMP_CWORD; i++)); do
          word=${COMP_WORDS[i]}
          # Bash makes words of its own from --option=value.
          if [[ $option ]]; then
            [[ $word == '=' ]] || option=''
          elif [[ $ended ]]; then
            argument=yes
          else
            case $word in
              \(CompletionScript.valueOptions.joined(separator: "|"))) option=$word ;;
              --) ended=yes ;;
              -?*) ;;
              *)
                word=${command:+$command }$word
                case $argument$word in
                  \(CompletionScript.names(tree))) command=$word ;;
                  *) argument=yes ;;
                esac
                ;;
            esac
          fi
        done
        if [[ $option ]]; then
          [[ $cur == '=' ]] && cur=''
          case $option in
      \(optionValues())    esac
          return
        fi
        if [[ $cur == -* && ! $ended ]]; then
          case $command in
      \(options(tree))    esac
          return
        fi
        [[ $argument ]] && return
        case $ended$command in
      \(commands(tree))  esac
        case $command in
      \(arguments(tree))  esac
        \(offer("$words"))
      }
      complete -F _synctool synctool

      """
  }

  /// One case for each option that takes a value: its choices, files, or nothing.
  private static func optionValues() -> String {
    var text = ""
    var files: [String] = []
    for option in Options.all where option.takesValue {
      let name = "--" + option.long
      if !option.choices.isEmpty {
        text += "      \(name)) \(offer(list(option.choices))) ;;\n"
      } else if option.takesFile {
        files.append(name)
      }
    }
    return text + """
            \(files.joined(separator: "|")))
              mapfile -t COMPREPLY < <(compgen -f -- "$cur")
              compopt -o filenames 2>/dev/null
              ;;

      """
  }

  private static func options(_ tree: CommandTree) -> String {
    tree.commands.map { command in
      let shorts = command.options.compactMap { $0.short.map { "-\($0)" } }
      let longs = command.options.map { "--" + $0.long }
      let names = shorts + longs + ["-h", "--help", "--version"]
      return
        "      \(CompletionScript.pattern(command, tree)))\n        \(offer(list(names)))\n        ;;\n"
    }.joined()
  }

  /// The words that name a command, after each word that may precede them.
  private static func commands(_ tree: CommandTree) -> String {
    let first = "    '') words='\(list(tree.words(after: nil).map(\.word)))' ;;\n"
    return first
      + tree.commands.compactMap { command in
        let words = tree.words(after: command).map(\.word)
        return words.isEmpty
          ? nil : "    \(CompletionScript.pattern(command))) words='\(list(words))' ;;\n"
      }.joined()
  }

  private static func arguments(_ tree: CommandTree) -> String {
    tree.commands.compactMap { command in
      let words = CompletionScript.arguments(of: command, tree)
      return words.isEmpty
        ? nil : "    \(CompletionScript.pattern(command))) words+=' \(list(words))' ;;\n"
    }.joined()
  }

  private static func list(_ words: [String]) -> String { words.joined(separator: " ") }

  /// `words` may name variables of the shell.
  private static func offer(_ words: String) -> String {
    "mapfile -t COMPREPLY < <(compgen -W \"\(words)\" -- \"$cur\")"
  }
}
