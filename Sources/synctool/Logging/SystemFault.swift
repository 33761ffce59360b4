internal import Basics
internal import SyncCore

/// A system call that failed.
struct SystemFault: Error {
  /// Its `errno`.
  let code: Int32

  init(_ code: Int32) { self.code = code }

  /// The same in words.
  var words: String { SystemErrorText.describe(code) }
}
