extension SettingsDraft {
  /// The columns that hold ids of clients, separated by commas or white space.
  mutating func references() -> [NamedReference] {
    guard let value = variable(.references) else { return [] }
    let words = value.text.split { $0 == "," || $0.isWhitespace }.map(String.init)
    let references = words.compactMap { NamedReference(parsing: $0) }
    if references.count != words.count {
      refuse(value, "must be table.column or schema.table.column, separate several with commas")
    }
    return references
  }
}
