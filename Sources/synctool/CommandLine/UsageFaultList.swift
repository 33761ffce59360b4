/// The faults of one command line, each with the place of its word, and the words for them.
struct UsageFaultList {
  private var entries: [(place: Int, fault: UsageFault)] = []

  /// True for a line without faults.
  var isEmpty: Bool { entries.isEmpty }

  /// In the order of the line.
  var sorted: [UsageFault] { entries.sorted { $0.place < $1.place }.map(\.fault) }

  /// Adds a fault of the word at `place`, counted from 0; neither text may repeat what can be a
  /// secret.
  mutating func add(_ message: String, hint: String = "", at place: Int) {
    entries.append((place, UsageFault(message: message, hint: hint)))
  }

  /// `follows` tells that there is a next word, which looks like an option.
  mutating func missingValue(of option: OptionSpec, follows: Bool, at place: Int) {
    let name = option.metavar ?? "VALUE"
    add(
      "option --\(option.long) needs a value: \(name)",
      hint: follows ? "write --\(option.long)=\(name) if the value begins with a dash" : "",
      at: place)
  }

  /// Adds an option that there is none of; its name is repeated only when it is a plain one.
  mutating func unknownLong(_ name: String, at place: Int) {
    guard PlainName.isPlain(name) else {
      return add("argument \(place + 1) is no option", at: place)
    }
    add("unknown option --\(name)", hint: PlainName.hint(forOption: name), at: place)
  }

  /// Adds a letter that is no option; `letters` are all that stand behind the dash.
  mutating func unknownShort(_ letter: Character, in letters: String, at place: Int) {
    guard PlainName.isPlain(String(letter)) else {
      return add("argument \(place + 1) is no option", at: place)
    }
    // `-force` is a long option with a dash too few more often than five letters.
    let hint = letters.count > 2 ? PlainName.hint(forOption: letters) : ""
    add("unknown option -\(letter)", hint: hint, at: place)
  }

  /// Adds an argument that the command takes none of; it is repeated only when it is a plain word.
  mutating func unexpected(_ word: String, at place: Int) {
    add(
      PlainName.isPlain(word)
        ? "unexpected argument \(word)" : "argument \(place + 1) is unexpected",
      at: place)
  }
}
