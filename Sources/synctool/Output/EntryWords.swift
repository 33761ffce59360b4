internal import SyncCore

/// The words that the entries of a plan and the clients of `explain` share.
enum EntryWords {
  /// `phone: too-long (longer than the column takes)`; without a field the reason alone.
  static func because(_ reason: Reason, _ field: String?) -> String {
    let field = field.map { SafeText.escape($0) + ": " } ?? ""
    return "\(field)\(reason.rawValue) (\(ReasonText.explanation(reason)))"
  }

  /// `address.city: "Ulm" -> (absent)`.
  static func difference(_ change: Change) -> String {
    "\(SafeText.escape(change.path)): \(side(change.from)) -> \(side(change.to))"
  }

  /// One side of a change as JSON; nil is a path that is absent there.
  static func side(_ value: JSONValue?) -> String {
    guard let value else { return "(absent)" }
    return SafeText.escape(JSONWriter().text(value))
  }
}
