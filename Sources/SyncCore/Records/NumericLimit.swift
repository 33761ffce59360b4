/// What `numeric(precision, scale)` holds: PostgreSQL would round silently to the scale.
struct NumericLimit: Equatable, Sendable {
  /// Decimal digits in all, 1 to 1000.
  var precision: Int
  /// Digits after the point, -1000 to 1000.
  var scale: Int

  init(precision: Int, scale: Int) {
    self.precision = precision
    self.scale = scale
  }
}
