extension SettingsDraft {
  /// What the commands that look at the journal are told.
  mutating func journal() -> JournalSetting {
    var journal = JournalSetting()
    journal.remove = typedFlag(.remove)
    // Its own check is made elsewhere: here a faulty value is just not true.
    journal.removeIsForced =
      value(.force).map { $0.layer == .option && Self.boolean($0.text) == true } ?? false
    journal.prune = typedFlag(.prune)
    journal.since = since()
    journal.status = word(value(.status), RunStatus.self)
    journal.limit = count(.limit)
    journal.page = count(.page) ?? 1
    journal.keep = duration(.keep)
    journal.maxAge = duration(.maxAge)
    let from = path(.from)
    journal.from = from?.text
    journal.fromIsTyped = from?.layer == .option
    checkPruning(journal)
    return journal
  }

  /// `--prune` needs `--keep` and takes no other choice of runs; what the environment says of a list is
  /// no choice, and `SYNCTOOL_KEEP` may stand there for the day on which it is needed.
  private mutating func checkPruning(_ journal: JournalSetting) {
    let typed = { (draft: SettingsDraft, name: SettingName) in
      draft.value(name).flatMap { $0.layer == .option ? $0 : nil }
    }
    guard journal.prune else {
      if journal.keep != nil, let keep = typed(self, .keep) {
        refuse(keep, "is of use only together with --prune")
      }
      return
    }
    if let prune = value(.prune), value(.keep) == nil {
      refuse(prune, "needs --keep SPAN, such as --keep 90d")
    }
    for name in [SettingName.since, .status, .limit, .page, .report] {
      if let value = typed(self, name) { refuse(value, "cannot be used together with --prune") }
    }
  }

  /// A switch that takes something away: only who types it means it.
  private mutating func typedFlag(_ name: SettingName) -> Bool {
    guard let flag = flagValue(name), flag.isOn else { return false }
    if flag.value.layer == .option { return true }
    refuse(flag.value, "is taken from the command line alone: use \(name.option)")
    return false
  }

  private mutating func since() -> JournalSetting.Since? {
    guard let value = value(.since) else { return nil }
    if let seconds = Self.duration(value.text) { return .ago(seconds) }
    if Self.isMoment(value.text) { return .moment(value.text) }
    refuse(value, "must be a time span such as 7d or 12h, or a date such as 2026-05-01 (UTC)")
    return nil
  }

  private mutating func duration(_ name: SettingName) -> Double? {
    guard let value = value(name) else { return nil }
    if let seconds = Self.duration(value.text) { return seconds }
    refuse(value, "must be a time span such as 90d, 26h, 30m or 45s")
    return nil
  }

  private mutating func count(_ name: SettingName) -> Int? {
    guard let value = value(name) else { return nil }
    if value.text.utf8.allSatisfy(Self.isDigit), let count = Int32(value.text), count > 0 {
      return Int(count)
    }
    refuse(value, "must be a whole number, 1 or more")
    return nil
  }

  /// Seconds of a number with its unit; nil for anything else, and for more than 10 000 years.
  static func duration(_ text: String) -> Double? {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    guard let unit = text.last.flatMap({ units[$0] }),
      let number = decimal(String(text.dropLast())),
      number * unit <= 3.2e11
    else { return nil }
    return number * unit
  }

  /// True for the form of `2026-05-01`, with or without `T12:00`, `:00` and `Z`.
  private static func isMoment(_ text: String) -> Bool {
    let form = String(text.map { $0.isASCII && $0.isNumber ? "9" : $0 })
    return ["9999-99-99", "9999-99-99T99:99", "9999-99-99T99:99:99"]
      .contains { form == $0 || form == $0 + "Z" && $0.count > 10 }
  }
}
