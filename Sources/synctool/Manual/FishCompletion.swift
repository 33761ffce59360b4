/// Renders the completion script for fish.
enum FishCompletion {
  /// The whole script, from the tables of commands and options.
  static func render() -> String {
    let values = CompletionScript.valueOptions.joined(separator: " ")
    let commands = CompletionScript.commandNames.joined(separator: " ")
    var text = """
      # fish completion for synctool
      function __synctool_command
        set -l value no
        for word in (commandline -opc)[2..-1]
          if test $value = yes
            set value no
            continue
          end
          switch $word
            case \(values)
              set value yes
            case \(commands)
              echo $word
              return
          end
        end
        echo none
      end

      complete -c synctool -f

      """
    for command in CommandTable.all {
      text += line("none", "-a \(command.name.rawValue)", command.summary)
    }
    for command in CommandTable.all {
      let place = command.name == .sync ? "none sync" : command.name.rawValue
      for option in command.options { text += line(place, flags(of: option), option.summary) }
      if let argument = command.arguments.first {
        let words = CompletionScript.words(for: argument).joined(separator: " ")
        if !words.isEmpty { text += line(place, "-a '\(words)'", argument.name) }
      }
    }
    text += "complete -c synctool -s h -l help -d 'explain the command and end'\n"
    text += "complete -c synctool -l version -d 'print the version and end'\n"
    return text
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
    return flags + (option.valueKind == .file ? " -r -F" : " -x")
  }
}
