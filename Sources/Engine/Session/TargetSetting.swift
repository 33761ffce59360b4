package import PostgresDriver

/// Where the clients are written to.
package struct TargetSetting: Sendable {
  /// libpq's settings, including the password; each keyword at most once.
  package var keywords: [ConnectionKeyword]
  package var table: QualifiedName

  package init(keywords: [ConnectionKeyword], table: QualifiedName) {
    self.keywords = keywords
    self.table = table
  }
}

/// Printed and mirrored without the keywords' values: a password must not leak through `print`.
extension TargetSetting: CustomStringConvertible, CustomReflectable {
  package var description: String {
    "TargetSetting(\(keywords.map(\.keyword).joined(separator: ", ")), table: \(table))"
  }

  package var customMirror: Mirror { Mirror(self, children: ["table": table]) }
}
