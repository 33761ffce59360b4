/// The version of the tool.
enum ToolVersion {
  /// As in semantic versioning, without a leading `v`.
  static let number = "0.1.0"

  /// What `--version` prints, in one of the choices of `--format`.
  static func text(format: String) -> String {
    format == "json" ? ResultJSON.version() : "synctool \(number)\n"
  }

  /// The day of the version, for the manual page.
  static let date = "2026-11-21"
}
