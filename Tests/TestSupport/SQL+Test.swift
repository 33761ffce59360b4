@testable package import PostgresDriver

extension SQL {
  /// What a test has put together, as it is.
  package init(test text: String) { self.init(writtenByServer: text) }
}
