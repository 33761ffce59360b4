/// What `numeric(precision, scale)` holds: PostgreSQL would round silently to the scale.
package struct NumericLimit: Equatable, Sendable {
  /// Decimal digits in all, 1 to 1000.
  package var precision: Int
  /// Digits after the point, -1000 to 1000.
  package var scale: Int

  package init(precision: Int, scale: Int) {
    self.precision = precision
    self.scale = scale
  }
}
