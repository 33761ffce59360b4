internal import Basics

/// Whether the actual table is one that a run can work on, and what the role may do with it.
extension TargetTable {
  /// The setting that names the target where no other is said to.
  package static let setting = "SYNCTOOL_TABLE"

  /// One line for each thing checked, in a fixed order; `columns` gives those about the columns. A dry run asks
  /// only for the privileges that a preview needs. `setting` names the table.
  package func lines(
    dryRun: Bool, setting: String = TargetTable.setting, _ columns: () -> [CheckLine]
  ) -> [CheckLine] {
    let relation = relationLine(setting)
    guard relation.verdict != .fault else { return [relation] }
    let lines = [relation] + columns() + [privilegeLine(dryRun)]
    guard rowSecurityActive else { return lines }
    return lines + [
      .warning(
        "row security", "row-level security applies to this role: rows it hides count as missing",
        "use a role with BYPASSRLS, or policies that show every client")
    ]
  }

  private func relationLine(_ setting: String) -> CheckLine {
    guard isPlainTable else {
      return .fault(
        "table",
        "\(schema).\(name) is not an ordinary table, or has partitions or child tables",
        "set \(setting) to an ordinary table: no unique index spans several")
    }
    return .ok("table", "\(schema).\(name), \(columns.count) columns")
  }

  private func privilegeLine(_ dryRun: Bool) -> CheckLine {
    let needed = privileges.filter { privilege in
      !dryRun
        || !["INSERT", "UPDATE"].contains(privilege.name)
          && !privilege.name.hasPrefix(Self.sequencePrivilege)
    }
    let missing = needed.filter { !$0.held }.map(\.name)
    guard !missing.isEmpty else {
      return .ok("privileges", needed.map(\.name).joined(separator: ", "))
    }
    return .fault(
      "privileges", "the role lacks \(missing.joined(separator: ", "))",
      "grant it to the role; Docs/Operations.md has the least-privilege roles as SQL", .refused)
  }
}
