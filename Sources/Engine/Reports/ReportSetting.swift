/// The file for what a command found.
package struct ReportSetting: Equatable, Sendable {
  /// The format, named by the file's extension.
  package enum Format: String, CaseIterable, Sendable {
    /// One entry for each record that is not unchanged, for programs.
    case ndjson, csv
    /// A page for people.
    case html, md

    package var isPage: Bool { self == .html || self == .md }
  }

  package var path: String
  package var format: Format

  package init(path: String, format: Format) {
    self.path = path
    self.format = format
  }
}
