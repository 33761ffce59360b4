/// The version of the tool.
enum ToolVersion {
  /// As in semantic versioning, without a leading `v`.
  static let number = "0.1.0"

  /// The day of the version, for the manual page.
  static let date = "2026-11-21"
}
