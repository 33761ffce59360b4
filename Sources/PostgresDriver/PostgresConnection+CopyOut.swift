internal import CPostgres

extension PostgresConnection {
  /// Runs `COPY … TO STDOUT (FORMAT binary)` and lends one row after another.
  ///
  /// When `row` throws, the copy is cancelled and the error is rethrown; the session stays usable.
  /// Otherwise it throws `PostgresError`.
  /// - Parameter commits: has the COMMIT go with it, of the transaction that it is the last statement of.
  package mutating func copyOut(
    _ statement: PostgresStatement, commits: Bool = false,
    _ row: (borrowing CopyRow) throws -> Void
  ) throws {
    try finishCopy()
    var text = statement
    if commits { text.sql = [statement.sql, Self.commit.sql].joined(separator: ";\n") }
    let queued = try sendSimple(text)
    _ = try collect(statement.name, opening: PGRES_COPY_OUT, after: queued)
    var reader = CopyOutReader(statement: statement.name)
    do {
      while try readMessage(&reader, row) {}
    } catch let fault as WaitFault {
      throw failure(fault, of: statement.name)
    } catch {
      link.interrupt(seconds: timeouts.cancel)
      throw error
    }
    let tag = try collect(statement.name).commandTag
    if !reader.isComplete {
      throw PostgresError.misuse(statement.name, "the rows ended without the end mark")
    }
    if commits { try Self.check(commitTag: tag) }
  }

  /// Takes one message or waits for one; false after the last.
  private func readMessage(
    _ reader: inout CopyOutReader, _ row: (borrowing CopyRow) throws -> Void
  ) throws -> Bool {
    var message: UnsafeMutablePointer<CChar>?
    let length = unsafe PQgetCopyData(link.handle, &message, 1)
    guard let message = unsafe message, length > 0 else {
      if length == 0 { try link.exchange(writing: false, .untilStopped) }
      return length == 0
    }
    defer { unsafe PQfreemem(message) }
    let bytes = unsafe UnsafeRawBufferPointer(start: message, count: Int(length))
    try unsafe reader.read(bytes.bindMemory(to: UInt8.self), row)
    return true
  }
}
