import PostgresDriver

extension CopyRow {
  /// The field's bytes as a copy; nil for NULL.
  func copy(_ field: Int) -> [UInt8]? {
    withField(field) { bytes in
      guard let bytes else { return nil }
      return bytes.indices.map { bytes[$0] }
    }
  }
}
