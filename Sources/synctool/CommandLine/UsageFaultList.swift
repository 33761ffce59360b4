internal import SyncCore

/// The faults of one command line, each with the place of its word, and the words for them.
struct UsageFaultList {
  private var entries: [(place: Int, letter: Int, fault: UsageFault)] = []
  /// The places of words that look like options and are none: the next word may be a value, such as a password.
  private var strangers: Set<Int> = []

  /// True for a line without faults.
  var isEmpty: Bool { entries.isEmpty }

  /// In the order of the line; those of one place in the order in which they were found.
  var sorted: [UsageFault] {
    entries.enumerated()
      .sorted { a, b in
        (a.element.place, a.element.letter, a.offset) < (
          b.element.place, b.element.letter, b.offset
        )
      }
      .map(\.element.fault)
  }

  /// Adds a fault of the word at `place`, or of its letter after the dash, each counted from 0; neither
  /// text may repeat what may be a secret.
  mutating func add(_ message: String, hint: String = "", at place: Int, letter: Int = 0) {
    entries.append((place, letter, UsageFault(message: message, hint: hint)))
  }

  /// Passes over the word that ends the options: what stood before it is followed by what comes after it.
  mutating func endOptions(at place: Int) {
    if isBehindStranger(place) { strangers.insert(place) }
  }

  private func isBehindStranger(_ place: Int) -> Bool { strangers.contains(place - 1) }

  /// True for a word that a message may repeat.
  private func isPlain(_ word: String, at place: Int) -> Bool {
    !isBehindStranger(place) && PlainName.isPlain(word)
  }

  /// `follows` says that there is a next word, which looks like an option.
  mutating func missingValue(of option: OptionSpec, follows: Bool, at place: Int) {
    let name = option.metavar ?? "VALUE"
    add(
      "option --\(option.long) needs a value: \(name)",
      hint: follows ? "write --\(option.long)=\(name) if the value begins with a dash" : "",
      at: place)
  }

  /// Adds an unknown option; its name is repeated only when it is a plain one.
  mutating func unknownLong(_ name: String, at place: Int) {
    strangers.insert(place)
    let hint = PlainName.isPlain(name) ? PlainName.hint(forOption: name) : ""
    guard isPlain(name, at: place) else {
      return add("argument \(place + 1) is not an option", hint: hint, at: place)
    }
    add("unknown option --\(name)", hint: hint, at: place)
  }

  /// Adds a letter that is not an option, the one at `offset` of all that follow the dash.
  mutating func unknownShort(_ offset: Int, in letters: String, at place: Int) {
    strangers.insert(place)
    let letter = String(letters.dropFirst(offset).prefix(1))
    guard PlainName.isPlain(letter) else {
      return add("argument \(place + 1) is not an option", at: place, letter: offset)
    }
    // `-force` is more often a long option with a missing dash than five letters.
    let hint = letters.count > 2 ? PlainName.hint(forOption: letters) : ""
    add("unknown option -\(letter)", hint: hint, at: place, letter: offset)
  }

  /// Adds a word that names none of the commands after `command`, and suggests the nearest of them.
  mutating func unknownCommand(
    _ word: String, after command: Command?, among commands: [Command], at place: Int
  ) {
    let before = command.map { $0.name + " " } ?? ""
    let list = "the commands are \(PlainName.list(commands.map(\.name)))"
    guard isPlain(word, at: place) else {
      return add("argument \(place + 1) is not a command", hint: list, at: place)
    }
    let near = NameDistance.suggestion(for: word, among: commands.map(\.word))
    add(
      "unknown command \(before)\(word)", hint: near.map { "did you mean \(before)\($0)?" } ?? list,
      at: place)
  }

  /// Adds a word that is not one of an argument's choices, and suggests the nearest of them.
  mutating func noChoice(_ word: String, _ argument: String, among choices: [String], at place: Int)
  {
    let near = isPlain(word, at: place) ? NameDistance.suggestion(for: word, among: choices) : nil
    add(
      "\(argument) must be \(PlainName.list(choices))",
      hint: near.map { "did you mean \($0)?" } ?? "", at: place)
  }

  /// Adds an argument to a command that takes none; it is repeated only when it is a plain word.
  mutating func unexpected(_ word: String, at place: Int) {
    let isPlain = isPlain(word, at: place)
    // Behind `--` it is an argument all the same.
    if word.hasPrefix("-") { strangers.insert(place) }
    add(
      isPlain ? "unexpected argument \(word)" : "argument \(place + 1) is unexpected", at: place)
  }
}

/// One thing that is wrong with a command line.
struct UsageFault: Equatable, Sendable {
  /// What is wrong: without a final full stop, and without the value of an option.
  var message: String
  /// The next step; empty when the message says it all.
  var hint = ""
}
