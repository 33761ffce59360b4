import Glibc
import PostgresDriver
import TestSupport

extension TestCluster {
  /// The first column of all rows, as text.
  func column(_ sql: String) throws -> [String] {
    var connection = try connect()
    return try connection.query(PostgresStatement("look", SQL(test: sql))) {
      (result) throws(PostgresError) -> [String] in
      var values: [String] = []
      for row in 0..<result.rowCount { values.append(try result.string(row, 0)) }
      return values
    }
  }

  /// Returns once the question is answered by true.
  func waitFor(_ question: String) throws {
    for _ in 0..<1000 {
      if try column(question) == ["t"] { return }
      usleep(20_000)
    }
    throw NotStarted(description: "it never came to be: \(question)")
  }

  /// Returns once the server takes connections again after a crash of its own.
  func waitToConnect() throws {
    for _ in 0..<1000 {
      if (try? connect()) != nil { return }
      usleep(20_000)
    }
    throw NotStarted(description: "the server does not come back")
  }
}
