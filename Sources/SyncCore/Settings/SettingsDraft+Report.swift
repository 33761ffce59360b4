extension SettingsDraft {
  /// The report's file and format; nil when unset or faulty.
  ///
  /// - Parameter inputs: paths that are read in this run and must not be written over.
  mutating func report(inputs: [String]) -> ReportSetting? {
    guard let value = path(.report) else { return nil }
    let name = value.text.split(separator: "/").last?.lowercased() ?? ""
    let format = ReportSetting.Format.allCases.first { name.hasSuffix("." + $0.rawValue) }
    guard let format, !value.text.hasSuffix("/") else {
      let known = [".html", ".htm", ".md"].contains(where: name.hasSuffix)
      refuse(
        value, (known ? "this format is not supported: " : "") + "must end in .ndjson or .csv")
      return nil
    }
    if inputs.contains(where: { InputFile.isSame($0, value.text) }) {
      refuse(value, "is a file that this run reads: name another one")
      return nil
    }
    return ReportSetting(path: value.text, format: format)
  }
}
