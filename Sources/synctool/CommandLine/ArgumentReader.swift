internal import SyncCore

/// Reads the words of a command line the GNU way, against the command table.
///
/// Options may stand before or after the command. All faults of a line are found in one pass. No
/// message repeats an option's value or a word that is no plain name: it may hold a password.
struct ArgumentReader {
  private var words: [String]
  private var next = 0
  private var values: [SettingName: [String]] = [:]
  /// Where each option stood first.
  private var places: [SettingName: Int] = [:]
  private var positionals: [(place: Int, word: String)] = []
  /// The place of `--`: words after it are never a command.
  private var endOfOptions: Int?
  private var asksHelp = false
  private var asksVersion = false
  private var faults = UsageFaultList()

  private init(_ words: [String]) {
    self.words = words
  }

  /// What the words after the program's name ask for.
  static func read(_ words: [String]) -> ParseOutcome {
    var reader = ArgumentReader(words)
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
    if name == "help" || name == "version" {
      guard attached == nil else { return faults.add("option --\(name) takes no value", at: place) }
      if name == "help" { asksHelp = true } else { asksVersion = true }
      return
    }
    guard let option = OptionTable.named(long: name) else {
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
      if letter == "h" {
        asksHelp = true
      } else if let option = OptionTable.named(short: letter) {
        record(option, "true", at: place)
      } else if letter == "=", offset > 0 {
        return faults.add("option -\(letters.prefix(offset)) takes no value", at: place)
      } else {
        return faults.unknownShort(letter, in: String(letters), at: place)
      }
    }
  }

  private mutating func record(_ option: OptionSpec, _ value: String, at place: Int) {
    if places[option.setting] != nil, !option.repeatable {
      return faults.add("option --\(option.long) is given more than once", at: place)
    }
    places[option.setting] = places[option.setting] ?? place
    values[option.setting, default: []].append(value)
  }
}

// MARK: - Outcome

extension ArgumentReader {
  private mutating func outcome() -> ParseOutcome {
    let named = takeCommand()
    let command = CommandTable.command(named.command ?? .sync)
    // Asked for help, the tool helps, whatever else is on the line.
    if asksHelp { return .help(named.command) }
    if named.isKnown, !asksVersion {
      checkArguments(of: command)
      checkOptions(of: command)
    }
    // The settings check their own values, those of the environment included, all in one go.
    if !faults.isEmpty || asksVersion || !command.readsSettings { checkChoices() }
    guard faults.isEmpty else {
      // The help of `help` says less of the commands than the tool's own.
      return .faults(faults.sorted, of: named.command == .help ? nil : named.command)
    }
    if asksVersion { return .version(format: values[.format]?.first ?? "text") }
    switch command.name {
    case .help: return .help(positionals.first.flatMap { CommandName(rawValue: $0.word) })
    case .version: return .version(format: values[.format]?.first ?? "text")
    default:
      guard let call = CommandCall(command.name, positionals.map(\.word)) else {
        // The check let through what the call refuses: nothing is run in its place.
        faults.add("the arguments of \(command.name.rawValue) do not fit", at: words.count)
        return .faults(faults.sorted, of: command.name)
      }
      return .command(ParsedCommand(call: call, options: values))
    }
  }

  /// Takes the command's name off the positional words; nil when the line has none.
  private mutating func takeCommand() -> (command: CommandName?, isKnown: Bool) {
    guard let first = positionals.first, first.place < endOfOptions ?? .max else {
      return (nil, true)
    }
    if let command = CommandName(rawValue: first.word) {
      positionals.removeFirst()
      return (command, true)
    }
    let names = CommandName.allCases.map(\.rawValue)
    if PlainName.isPlain(first.word) {
      let near = NameDistance.suggestion(for: first.word, among: names)
      faults.add(
        "unknown command \(first.word)",
        hint: near.map { "did you mean \($0)?" } ?? "the commands are \(PlainName.list(names))",
        at: first.place)
    } else {
      faults.add(
        "argument \(first.place + 1) is no command",
        hint: "the commands are \(PlainName.list(names))", at: first.place)
    }
    return (nil, false)
  }

  private mutating func checkArguments(of command: CommandSpec) {
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
      faults.add("\(command.name.rawValue) needs \(argument.name)\(choices)", at: words.count)
    }
  }

  private mutating func check(_ word: String, _ argument: ArgumentSpec, at place: Int) {
    switch argument.kind {
    case .choice:
      guard !argument.choices.contains(word) else { return }
      let near = NameDistance.suggestion(for: word, among: argument.choices)
      faults.add(
        "\(argument.name) must be \(PlainName.list(argument.choices))",
        hint: near.map { "did you mean \($0)?" } ?? "", at: place)
    case .run:
      guard RunReference(parsing: word) == nil else { return }
      faults.add(
        "\(argument.name) must be a run's number, or last",
        hint: "synctool history lists the runs", at: place)
    case .email:
      if word.isEmpty { faults.add("\(argument.name) is empty", at: place) }
    }
  }

  private mutating func checkOptions(of command: CommandSpec) {
    let own = Set(command.options.map(\.setting))
    for (setting, place) in places where !own.contains(setting) {
      let owners = CommandTable.all.filter { $0.options.contains { $0.setting == setting } }
      faults.add(
        "\(setting.option) is no option of \(command.name.rawValue)",
        hint: "it is an option of \(PlainName.list(owners.map(\.name.rawValue), joined: "and"))",
        at: place)
    }
  }

  private mutating func checkChoices() {
    for (setting, given) in values {
      guard let option = OptionTable.named(long: setting.rawValue), !option.choices.isEmpty,
        !given.allSatisfy(option.choices.contains)
      else { continue }
      faults.add(
        "\(setting.option) must be \(PlainName.list(option.choices))", at: places[setting] ?? 0)
    }
  }
}
