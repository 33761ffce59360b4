internal import SyncCore

/// Renders the completion script for fish.
enum FishCompletion {
  /// The whole script, from the tree of commands and the table of options.
  static func render(_ tree: CommandTree) -> String {
    let values = CompletionScript.valueOptions.joined(separator: " ")
    let commands = tree.words(after: nil)
    var text = """
      # fish completion for synctool
      function __synctool_command
        set -l value no
      \(CompletionScript.longer(tree).isEmpty ? "" : "  set -l command none\n")  for word in (commandline -opc)[2..-1]
          if test $value = yes
            set value no
            continue
          end
          switch $word
            case \(values)
              set value yes
      \(found(tree))    end
        end
        echo \(CompletionScript.longer(tree).isEmpty ? "none" : "$command")
      end

      complete -c synctool -f

      """
    for command in commands { text += line("none", "-a \(command.word)", command.summary) }
    for command in tree.commands {
      let path = place(command)
      let place = command == tree.standard ? "none \(path)" : path
      for word in tree.words(after: command) {
        text += line(place, "-a \(word.word)", word.summary)
      }
      for option in command.options { text += line(place, flags(of: option), option.summary) }
      if let argument = command.arguments.first {
        let words = CompletionScript.words(for: argument, tree).joined(separator: " ")
        if !words.isEmpty { text += line(place, "-a '\(words)'", argument.name) }
      }
    }
    text += "complete -c synctool -s h -l help -d 'explain the command and exit'\n"
    text += "complete -c synctool -l version -d 'print the version and exit'\n"
    return text
  }

  /// What to do with a word that is not an option's value.
  private static func found(_ tree: CommandTree) -> String {
    let first = tree.words(after: nil)
    let longer = CompletionScript.longer(tree)
    guard !longer.isEmpty else {
      return """
              case \(first.map(\.word).joined(separator: " "))
                echo $word
                return

        """
    }
    return """
            case '*'
              switch $command/$word
                case \(first.map { "none/" + $0.word }.joined(separator: " "))
                  set command $word
                case \(longer.map(place).joined(separator: " "))
                  set command $command/$word
              end

      """
  }

  /// The command as one word of fish.
  private static func place(_ command: Command) -> String {
    command.path.joined(separator: "/")
  }

  private static func line(_ place: String, _ flags: String, _ summary: String) -> String {
    let summary = CompletionScript.quote(summary, escapedQuote: "\\'")
    return "complete -c synctool -n 'contains -- (__synctool_command) \(place)' \(flags)"
      + " -d \(summary)\n"
  }

  private static func flags(of option: OptionSpec) -> String {
    var flags = option.short.map { "-s \($0) " } ?? ""
    flags += "-l \(option.long)"
    guard option.takesValue else { return flags }
    if !option.choices.isEmpty {
      return flags + " -x -a '\(option.choices.joined(separator: " "))'"
    }
    return flags + (option.takesFile ? " -r -F" : " -x")
  }
}
