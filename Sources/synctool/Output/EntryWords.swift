internal import Basics
internal import Engine
internal import Records

/// The words that the entries of a plan and the clients of `explain` share.
enum EntryWords {
  /// `phone: too-long (longer than the column takes)`; without a field the reason alone.
  static func because(
    _ reason: Reason, _ field: String?, _ place: SourcePlace? = nil
  ) -> String {
    let field = field.map { SafeText.escape($0) + ": " } ?? ""
    return "\(field)\(reason.rawValue) (\(ReasonText.explanation(reason, place)))"
  }

  /// What is shown instead of an `_id` that cannot be shown, as far as the reason says whether
  /// there is one.
  static func absentID(_ reason: Reason?, _ field: String?) -> String {
    switch reason {
    case .malformed: "_id unreadable"
    // Found whether the `_id` can be read or not; all others below are found after it.
    case .duplicateKey: "no readable _id"
    case .invalidUTF8, .nulCharacter, .tooDeep, .outOfRange:
      field == "_id" ? "_id unreadable" : "no _id"
    default: "no _id"
    }
  }

  /// `phone: "555"`.
  static func value(_ path: String, _ value: JSONValue?) -> String {
    "\(SafeText.escape(path)): \(side(value))"
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
