package import Basics
internal import Glibc

/// Whether a source can be read more than once.
package enum SourceRepeat {
  /// Throws `.usage` for standard input, pipes and the like: what is read of them is gone.
  package static func require(_ source: SourceSetting) throws(SyncFailure) {
    let isGone =
      switch source {
      case .standardInput: true
      case .file(let path): access(path, F_OK) == 0 && !Preflight.isOrdinaryFile(path)
      case .mongo, .documents, .unset: false
      }
    guard isGone else { return }
    throw SyncFailure(
      .usage, .arguments,
      "the source is read several times, and what is read of a pipe or of standard input is gone",
      hint: "save it to a file, and give that as --source")
  }
}
