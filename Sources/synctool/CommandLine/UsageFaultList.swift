internal import SyncCore

/// The faults of one command line, each with the place of its word, and the words for them.
struct UsageFaultList {
  private var entries: [(place: Int, fault: UsageFault)] = []

  /// True for a line without faults.
  var isEmpty: Bool { entries.isEmpty }

  /// In the order of the line.
  var sorted: [UsageFault] { entries.sorted { $0.place < $1.place }.map(\.fault) }

  /// Adds a fault of the word at `place`, counted from 0; neither text may repeat what may be a
  /// secret.
  mutating func add(_ message: String, hint: String = "", at place: Int) {
    entries.append((place, UsageFault(message: message, hint: hint)))
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
    guard PlainName.isPlain(name) else {
      return add("argument \(place + 1) is not an option", at: place)
    }
    add("unknown option --\(name)", hint: PlainName.hint(forOption: name), at: place)
  }

  /// Adds a letter that is not an option; `letters` are all that follow the dash.
  mutating func unknownShort(_ letter: Character, in letters: String, at place: Int) {
    guard PlainName.isPlain(String(letter)) else {
      return add("argument \(place + 1) is not an option", at: place)
    }
    // `-force` is more often a long option with a missing dash than five letters.
    let hint = letters.count > 2 ? PlainName.hint(forOption: letters) : ""
    add("unknown option -\(letter)", hint: hint, at: place)
  }

  /// Adds a word that names none of the commands after `command`, and suggests the nearest of them.
  mutating func unknownCommand(
    _ word: String, after command: Command?, among commands: [Command], at place: Int
  ) {
    let before = command.map { $0.name + " " } ?? ""
    let list = "the commands are \(PlainName.list(commands.map(\.name)))"
    guard PlainName.isPlain(word) else {
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
    let near = NameDistance.suggestion(for: word, among: choices)
    add(
      "\(argument) must be \(PlainName.list(choices))",
      hint: near.map { "did you mean \($0)?" } ?? "", at: place)
  }

  /// Adds an argument to a command that takes none; it is repeated only when it is a plain word.
  mutating func unexpected(_ word: String, at place: Int) {
    add(
      PlainName.isPlain(word)
        ? "unexpected argument \(word)" : "argument \(place + 1) is unexpected",
      at: place)
  }
}

/// One thing that is wrong with a command line.
struct UsageFault: Equatable, Sendable {
  /// What is wrong: without a final full stop, and without the value of an option.
  var message: String
  /// The next step; empty when the message says it all.
  var hint = ""
}
