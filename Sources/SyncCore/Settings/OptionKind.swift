internal import Basics
internal import Engine
internal import Records

/// How the text of an option becomes a value.
struct OptionKind<Parsed: Equatable & Sendable>: Sendable {
  /// What is wrong with a text: continues from the setting's name and never holds the text.
  struct Problem: Error {
    let words: String
  }

  /// The value's name in help; nil for a switch.
  var metavar: String?
  var takesFile = false
  /// The only valid texts; empty when there are others.
  var choices: [String] = []
  /// nil for an option that is read together with other settings, and not here.
  var parse: (@Sendable (String) throws(Problem) -> Parsed)?
  /// The value as the journal keeps it; nil for one that it never keeps.
  var json: @Sendable (Parsed) -> JSONValue? = { _ in nil }
}

extension OptionKind {
  /// A kind whose texts are valid when `read` returns a value for them.
  init(
    _ metavar: String?, must words: String,
    json: @escaping @Sendable (Parsed) -> JSONValue? = { _ in nil },
    read: @escaping @Sendable (String) -> Parsed?
  ) {
    let parse = { @Sendable (text: String) throws(Problem) -> Parsed in
      guard let value = read(text) else { throw Problem(words: "must be \(words)") }
      return value
    }
    self.init(metavar: metavar, parse: parse, json: json)
  }
}

extension OptionKind where Parsed == Bool {
  /// A switch: a word for true or false, `true` for an option that was typed.
  static var flag: OptionKind {
    OptionKind(
      nil, must: "true or false (also yes, no, on, off, 1, 0)", json: { .bool($0) },
      read: SettingsDraft.boolean)
  }
}

extension OptionKind where Parsed: RawRepresentable<String> & CaseIterable {
  /// One of the words that the type's cases are.
  static func word(_ metavar: String) -> OptionKind {
    let words = Parsed.allCases.map(\.rawValue)
    var kind = OptionKind(
      metavar, must: "one of " + words.joined(separator: ", "), json: { .string($0.rawValue) },
      read: Parsed.init)
    kind.choices = words
    return kind
  }
}

extension OptionKind where Parsed == ChangeLimit {
  /// A limit of rows: a whole number or a percentage.
  static var limit: OptionKind {
    OptionKind(
      "N|P%", must: "a whole number such as 100, or a percentage such as 5%",
      json: { .string($0.text) }
    ) { text in
      if text.utf8.last == UInt8(ascii: "%"), let percent = Percentage(String(text.dropLast())) {
        return .percent(percent)
      }
      return text.utf8.allSatisfy(SettingsDraft.isDigit) ? Int(text).map(ChangeLimit.count) : nil
    }
  }
}

extension OptionKind where Parsed == Double {
  /// Seconds, fractions allowed; at most 1e9, so that milliseconds fit everywhere.
  static func seconds(allowsZero: Bool) -> OptionKind {
    OptionKind(
      "SECONDS", must: "a number of seconds, \(allowsZero ? "0 or more" : "above 0")"
    ) { text in
      SettingsDraft.decimal(text).flatMap { $0 <= 1e9 && ($0 > 0 || allowsZero) ? $0 : nil }
    }
  }

  /// A time span, in seconds.
  static var span: OptionKind {
    OptionKind(
      "SPAN", must: "a time span such as 90d, 26h, 30m or 45s", read: SettingsDraft.duration)
  }
}

extension OptionKind where Parsed == Int {
  /// 1 or more.
  static var count: OptionKind {
    OptionKind("N", must: "a whole number, 1 or more") { text in
      guard text.utf8.allSatisfy(SettingsDraft.isDigit), let count = Int32(text), count > 0 else {
        return nil
      }
      return Int(count)
    }
  }
}

extension OptionKind where Parsed == String {
  /// The name of a collection with its database's.
  static var collection: OptionKind {
    OptionKind(
      "DB.COLLECTION", must: "database.collection", json: { .string($0) },
      read: SettingsDraft.collection)
  }
}

extension OptionKind where Parsed == MemoryBudget {
  /// Bytes, with a suffix for their multiples; at most 1 TiB.
  static var memory: OptionKind {
    OptionKind("SIZE", must: "a size from 32M to 1024G, such as 64M or 1G") { text in
      let multiple: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
      let factor = text.uppercased().last.flatMap { multiple[$0] }
      let digits = factor == nil ? Substring(text) : text.dropLast()
      guard digits.utf8.allSatisfy(SettingsDraft.isDigit), let number = Int(digits) else {
        return nil
      }
      let (size, overflow) = number.multipliedReportingOverflow(by: factor ?? 1)
      guard !overflow, (MemoryBudget.least...1 << 40).contains(size) else { return nil }
      return MemoryBudget(size: size)
    }
  }
}

