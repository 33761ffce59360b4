internal import CMongoc

/// libmongoc's process-wide state: set up once, when first needed, so that commands which do not use
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

  /// Initialises libmongoc for clients.
  static func start() {
    silenced
    started
  }
}
