internal import Engine
internal import SyncCore

/// Reads the words of a command line the GNU way, against the tree of commands.
///
/// Options may come before, between or after the words of the command. All faults of a line are found in one pass. No
/// message repeats an option's value or a word that is not a plain name: it may hold a password.
struct ArgumentReader {
  private let words: [String]
  private let tree: CommandTree
  private var next = 0
  private var values: [SettingName: [String]] = [:]
  /// Each option once, in the order of the line, with its first place and letter there.
  private var found: [(option: OptionSpec, place: Int, letter: Int)] = []
  private var positionals: [(place: Int, word: String)] = []
  /// The place of `--`: words after it are never a command.
  private var endOfOptions: Int?
  private var faults = UsageFaultList()

  /// What the words after the program's name ask for.
  static func read(_ words: [String], _ tree: CommandTree) -> ParseOutcome {
    var reader = ArgumentReader(words: words, tree: tree)
    reader.readWords()
    return reader.outcome()
  }
}

// MARK: - Words

extension ArgumentReader {
  private mutating func readWords() {
    while next < words.count {
      let place = next
      let word = words[place]
      next += 1
      if endOfOptions != nil || word == "-" || !word.hasPrefix("-") {
        positionals.append((place, word))
      } else if word == "--" {
        endOfOptions = place
        faults.endOptions(at: place)
      } else if word.hasPrefix("--") {
        readLong(word.dropFirst(2), at: place)
      } else {
        readShorts(word.dropFirst(), at: place)
      }
    }
  }

  private mutating func readLong(_ body: Substring, at place: Int) {
    // By bytes: as a Character, the sign would merge with a combining mark at the value's start.
    let equals = body.utf8.firstIndex(of: UInt8(ascii: "="))
    let name = String(body[..<(equals ?? body.endIndex)])
    let attached = equals.map { String(body[body.utf8.index(after: $0)...]) }
    guard let option = Options.named(long: name) else {
      return faults.unknownLong(name, at: place)
    }
    guard option.takesValue else {
      guard attached == nil else { return faults.add("option --\(name) takes no value", at: place) }
      return record(option, "true", at: place)
    }
    guard let value = attached ?? separateValue() else {
      return faults.missingValue(of: option, follows: next < words.count, at: place)
    }
    guard !value.isEmpty else { return faults.add("the value of --\(name) is empty", at: place) }
    record(option, value, at: place)
  }

  /// The next word, unless it looks like an option: `--report --dry-run` must never write for real.
  private mutating func separateValue() -> String? {
    guard next < words.count, words[next] == "-" || !words[next].hasPrefix("-") else { return nil }
    next += 1
    return words[next - 1]
  }

  private mutating func readShorts(_ letters: Substring, at place: Int) {
    for (offset, letter) in letters.enumerated() {
      if let option = Options.named(short: letter) {
        record(option, "true", at: place, letter: offset)
      } else if letter == "=", offset > 0 {
        return faults.add(
          "option -\(letters.prefix(offset)) takes no value", at: place, letter: offset)
      } else {
        return faults.unknownShort(offset, in: String(letters), at: place)
      }
    }
  }

  private mutating func record(
    _ option: OptionSpec, _ value: String, at place: Int, letter: Int = 0
  ) {
    if values[option.setting] == nil {
      found.append((option, place, letter))
    } else if !option.repeatable, option.setting != Options.version.name {
      return faults.add(
        "option --\(option.long) is given more than once", at: place, letter: letter)
    }
    values[option.setting, default: []].append(value)
  }
}

// MARK: - Outcome

