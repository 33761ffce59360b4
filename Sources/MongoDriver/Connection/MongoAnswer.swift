/// What a server is asked by a thread of its own: the run does something else meanwhile, and need not wait to the end.
struct MongoAnswer<Value>: ~Copyable {
  /// nil until the server has answered, or has not in time.
  private let outcome: Monitor<Result<Value, MongoError>?>
  private let thread: LibraryThread

  /// Begins; what goes wrong with the server is thrown by `get`.
  init(_ ask: @escaping @Sendable () throws(MongoError) -> Value) throws(MongoError) {
    let outcome = Monitor<Result<Value, MongoError>?>(nil)
    self.outcome = outcome
    thread = try LibraryThread {
      let result = Result<Value, MongoError> { () throws(MongoError) in try ask() }
      outcome.use { $0 = result }
      outcome.wake()
    }
  }

  /// Waits for the answer; throws what asking has thrown.
  /// - Parameter waiting: called many times a second until then; it may throw to stop.
  consuming func get(waiting: () throws -> Void) throws -> Value {
    while true {
      if let result = outcome.use({ $0.take() }) { return try result.get() }
      if !outcome.wait(milliseconds: 50, until: { $0 != nil }) { try waiting() }
    }
  }
}
