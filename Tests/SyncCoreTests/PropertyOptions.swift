import Basics
import SyncCore
import TestSupport

/// The options of one random run.
struct PropertyOptions {
  enum Limit: CustomStringConvertible {
    case count(Int)
    case percent(Int)

    var description: String {
      switch self {
      case .count(let number): "\(number)"
      case .percent(let number): "\(number)%"
      }
    }
  }

  var force = false
  var folds = true
  /// `newest`, `oldest`, `skip` or `fail`.
  var onDuplicate = "newest"
  var allowUnprotect = false
  var allowEmpty = false
  var detailed = false
  /// Emails as they are typed; empty means all.
  var only: [String] = []
  var maxCreates: Limit?
  var maxUpdates: Limit?
  /// True when the source is so large, by a field that nothing maps, that the target is read before it.
  var isWeighty = false
  /// Less than one row's share makes the run keep what it knows of the target in a file.
  var memory = MemoryBudget.standard
  var temporaryFolders = ["/tmp"]

  /// True when a limit is relative to the rows that exist.
  var hasPercentage: Bool {
    [maxCreates, maxUpdates].contains { if case .percent = $0 { true } else { false } }
  }

  /// The same as the command line has them.
  var arguments: [SettingName: [String]] {
    var arguments: [SettingName: [String]] = [.onDuplicate: [onDuplicate]]
    arguments[.match] = [folds ? "casefold" : "exact"]
    if force { arguments[.force] = ["true"] }
    if allowUnprotect { arguments[.allowUnprotect] = ["true"] }
    if allowEmpty { arguments[.allowEmpty] = ["true"] }
    if detailed { arguments[.detailedExitCode] = ["true"] }
    if !only.isEmpty { arguments[.only] = only }
    if let maxCreates { arguments[.maxCreates] = ["\(maxCreates)"] }
    if let maxUpdates { arguments[.maxUpdates] = ["\(maxUpdates)"] }
    return arguments
  }
}
