/// The kinds of target columns that a mapping can fill.
package enum ColumnKind: String, CaseIterable, Sendable {
  case text
  case boolean
  /// `smallint`, `integer` or `bigint`: the table says which.
  case integer
  case numeric
  case timestamptz
  case uuid
  case jsonb
}
