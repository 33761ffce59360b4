internal import MongoDriver
internal import Records

/// What is known of the operations of one command once it was sent.
enum DocumentDoubt {
  /// It broke: each may be done, or be done yet.
  case broken(MongoError)
  /// It was answered in full.
  case answered(MongoUpdateReply)

  /// True when all operations, of this number, were done.
  func isWhole(_ count: Int) -> Bool {
    guard case .answered(let reply) = self else { return false }
    return reply.matched == count && reply.refusals.isEmpty && reply.concernCode == nil
  }

  /// True when what still looks as it was may be done all the same.
  var mayBeDone: Bool {
    switch self {
    case .broken(let error): !error.isAnswer
    case .answered(let reply): reply.concernCode != nil
    }
  }

  /// What has become of the document of one operation, by what it holds now (nil for one that is gone); nil where it is
  /// open.
  ///
  /// - Parameters:
  ///   - place: of the operation in the command.
  ///   - count: how many operations the command had.
  ///   - again: true where a command before this one may have written the document already.
  func fate(
    _ state: DocumentState?, at place: Int, of count: Int, again: Bool
  ) -> DocumentFate? {
    guard let state else { return .gone }
    if state == .after { return .written }
    switch self {
    case .broken: return state == .before ? nil : .changed
    case .answered(let reply):
      if let refusal = reply.refusals.first(where: { $0.place == place }) {
        if MongoError.mayPass(refusal.code) { return state == .before ? nil : .changed }
        return MongoError.uniqueCodes.contains(refusal.code) ? .taken : .refused(code: refusal.code)
      }
      // All were found, now or before, and not all who have to confirm it did.
      let isOpen =
        reply.concernCode != nil && (again || reply.matched == count - reply.refusals.count)
      return isOpen && state == .before ? nil : .changed
    }
  }

  /// Why the run cannot go on from here as if nothing was; nil where it can.
  func error(_ source: DocumentSource) -> MongoError? {
    switch self {
    case .broken(let error): error
    case .answered(let reply):
      (reply.concernCode ?? reply.refusals.first { MongoError.mayPass($0.code) }?.code)
        .map { MongoError(server: $0, hosts: source.hosts) }
    }
  }
}

extension MongoError {
  /// DuplicateKey, by its names in all versions.
  fileprivate static let uniqueCodes: Set<Int> = [11000, 11001, 12582]
  /// BSONObjectTooLarge.
  static let tooLarge = 10334

  /// True when the same may succeed the next time.
  var mayPass: Bool { kind == .interrupted || kind == .unreachable }

  fileprivate static func mayPass(_ code: Int) -> Bool {
    MongoError(server: code, hosts: []).mayPass
  }

  /// True when nothing of what was asked was begun: no server was found, or it let us not in.
  var isBeforeWork: Bool { kind == .unreachable || kind == .refused || kind == .badURI }
}

extension DocumentFate {
  /// What the plan says of it; nil for one that was written.
  var reason: (Reason, field: String?)? {
    switch self {
    case .written: nil
    case .changed: (.changedMeanwhile, nil)
    case .gone: (.gone, nil)
    case .taken: (.uniqueViolation, nil)
    case .refused(let code): (.refused, "\(code)")
    }
  }
}
