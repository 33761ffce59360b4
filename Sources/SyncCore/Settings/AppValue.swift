package import Basics

/// What a created row of the application gets in one column: the first of its sources that is not null.
package struct AppValue: Equatable, Sendable {
  /// Where a value comes from.
  package enum Source: Equatable, Sendable {
    /// A column of the auth table, and the names on the way from there through its JSON; none for the column itself.
    case auth(column: String, path: [String])
    /// A constant, which is not null.
    case value(JSONValue)
  }

  /// The column of the application's table.
  package var column: String
  /// At least one.
  package var sources: [Source]

  package init(column: String, sources: [Source]) {
    (self.column, self.sources) = (column, sources)
  }
}
