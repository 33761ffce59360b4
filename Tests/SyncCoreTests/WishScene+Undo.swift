import MongoDriver
import Records
import SyncCore
import TestSupport
import Testing

@testable import Engine

extension WishScene {
  /// Takes a run back. Only a kind of the product's is known to the journal's readers: the run passes for a sync.
  func undo(
    _ run: Int64?, only: [String]? = nil, from source: SourceSetting? = nil
  ) throws -> SyncResult {
    let run = try #require(run)
    try database.run(
      "UPDATE synctool.runs SET command = 'sync' WHERE id = \(run) AND command = 'wish'")
    let session = KeptSession(request.target, watch.stop)
    let found = try #require(DocumentRun.find(.number(run), request, on: session))
    let keys = try only.map {
      try KeySet(emails: $0, match: .exact, name: "--only", fromOption: true)
    }
    let server = SourceSetting.mongo(
      uri: try MongoURI(store.uri + options), database: "other", collection: "clients")
    let work = DocumentUndoWork(
      found, request, (id: "n", key: "key", time: nil, references: []), source ?? server, watch,
      only: { _ in keys ?? nil })
    return RunEngine(work, request, watch, RunIdentity(.undo, toolVersion: "test"), on: session)
      .run()
  }
}
