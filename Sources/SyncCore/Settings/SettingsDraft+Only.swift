internal import Basics
internal import Records

extension SettingsDraft {
  /// In bytes: about a million emails.
  private static let listLimit = 32 << 20

  /// The emails that the run is restricted to; empty when it is not.
  ///
  /// `--only` and `--only-from` are one setting: options hide both variables, so that a list in the
  /// environment never widens what was typed.
  /// Also returns what names them: a fault in an email is found when its key is made.
  mutating func only() -> (emails: [String], name: String, fromOption: Bool) {
    let options = optionValues(Options.only.name)
    if options?.isEmpty == true {
      refuse(Options.only.name.option, "must be an email", fromOption: true)
    }
    let direct = options == nil ? value(Options.only) : nil
    let file = path(Options.onlyFrom)
    let strongest = max(
      options == nil ? direct?.layer ?? .file : .option, file?.layer ?? .file)
    var emails: [String] = []
    for value in options ?? [] where strongest == .option { emails += email(value) }
    if let direct, direct.layer == strongest { emails += list(direct) }
    if let file, file.layer == strongest { emails += lines(file) }
    let name = options != nil ? Options.only.name.option : direct?.name ?? file?.name
    return (emails, name ?? Options.only.name.option, strongest == .option)
  }

  private mutating func email(_ value: SettingValue) -> [String] {
    if let email = Self.trimmed(Array(value.text.utf8)) { return [email] }
    refuse(value, "must be an email")
    return []
  }

  private mutating func list(_ value: SettingValue) -> [String] {
    let emails = value.text.utf8
      .split { $0 == UInt8(ascii: ",") || $0.isASCIISpace }
      .map { String(decoding: $0, as: UTF8.self) }
    if emails.isEmpty { refuse(value, "names no email") }
    return emails
  }

  private mutating func lines(_ value: SettingValue) -> [String] {
    contents(of: value, limit: Self.listLimit, orInput: true).map { emails($0.bytes, value) } ?? []
  }

  /// One email per line; blank lines and lines that begin with `#` are skipped.
  ///
  /// What spreadsheets and `psql --csv` write is recognised: a cell would be taken for an email.
  private mutating func emails(_ bytes: [UInt8], _ value: SettingValue) -> [String] {
    var emails: [String] = []
    var faults: [String] = []
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    for (index, line) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    {
      let line = line.drop(while: \.isASCIISpace)
      guard let first = line.first, first != UInt8(ascii: "#") else { continue }
      guard let email = Self.trimmed(Array(line)) else {
        refuse(value, "line \(index + 1) of the file is not valid UTF-8")
        continue
      }
      if let fault = Self.cellFault(email) {
        faults.append("line \(index + 1) has \(fault)")
      } else {
        emails.append(email)
      }
    }
    if !faults.isEmpty {
      let rest = faults.count > 5 ? " and \(faults.count - 5) more lines" : ""
      refuse(
        value,
        "the file is not a list of emails, one a line without quotes:"
          + " \(faults.prefix(5).joined(separator: ", "))\(rest)"
          + " (to take the clients from a report, use fix --from)")
      return []
    }
    if emails.isEmpty { refuse(value, "the file names no email") }
    return emails
  }

  /// What shows that the line is a row of a table; nil for what may be an email.
  private static func cellFault(_ line: String) -> String? {
    let names: [(Character, String)] = [
      ("\"", "quotes"), (",", "a comma"), (";", "a semicolon"),
      ("\t", "a tab"),
    ]
    let found = names.filter { line.contains($0.0) }.map(\.1)
    if !found.isEmpty { return found.joined(separator: " and ") }
    guard line.contains("@") else { return "no @" }
    return EmailKey.normalize(line, .exact) == nil ? "no email address" : nil
  }

  /// The text without ASCII white space around it; nil when nothing is left or it is not UTF-8.
  private static func trimmed(_ bytes: [UInt8]) -> String? {
    let inner = bytes.withoutSpaceAround
    return inner.isEmpty ? nil : String(validating: inner, as: UTF8.self)
  }
}
