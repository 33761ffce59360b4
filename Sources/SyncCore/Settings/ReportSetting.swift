/// The file that takes one entry for each record that is not unchanged.
package struct ReportSetting: Equatable, Sendable {
  /// The format, named by the file's extension.
  package enum Format: String, CaseIterable, Sendable {
    case ndjson, csv
  }

  package var path: String
  package var format: Format

  package init(path: String, format: Format) {
    self.path = path
    self.format = format
  }
}
