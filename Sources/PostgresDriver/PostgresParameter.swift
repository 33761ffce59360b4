/// A value bound to a statement's `$1`, `$2`, …; it is sent apart from the SQL.
package enum PostgresParameter: Sendable {
  case null
  /// Sent without a type: PostgreSQL infers it from the place, as for a quoted literal.
  case text(String)
  case int8(Int64)
  case bool(Bool)
  case bytes([UInt8])
}
