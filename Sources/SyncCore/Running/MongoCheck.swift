internal import Basics
internal import MongoDriver

/// The preflight of a MongoDB source.
struct MongoCheck {
  private struct Enough: Error {}

  private let uri: MongoURI
  private let database: String
  private let collection: String

  init(_ uri: MongoURI, _ database: String, _ collection: String) {
    self.uri = uri
    self.database = database
    self.collection = collection
  }

  /// Stops at the first fault: nothing after it could be told.
  func lines() -> [CheckLine] {
    var lines = uri.weaknesses
    var subject = "reachable"
    do {
      let client = try MongoClient(uri, applicationName: "synctool")
      try client.ping(database: database)
      lines.append(ok(subject, uri.redacted))
      subject = "version"
      lines.append(ok(subject, "MongoDB \(try client.serverVersion())"))
      lines.append(tlsLine(client.usesTLS))
      subject = "collection"
      lines.append(ok(subject, try look(client)))
    } catch {
      lines.append(fault(subject, error))
    }
    return lines
  }

  /// Reading one document needs the very privilege that a run needs.
  private func look(_ client: borrowing MongoClient) throws -> String {
    var cursor = try client.find(database: database, collection: collection, batchSize: 1)
    do {
      try cursor.forEach { _ in throw Enough() }
    } catch is Enough {
      return "\(database).\(collection) can be read"
    }
    return "\(database).\(collection) can be read and is empty"
  }

  private func tlsLine(_ encrypted: Bool) -> CheckLine {
    let local = uri.hosts.allSatisfy { host in
      host.hasPrefix("[::1]")
        || ServerCheck.isLocal(String(host.split(separator: ":").first ?? ""))
    }
    if encrypted { return ok("tls", "on") }
    return CheckLine(
      side: .source, subject: "tls", verdict: local ? .ok : .warning,
      detail: local ? "none, local connection" : "none: passwords and clients travel in the clear",
      hint: local ? "" : "add tls=true to MONGODB_URI")
  }

  private func ok(_ subject: String, _ detail: String) -> CheckLine {
    CheckLine(side: .source, subject: subject, verdict: .ok, detail: detail)
  }

  private func fault(_ subject: String, _ error: any Error) -> CheckLine {
    let failure =
      (error as? MongoError).map { SyncFailure($0) }
      ?? SyncFailure(.failed, .source, "the source cannot be read")
    return CheckLine(
      side: .source, subject: subject, verdict: .fault, detail: failure.message,
      hint: failure.hint, code: failure.code)
  }
}
