internal import Basics
internal import Engine

extension SettingsDraft {
  /// The report's file and format; nil when unset or faulty.
  ///
  /// - Parameters:
  ///   - inputs: paths that this run reads and must not overwrite.
  ///   - pageOnly: true for a command that only looks: it has no entries for programs, and takes the
  ///     report from the command line alone, so as not to overwrite that of a run.
  mutating func report(inputs: [String], pageOnly: Bool) -> ReportSetting? {
    guard let value = path(Options.report), !pageOnly || value.layer == .option else { return nil }
    let name = value.text.split(separator: "/").last?.lowercased() ?? ""
    guard let format = Self.format(name), !value.text.hasSuffix("/") else {
      refuse(
        value, pageOnly ? "must end in .html or .md" : "must end in .html, .md, .ndjson or .csv")
      return nil
    }
    guard format.isPage || !pageOnly else {
      refuse(value, "must end in .html or .md: this command has no entries for .\(format.rawValue)")
      return nil
    }
    if inputs.contains(where: { InputFile.isSame($0, value.text) }) {
      refuse(value, "is a file that this run reads: use another one")
      return nil
    }
    return ReportSetting(path: value.text, format: format)
  }

  /// By the extension in lower case; nil for an unknown one.
  private static func format(_ name: String) -> ReportSetting.Format? {
    if name.hasSuffix(".htm") { return .html }
    return ReportSetting.Format.allCases.first { name.hasSuffix("." + $0.rawValue) }
  }
}