extension ArgumentReader {
  private mutating func outcome() -> ParseOutcome {
    let named = takeCommand()
    let command = tree.meant(named.command ?? tree.standard)
    // A request for help is answered, whatever else is on the line.
    if values[Options.help.name] != nil { return .help(named.command) }
    let asksVersion = values[Options.version.name] != nil
    if named.isKnown, !asksVersion {
      checkArguments(of: command)
      checkOptions(of: command)
    }
    // The settings check their own values, including those of the environment, all at once.
    if !faults.isEmpty || asksVersion || !command.readsSettings { checkChoices() }
    guard faults.isEmpty else {
      return .faults(faults.sorted, of: named.command.flatMap { $0.isHelpedByTool ? nil : $0 })
    }
    let invocation = Invocation(
      tree: tree, command: command, arguments: positionals.map(\.word), options: values)
    return asksVersion ? .version(invocation.format) : .command(invocation)
  }

  /// Takes the command's name off the positional words, as many words as name one; nil when the
  /// line has none.
  private mutating func takeCommand() -> (command: Command?, isKnown: Bool) {
    var command: Command?
    while let next = positionals.first, next.place < endOfOptions ?? .max {
      let words = tree.words(after: command)
      if let named = words.first(where: { $0.word == next.word }) {
        positionals.removeFirst()
        command = named
        continue
      }
      // Where arguments may follow, a word that names nothing is one.
      guard let command, words.isEmpty || !command.arguments.isEmpty else {
        faults.unknownCommand(next.word, after: command, among: words, at: next.place)
        return (command, false)
      }
      break
    }
    return (command, true)
  }

  private mutating func checkArguments(of command: Command) {
    if case .command? = command.arguments.first?.kind { return checkNamedCommand() }
    for (position, found) in positionals.enumerated() {
      let argument =
        position < command.arguments.count
        ? command.arguments[position] : command.arguments.last.flatMap { $0.repeatable ? $0 : nil }
      if let argument {
        check(found.word, argument, at: found.place)
      } else {
        faults.unexpected(found.word, at: found.place)
      }
    }
    for argument in command.arguments.dropFirst(positionals.count) where argument.required {
      let choices = argument.choices.isEmpty ? "" : ": \(PlainName.list(argument.choices))"
      faults.add("\(command.name) needs \(argument.name)\(choices)", at: words.count)
    }
  }

  /// The arguments are the words of a command, as after `help`.
  private mutating func checkNamedCommand() {
    var command: Command?
    var words = tree.words(after: nil)
    for (place, word) in positionals {
      if let named = words.first(where: { $0.word == word }) {
        command = named
        words = tree.words(after: named)
        continue
      }
      if words.isEmpty {
        faults.unexpected(word, at: place)
      } else if let command {
        faults.unknownCommand(word, after: command, among: words, at: place)
      } else {
        faults.noChoice(word, "COMMAND", among: words.map(\.name), at: place)
      }
      words = []
    }
  }

  private mutating func check(_ word: String, _ argument: ArgumentSpec, at place: Int) {
    switch argument.kind {
    case .choice(let choices):
      guard !choices.contains(word) else { return }
      faults.noChoice(word, argument.name, among: choices, at: place)
    case .run:
      guard RunReference(parsing: word) == nil else { return }
      faults.add(
        "\(argument.name) must be a run's number, or last",
        hint: "synctool history lists the runs", at: place)
    case .email:
      if word.isEmpty { faults.add("\(argument.name) is empty", at: place) }
    case .command: break
    }
  }

  private mutating func checkOptions(of command: Command) {
    for (option, place, letter) in found where !command.takes(option.setting) {
      let owners = tree.commands.filter { $0.takes(option.setting) }
      faults.add(
        "\(command.name) does not take \(option.setting.option)",
        hint: "it is an option of \(PlainName.list(owners.map(\.name), joined: "and"))",
        at: place, letter: letter)
    }
  }

  private mutating func checkChoices() {
    for (option, place, _) in found where !option.choices.isEmpty {
      guard values[option.setting]?.allSatisfy(option.choices.contains) == false else { continue }
      faults.add(
        "\(option.setting.option) must be \(PlainName.list(option.choices))", at: place)
    }
  }
}
