internal import SyncCore

/// Renders the completion script for fish.
enum FishCompletion {
  /// The whole script, from the tree of commands and the table of options.
  static func render(_ tree: CommandTree) -> String {
    let values = CompletionScript.valueOptions.joined(separator: " ")
    let paths = tree.commands.map(path).joined(separator: " ")
    var text = """
      # fish completion for synctool
      # What can come next: options/COMMAND, words/COMMAND and argument/COMMAND.
      function __synctool_next
        set -l place ''
        set -l command \(path(tree.standard))
        set -l value no
        set -l argument no
        set -l ended no
        for word in (commandline -opc)[2..-1]
          if test $value = yes
            set value no
          else if test $ended = yes
            set argument yes
          else if contains -- $word \(values)
            set value yes
          else if test "$word" = --
            set ended yes
          else if string match -qr -- '^-.' $word
          else if test $argument = no; and contains -- $place/$word \(paths)
            set place $place/$word
            set command $place
          else
            set argument yes
          end
        end
        test $ended = no; and echo options$command
        test $argument = no; or return 0
        test $ended = no; and echo words$place
        echo argument$place
      end

      complete -c synctool -f

      """
    for command in tree.words(after: nil) {
      text += line("words", "-a \(command.word)", command.summary)
    }
    for command in tree.commands {
      for word in tree.words(after: command) {
        text += line("words\(path(command))", "-a \(word.word)", word.summary)
      }
      for option in command.options {
        text += line("options\(path(command))", flags(of: option), option.summary)
      }
      let words = CompletionScript.arguments(of: command, tree).joined(separator: " ")
      if let argument = command.arguments.first, !words.isEmpty {
        text += line("argument\(path(command))", "-a '\(words)'", argument.name)
      }
    }
    for option in Options.standing {
      text += "complete -c synctool \(flags(of: option)) -d '\(option.summary)'\n"
    }
    return text
  }

  /// The command as one word of fish, with a slash before each of its own.
  private static func path(_ command: Command) -> String {
    command.path.map { "/" + $0 }.joined()
  }

  private static func line(_ place: String, _ flags: String, _ summary: String) -> String {
    let summary = CompletionScript.quote(summary, escapedQuote: "\\'")
    return "complete -c synctool -n 'contains \(place) (__synctool_next)' \(flags) -d \(summary)\n"
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
