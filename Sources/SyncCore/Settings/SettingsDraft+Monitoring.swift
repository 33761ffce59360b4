extension SettingsDraft {
  /// Whom a run tells of its outcome; what is faulty is left at its default.
  ///
  /// The table is that of `target`, else the one that is set.
  mutating func monitoring(_ target: TargetSetting?) -> MonitoringSetting {
    var monitoring = MonitoringSetting()
    monitoring.metrics = metrics()
    monitoring.notifyCommand = notifyCommand()
    monitoring.notifyOn =
      word(value(.notifyOn), MonitoringSetting.Occasion.self) ?? monitoring.notifyOn
    monitoring.logFormat =
      word(value(.logFormat), MonitoringSetting.LogFormat.self) ?? monitoring.logFormat
    monitoring.logTo = word(value(.logTo), MonitoringSetting.LogTarget.self) ?? monitoring.logTo
    if let table = target?.table ?? table() { monitoring.table = table.full }
    monitoring.scope = MonitoringSetting.Scope(
      dryRun: isProbablyOn(.dryRun), restricted: value(.only) != nil || value(.onlyFrom) != nil)
    return monitoring
  }

  /// node_exporter reads no file with another name; and a slip of the pen replaces no other file.
  private mutating func metrics() -> String? {
    guard let value = path(.metrics) else { return nil }
    let name = value.text.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    if name.hasSuffix(".prom"), name.utf8.count > 5 { return value.text }
    refuse(value, "must end in .prom: node_exporter reads no other file")
    return nil
  }

  /// A file of settings is data; whoever can write it must not be able to have commands run.
  private mutating func notifyCommand() -> String? {
    guard let value = value(.notifyCommand) else { return nil }
    if value.layer == .file {
      refuse(
        value,
        "is run, and nothing in a .env file is: use \(SettingName.notifyCommand.option) or the process"
          + " environment")
      return nil
    }
    if !value.text.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { return value.text }
    refuse(value, "must be a shell command")
    return nil
  }

  /// A switch whose faults are told elsewhere.
  private func isProbablyOn(_ name: SettingName) -> Bool {
    value(name).flatMap { Self.boolean($0.text) } ?? false
  }

  /// The columns that hold ids of clients, separated by commas or white space.
  mutating func references() -> [ColumnReference] {
    guard let value = variable(.references) else { return [] }
    let words = value.text.split { $0 == "," || $0.isWhitespace }.map(String.init)
    let references = words.compactMap { ColumnReference(parsing: $0) }
    if references.count != words.count {
      refuse(value, "must be table.column or schema.table.column, several separated by commas")
    }
    return references
  }
}
