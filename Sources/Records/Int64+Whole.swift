extension Int64 {
  /// The same number; nil when it has a fraction or is beyond `Int64`.
  ///
  /// `init(exactly:)` does the same by a call of the C library for each number.
  init?(whole number: Double) {
    guard number >= -0x1p63, number < 0x1p63 else { return nil }
    self.init(number)
    guard Double(self) == number else { return nil }
  }
}
