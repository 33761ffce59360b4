internal import PostgresDriver

/// One index of the target table, as far as it shows which values occur once.
struct TargetIndex: Sendable {
  var name: String
  /// What its keys are, as SQL: `lower((email)::text), tenant_id`.
  var keys: String
  /// The columns that its keys are made of; nil when they depend on more than some columns.
  var columns: [String]?
  var isUnique: Bool
  /// False for one that a failed CREATE INDEX CONCURRENTLY left, or that is still being built.
  var isValid: Bool
  /// The condition of a partial index as SQL; nil when it covers every row.
  var condition: String?
  /// True when no key can be NULL for values that are not, as far as is known.
  var keepsValues: Bool
  /// True when its one key is a column, compared as `=` compares the column's values.
  var isPlain: Bool

  /// True when no two rows can have exactly the same value in the column.
  ///
  /// Keys that are made of that column alone are the same for the same value, whatever they do with it: a
  /// unique index on `lower(email)` lets an email be in one row only, and even fewer.
  func forbidsRepeats(in column: String) -> Bool {
    guard isUnique, isValid, leavesOutNullsAlone(of: column), keepsValues, let columns else {
      return false
    }
    return columns.count == 1 && Self.isSame(columns[0], column)
  }

  /// True when it includes every row that has a value in the column.
  private func leavesOutNullsAlone(of column: String) -> Bool {
    guard let condition else { return true }
    return condition == "(\(column) IS NOT NULL)"
      || condition == "(\(SQL(identifier: column)) IS NOT NULL)"
  }

  /// True when its keys are made of the column, alone or with others.
  func covers(_ column: String) -> Bool {
    columns?.contains { Self.isSame($0, column) } ?? true
  }

  /// True when the index exists so that several rows may have one value of the column: an index on the
  /// column alone would forbid that to the application.
  var meansRepeats: Bool { isUnique && (condition != nil || columns?.count != 1) }

  /// Why it lets two rows have the same value, as the end of a sentence about it.
  var shortcoming: String {
    if !isUnique { return "is not unique" }
    if let condition { return "leaves out the rows that are not \(condition)" }
    guard columns?.count == 1 else {
      return "is on \(keys), which lets several rows have the same value"
    }
    if !isValid { return "is not valid: building it failed, or is not finished" }
    return "is on \(keys), which may be NULL for several rows"
  }

  private static func isSame(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }
}
