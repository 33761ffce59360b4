internal import SyncCore

extension Counts {
  /// The number of records with this fate.
  subscript(action: Action) -> Int {
    switch action {
    case .create: create
    case .update: update
    case .differs: differs
    case .duplicate: duplicate
    case .rejected: rejected
    case .failed: failed
    }
  }
}
