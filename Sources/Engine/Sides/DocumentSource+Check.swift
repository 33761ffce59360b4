internal import Basics
internal import MongoDriver

extension DocumentSource {
  /// What the source is like; one that cannot be read is a finding, not an error.
  ///
  /// A server's documents are counted in passing, up to `limit`, where the run wants to know; nil does not count.
  /// `updates` asks whether they may be written, as far as the server tells.
  package func check(countingUpTo limit: Int? = nil, updates: Bool = false) -> [CheckLine] {
    switch origin {
    case .collection(let uri, let database, let collection):
      return collectionLines(uri, database, collection, limit, updates)
    case .file("-"): return [ok("file", "standard input, not read yet")]
    case .file(let path): return [fileLine(path)]
    case .memory: return []
    }
  }

  /// Anything but a regular file is left alone: what is read from a pipe is gone.
  private func fileLine(_ path: String) -> CheckLine {
    if !canRepeat { return ok("file", "\(path), not a regular file, not read yet") }
    do throws(SourceFileError) {
      let file = try open(path)
      let size = file.size.map { ", \($0) bytes" } ?? ""
      opened = consume file
      return ok("file", "\(path)\(size)")
    } catch {
      return fault("file", SyncFailure(error))
    }
  }

  /// Stops at the first fault: nothing beyond it can be checked.
  private func collectionLines(
    _ uri: MongoURI, _ database: String, _ collection: String, _ limit: Int?, _ updates: Bool
  ) -> [CheckLine] {
    // A session that is left from a read needs no look.
    if client != nil { return uri.weaknesses + [tlsLine(uri, uri.usesTLS)] }
    var lines = uri.weaknesses
    var subject = "reachable"
    do {
      let client = try connect(uri)
      let version: String
      do {
        version = try client.serverVersion()
      } catch {
        if error.isAnswer {
          lines.append(ok(subject, uri.redacted))
          subject = "version"
        }
        throw error
      }
      lines += [ok(subject, uri.redacted), ok("version", "MongoDB \(version)")]
      lines.append(tlsLine(uri, client.usesTLS))
      subject = "collection"
      let isEmpty = try isEmpty(client, database, collection, limit)
      lines.append(
        ok(subject, "\(database).\(collection) can be read\(isEmpty ? " and is empty" : "")"))
      if updates {
        subject = "privileges"
        lines.append(try updateLine(client, database, collection))
      }
      self.client = consume client
    } catch {
      let failure =
        stop.failure(.source) ?? (error as? MongoError).map { SyncFailure($0) }
        ?? SyncFailure(.failed, .source, "the source cannot be read")
      lines.append(fault(subject, failure))
    }
    return lines
  }

  /// Counting and reading one document need the same privilege as a run.
  private func isEmpty(
    _ client: borrowing MongoClient, _ database: String, _ collection: String, _ limit: Int?
  ) throws -> Bool {
    counted = nil
    if let limit, limit > 0,
      let found = try count(client, database, collection, upTo: limit)
    {
      counted = (found, limit)
      return found == 0
    }
    return try client.isEmpty(database: database, collection: collection) {
      try stop.check(.source)
    }
  }

  private func updateLine(
    _ client: borrowing MongoClient, _ database: String, _ collection: String
  ) throws -> CheckLine {
    let space = "\(database).\(collection)"
    let may = try client.mayUpdate(database: database, collection: collection) {
      try stop.check(.source)
    }
    guard let may else {
      return ok("privileges", "the server does not tell whether \(space) may be written")
    }
    if may { return ok("privileges", "find, update on \(space)") }
    return .fault(
      "privileges", "the role lacks update on \(space)",
      "grant it to the role; Docs/Operations.md has the least-privilege roles", .refused,
      of: .source)
  }

  /// How many documents there are, counted up to `limit`; nil where the server answers anything else: that it must not
  /// say, or that a view takes too long. What that means for a read shows when one is tried.
  func count(
    _ client: borrowing MongoClient, _ database: String, _ collection: String, upTo limit: Int
  ) throws -> Int? {
    do {
      return try client.count(database: database, collection: collection, limit: limit) {
        try stop.check(.source)
      }
    } catch let error as MongoError where error.isOfServer {
      return nil
    }
  }

  private func tlsLine(_ uri: MongoURI, _ encrypted: Bool) -> CheckLine {
    let local = uri.hosts.allSatisfy { host in
      host.hasPrefix("[::1]")
        || ServerCheck.isLocal(String(host.split(separator: ":").first ?? ""))
    }
    if encrypted { return ok("tls", "on") }
    if local { return ok("tls", "none, local connection") }
    return .warning(
      "tls", "none: passwords and clients travel in the clear", "add tls=true to MONGODB_URI",
      of: .source)
  }

  private func ok(_ subject: String, _ detail: String) -> CheckLine {
    .ok(subject, detail, of: .source)
  }

  private func fault(_ subject: String, _ failure: SyncFailure) -> CheckLine {
    .fault(subject, failure.message, failure.hint, failure.code, of: .source)
  }
}
