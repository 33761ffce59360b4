/// The options of a MongoDB URI, once those of other programs are understood.
struct MongoURIOptions {
  /// libmongoc's, each checked by itself.
  private(set) var taken: [MongoURIOption] = []
  /// The options that change nothing here, as written.
  private(set) var passedOver: [String] = []
  private(set) var faults: [MongoError] = []
  private let hidesNames: Bool

  /// - Parameters:
  ///   - query: what follows the `?`.
  ///   - hidesNames: true when a piece of a badly encoded password may be among the names.
  init(_ query: Substring, hidesNames: Bool) {
    self.hidesNames = hidesNames
    for part in query.utf8.split(separator: UInt8(ascii: "&")) {
      do throws(MongoError) {
        try take(Substring(part))
      } catch {
        faults.append(error)
      }
    }
  }

  private mutating func take(_ part: Substring) throws(MongoError) {
    guard let equals = part.utf8.firstIndex(of: UInt8(ascii: "=")) else {
      // Something without = is an option only if it is known as one.
      let known = MongoURIOption.documentedName(part) ?? MongoForeignOption.named(part)?.names.first
      throw .badURI(
        "the MongoDB URI has an option without a value\(known.map { ": " + $0 } ?? "")",
        "write options as name=value, with & between them")
    }
    let written = part[..<equals]
    let foreign = MongoForeignOption.named(written)
    // A known name is not a piece of a password.
    let known = MongoURIOption.documentedName(written) ?? foreign?.knownName(written)
    guard let known else { throw unknown(written) }
    let plain = shown(written)
    let name = MongoURIOption.documentedName(written) ?? (plain.isEmpty ? known : plain)
    guard let value = PercentCoding.decode(Substring(part.utf8[equals...].dropFirst())) else {
      throw .badURI(
        "the MongoDB URI's option \(name) has an invalid percent-encoding",
        "write a % of the value itself as %25")
    }
    if Self.hasOption(value, after: ";") {
      throw .badURI("the MongoDB URI has ; between its options", "write &")
    }
    if MongoURIOption.documentedName(written) != nil {
      try add(MongoURIOption(name: name, value: value, written: name))
    } else if let foreign, !value.isEmpty {
      try follow(foreign.outcome(of: value), name, value)
    }
  }

  /// True when the part after a separator is `NAME=…` with the name of a known option: what the
  /// separator separates is not a value.
  static func hasOption(_ text: some StringProtocol, after separator: Character) -> Bool {
    text.split(separator: separator).dropFirst().contains { part in
      let name = part.prefix { $0 != "=" }
      return name.endIndex < part.endIndex
        && (MongoURIOption.documentedName(name) ?? MongoForeignOption.named(name)?.maker) != nil
    }
  }

  private mutating func follow(
    _ outcome: MongoForeignOption.Outcome, _ written: String, _ value: String
  ) throws(MongoError) {
    switch outcome {
    case .understood: break
    case .passedOver: if !passedOver.contains(written) { passedOver.append(written) }
    case .option(let name, let fixed):
      try add(MongoURIOption(name: name, value: fixed ?? value, written: written))
    case .refused(let advice):
      throw .badURI("the MongoDB URI's option \(written) is not supported", advice)
    }
  }

  private mutating func add(_ option: MongoURIOption) throws(MongoError) {
    if option.name != "readPreferenceTags",
      let other = taken.first(where: { $0.name == option.name })
    {
      if other.value == option.value { return }
      throw other.written == option.written
        ? .badURI("the MongoDB URI has the option \(option.name) twice", "keep one of the two")
        : .contradiction(other.written, option.written)
    }
    try option.check()
    taken.append(option)
  }

  /// Names are shown only when they look like one: they may be pieces of a password.
  private func shown(_ written: Substring) -> String {
    let plain = written.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
        || [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-")].contains($0)
    }
    return plain && !hidesNames && (1...48).contains(written.utf8.count) ? String(written) : ""
  }

  private func unknown(_ written: Substring) -> MongoError {
    if written.hasPrefix("amp;") {
      return .badURI("the MongoDB URI has &amp; between its options", "write just &")
    }
    let name = shown(written)
    return .badURI(
      "the MongoDB URI has an unknown option\(name.isEmpty ? "" : " " + name)",
      "correct its name (TLS options begin with tls); remove it only where it guards nothing")
  }
}
