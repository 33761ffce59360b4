internal import CMongoc

/// libmongoc's process-wide state: set up once, on first need, so that commands which read no
/// MongoDB do not pay for it.
enum MongoLibrary {
  private static let silenced: Void = {
    // libmongoc would write to standard error, and its warnings quote URIs. The empty handler has
    // no state.
    unsafe mongoc_log_set_handler({ _, _, _, _ in }, nil)
  }()

  private static let started: Void = mongoc_init()

  /// Drops libmongoc's log; needed before any other call.
  static func silence() {
    silenced
  }

  /// Makes libmongoc fit for clients.
  static func start() {
    silenced
    started
  }
}
