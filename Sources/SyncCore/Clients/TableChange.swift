internal import Engine
internal import Records

/// What was altered in the table between two looks and breaks a plan made at the first one.
struct TableChange {
  let mapping: Mapping
  let old: TargetTable
  let new: TargetTable
  /// True when the rows' values at the first look are part of a plan.
  let isPlanned: Bool

  /// A line for each such change; faults that a fresh look would find too are not among them.
  func lines(_ oldLayout: RowLayout, _ newLayout: RowLayout) -> [CheckLine] {
    var lines = oldLayout.filled.enumerated().compactMap { place, column in
      line(column.column, Self.loss(column, newLayout.filled[place]))
    }
    let (id, updated) = (mapping.id, mapping.updatedAt.column)
    if old.column(id)?.baseSQL != new.column(id)?.baseSQL {
      lines += [line(id, "has another type than when the run began")].compactMap(\.self)
    }
    if let updated, old.column(updated)?.form != new.column(updated)?.form {
      lines += [line(updated, "has another type than when the run began")].compactMap(\.self)
    }
    let mapped = [id, updated].compactMap(\.self) + oldLayout.filled.map(\.column)
    for name in mapped
    where isPlanned && old.column(name)?.number != new.column(name)?.number {
      lines += [line(name, "was recreated since the plan was made")].compactMap(\.self)
    }
    if new.rowSecurityActive, !old.rowSecurityActive {
      lines.append(.fault("row security", "was turned on since the run began", Self.again))
    }
    if new.hasRules, !old.hasRules {
      lines.append(.fault("rules", "were created since the run began", Self.again))
    }
    return lines
  }

  private static let again = "nothing was written; run again"

  /// Missing columns are not a change of this kind: `TableFitness` reports them.
  private func line(_ column: String, _ detail: String?) -> CheckLine? {
    guard let detail, new.column(column) != nil else { return nil }
    return .fault("column \(column)", detail, Self.again)
  }

  /// What the column no longer takes; nil when it takes all that it took.
  private static func loss(_ old: LayoutColumn, _ new: LayoutColumn) -> String? {
    if case .label(let oldType) = old.form, case .label(let newType) = new.form {
      guard oldType.sql == newType.sql else { return "has another type than when the run began" }
      return newType.takes(all: oldType)
        ? loss(of: old, new) : "has lost a label since the run began"
    }
    guard old.form == new.form else { return "has another type than when the run began" }
    return loss(of: old, new)
  }

  private static func loss(of old: LayoutColumn, _ new: LayoutColumn) -> String? {
    if old.nullable, !new.nullable { return "no longer takes NULL" }
    let isNarrower =
      new.maxLength ?? .max < old.maxLength ?? .max
      || new.integerRange.lowerBound > old.integerRange.lowerBound
      || new.integerRange.upperBound < old.integerRange.upperBound
      || isNarrower(old.numericLimit, new.numericLimit)
    return isNarrower ? "holds less than when the run began" : nil
  }

  private static func isNarrower(_ old: NumericLimit?, _ new: NumericLimit?) -> Bool {
    guard let new else { return false }
    guard let old else { return true }
    return new.scale < old.scale || new.precision - new.scale < old.precision - old.scale
  }
}