extension OptionKind where Parsed == RunStart {
  /// A time span before now, or a moment.
  static var start: OptionKind {
    OptionKind(
      "SPAN|DATE", must: "a time span such as 7d or 12h, or a date such as 2026-05-01 (UTC)"
    ) { text in
      if let seconds = SettingsDraft.duration(text) { return .ago(seconds) }
      return SettingsDraft.isMoment(text) ? .moment(text) : nil
    }
  }
}

extension OptionKind where Parsed == String {
  /// A plan's digest, in lower case.
  static var digest: OptionKind {
    OptionKind(
      "DIGEST", must: "the 32 hexadecimal digits that a dry run printed", json: { .string($0) }
    ) { text in
      let digits = text.lowercased()
      let isHexadecimal = digits.utf8.allSatisfy { ByteDigits.hexValue($0) != nil }
      return isHexadecimal && digits.utf8.count == 32 ? digits : nil
    }
  }

  /// The path of a file.
  static func path(_ metavar: String) -> OptionKind {
    OptionKind(
      metavar: metavar, takesFile: true,
      parse: { (text) throws(Problem) in
        if text.isEmpty { throw Problem(words: "must name a file") }
        return text
      })
  }

  /// node_exporter reads no file with another name; and a typo cannot overwrite some other file.
  static var metricsFile: OptionKind {
    OptionKind(
      metavar: "FILE", takesFile: true,
      parse: { (text) throws(Problem) in
        if text.isEmpty { throw Problem(words: "must name a file") }
        let name = text.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        if name.hasSuffix(".prom"), name.utf8.count > 5 { return text }
        throw Problem(words: "must end in .prom: node_exporter reads no other file")
      })
  }

  /// A command for the shell.
  static var shellCommand: OptionKind {
    OptionKind("COMMAND", must: "a shell command") { text in
      text.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } ? nil : text
    }
  }
}

extension OptionKind where Parsed == FieldPath {
  /// The path of a field.
  static var field: OptionKind {
    OptionKind(
      "FIELD",
      must: "the name of a field, or a dotted path whose parts are not empty, without $ before one",
      json: { .string($0.text) }, read: FieldPath.init)
  }
}

extension OptionKind where Parsed == QualifiedName {
  /// The name of a table.
  static var table: OptionKind {
    OptionKind(
      metavar: "TABLE", parse: { (text) throws(Problem) in try name(text) },
      json: { .string($0.text) })
  }

  /// What the text of a table's name says.
  static func name(_ text: String) throws(Problem) -> QualifiedName {
    guard let name = QualifiedName(parsing: text) else {
      throw Problem(
        words:
          "must be table or schema.table, each part 1 to 63 bytes, in double quotes if necessary")
    }
    // Docker's --env-file keeps quotes: "crm.clients" would be another table than crm.clients.
    if name.schema == nil, name.name.utf8.contains(UInt8(ascii: ".")) {
      throw Problem(
        words: "is one name with a dot, because it is in quotes: write schema.table, or"
          + " public.\"…\" for a table whose name has a dot")
    }
    return name
  }
}

extension OptionKind where Parsed == Never {
  /// Text that is read together with other settings: its value is not kept separately.
  static func elsewhere(_ metavar: String, takesFile: Bool = false) -> OptionKind {
    OptionKind(metavar: metavar, takesFile: takesFile, parse: nil)
  }
}

extension SettingsDraft {
  /// The value of the setting, checked by its kind; nil when there is none, or a faulty one.
  mutating func read<Parsed>(
    _ name: SettingName, _ kind: OptionKind<Parsed>, _ layers: OptionSpec.Layers,
    _ standard: Parsed?
  ) -> Parsed? {
    guard let parse = kind.parse, let value = value(name) else { return nil }
    do throws(OptionKind<Parsed>.Problem) {
      let parsed = try parse(value.text)
      switch layers {
      case .typed where value.layer != .option && parsed != standard:
        refuse(value, "is only accepted on the command line: use \(name.option)")
      case .notFile(let reason) where value.layer == .file:
        refuse(value, "\(reason): use \(name.option) or the process environment")
      default: return parsed
      }
    } catch {
      refuse(value, error.words)
    }
    return nil
  }
}
