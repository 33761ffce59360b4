extension SettingsDraft {
  /// Who hears of a run's outcome; faulty settings are left at their defaults.
  ///
  /// The table is that of `target`, else the one that is set.
  mutating func monitoring(
    _ options: OptionValues, _ target: TargetSetting?
  ) -> MonitoringSetting {
    var monitoring = MonitoringSetting(options)
    if let table = target?.table ?? table() { monitoring.table = table.full }
    monitoring.scope = MonitoringSetting.Scope(
      dryRun: options[Options.dryRun],
      restricted: value(Options.only) != nil || value(Options.onlyFrom) != nil)
    return monitoring
  }

  /// The columns that hold ids of clients, separated by commas or white space.
  mutating func references() -> [NamedReference] {
    guard let value = variable(.references) else { return [] }
    let words = value.text.split { $0 == "," || $0.isWhitespace }.map(String.init)
    let references = words.compactMap { NamedReference(parsing: $0) }
    if references.count != words.count {
      refuse(value, "must be table.column or schema.table.column, separate several with commas")
    }
    return references
  }
}
