import PostgresDriver
import TestSupport
import Testing

extension ProcessStage {
  /// Runs a sync while `sql` comes to pass: once the tool reads its source, in which one of the records
  /// comes before and the others after it.
  func run(
    _ arguments: [String], of records: [String], whileReading sql: String
  ) throws -> ToolEnd {
    let source = try SourcePipe()
    let tool = try source.start(self, arguments)
    for (place, record) in records.enumerated() {
      if place == 1 {
        try database.waitForReading()
        try database.run(sql)
      }
      source.write(record + "\n")
    }
    source.end()
    return try tool.end()
  }

  /// Runs the tool while `sql` comes to pass: once the tool waits for the table to write to. The lock that
  /// makes it wait lets reading pass, and is given up with what was done under it.
  func run(_ arguments: [String], whileWaiting sql: String) throws -> ToolEnd {
    var other = try database.connect()
    try other.executeScript("BEGIN; LOCK TABLE public.clients IN ROW EXCLUSIVE MODE")
    let tool = try start(arguments)
    try database.waitForLock()
    // Who holds a lock already does not queue behind the tool.
    let statement = PostgresStatement("alter", "\(SQL(test: sql)); COMMIT")
    try other.executeScript(statement)
    return try tool.end()
  }
}
