internal import CPostgres

extension PostgresConnection {
  /// Sends `chunk`, complete rows without a header, as one `COPY … FROM STDIN (FORMAT binary)`.
  ///
  /// The server works on the rows while the next ones are made. Its answer, possibly a refusal that names
  /// this statement, comes with the next call or `finishCopy`. An empty chunk sends nothing.
  ///
  /// With `waits` the call returns when everything is handed to the kernel, so that the COPY ends
  /// by itself. Without, it returns at once: `pump` hands over the rest bit by bit, and the COPY and
  /// its transaction stay open until that is done, so the caller must not go to sleep meanwhile.
  package mutating func copyIn(
    _ statement: PostgresStatement, _ chunk: borrowing CopyBuffer, waits: Bool = true
  ) throws(PostgresError) {
    try finishCopy()
    if chunk.isEmpty { return }
    let queued = try sendSimple(statement)
    _ = try collect(statement.name, opening: PGRES_COPY_IN, after: queued)
    do throws(WaitFault) {
      var frame = CopyBuffer(capacity: 64)
      frame.append("PGCOPY\n")
      frame.appendInteger(UInt32(0xFF0D_0A00))
      // Flags, then the length of a header extension: neither is used.
      frame.appendInteger(UInt64(0))
      try put(frame, waits: waits)
      try put(chunk, waits: waits)
      frame.removeAll()
      frame.appendInteger(Int16(-1))
      try put(frame, waits: waits)
      if unsafe PQputCopyEnd(link.handle, nil) != 1 { throw .lost }
      if waits { try link.flush(.untilStopped) }
    } catch {
      throw failure(error, of: statement.name)
    }
    link.pendingCopy = statement.name
  }

  /// Keeps the rows of `chunk` as INSERTs into the table until the next statement is sent, in a transaction of
  /// their own: for few rows, a COPY takes two turns.
  ///
  /// `name` is what errors call the statements.
  package mutating func queueRows(
    _ name: String, into table: SQL, _ chunk: borrowing CopyBuffer
  ) throws(PostgresError) {
    var inserts: [PostgresStatement] = []
    var reader = CopyOutReader(statement: name)
    try chunk.withSpan { (span) throws(PostgresError) in
      try reader.forEachRow(span) { fields in
        let places: [SQL] = fields.indices.map { "$\($0 + 1)" }
        inserts.append(
          PostgresStatement(
            name, "INSERT INTO \(table) VALUES (\(places))",
            fields.map { field in
              field.map { range in .encoded(range.map { span[$0] }) } ?? .null
            }))
      }
    }
    queue(inserts, inside: PostgresStatement("begin to \(name)", "BEGIN"))
  }

  /// Hands the kernel as much of the queued data as it takes, without waiting.
  ///
  /// A failure shows with the next call.
  package func pump() {
    _ = unsafe PQflush(link.handle)
  }

  /// Waits for the answer to the last `copyIn`; the number of rows it copied, 0 when none is open.
  @discardableResult
  package mutating func finishCopy() throws(PostgresError) -> Int {
    guard let name = link.pendingCopy else { return 0 }
    link.pendingCopy = nil
    return try collect(name).affectedRows
  }

  /// Ends a COPY whose answer nobody waits for any more, whatever `shouldStop` says; its rows are lost.
  mutating func giveUpCopy() {
    guard link.pendingCopy != nil else { return }
    link.pendingCopy = nil
    link.interrupt(seconds: timeouts.cancel)
  }

  /// Writes the bytes in pieces: libpq copies what the kernel does not take yet.
  private func put(_ bytes: borrowing CopyBuffer, waits: Bool) throws(WaitFault) {
    let piece = 128 << 10
    try bytes.withSpan { (span) throws(WaitFault) in
      var start = 0
      while start < span.count {
        let part = span.extracting(start..<min(start + piece, span.count))
        let taken = unsafe part.withUnsafeBytes { bytes in
          unsafe PQputCopyData(
            link.handle, bytes.assumingMemoryBound(to: CChar.self).baseAddress,
            Int32(bytes.count))
        }
        if taken != 1 { throw .lost }
        if waits { try link.flush(.untilStopped) }
        start += piece
      }
    }
  }
}
