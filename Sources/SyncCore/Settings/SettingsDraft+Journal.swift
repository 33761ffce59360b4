extension SettingsDraft {
  /// `--prune` needs `--keep` and takes no other selection of runs; what the environment says of a list is
  /// not a selection, and `SYNCTOOL_KEEP` may be set for the day on which it is needed.
  mutating func checkPruning(_ options: OptionValues) {
    guard options[Options.prune] else {
      if options[Options.keep] != nil, let keep = value(Options.keep), keep.layer == .option {
        refuse(keep, "requires --prune")
      }
      return
    }
    if let prune = value(Options.prune), value(Options.keep) == nil {
      refuse(prune, "requires --keep SPAN, such as --keep 90d")
    }
    let others: [any SomeOption] = [
      Options.since, Options.status, Options.limit, Options.page, Options.report,
    ]
    for name in others.map(\.spec.setting) {
      if let value = value(name), value.layer == .option {
        refuse(value, "cannot be used together with --prune")
      }
    }
  }

  /// What is removed gets nothing new.
  mutating func checkLinks(_ options: OptionValues) {
    guard options[Options.links], options[Options.remove], let links = value(Options.links) else {
      return
    }
    refuse(links, "cannot be used together with \(Options.remove.name.option)")
  }

  /// Seconds of a number with its unit; nil for anything else, and for more than 10 000 years.
  @Sendable static func duration(_ text: String) -> Double? {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    guard let unit = text.last.flatMap({ units[$0] }),
      let number = decimal(String(text.dropLast())),
      number * unit <= 3.2e11
    else { return nil }
    return number * unit
  }

  /// True for the form of `2026-05-01`, with or without `T12:00`, `:00` and `Z`.
  static func isMoment(_ text: String) -> Bool {
    let form = String(text.map { $0.isASCII && $0.isNumber ? "9" : $0 })
    return ["9999-99-99", "9999-99-99T99:99", "9999-99-99T99:99:99"]
      .contains { form == $0 || form == $0 + "Z" && $0.count > 10 }
  }
}
