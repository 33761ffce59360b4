package import Basics

/// Hides emails and phones in what is shown and reported, where `--mask` asks for it.
///
/// The one place where values are hidden: whatever leaves the run passes through it before it is rendered, the
/// entries of a plan where `RunEngine` hands them out.
/// Names stay as they are, and so do failures (`SyncFailure`), which hold no data.
package struct Mask: Sendable {
  /// The kinds of value that are masked.
  private enum Kind {
    case email, phone, other
  }

  /// Deeper values are hidden whole: no record has them, and descending into them takes stack.
  private static let depthLimit = 120

  /// False when nothing is hidden.
  let isOn: Bool
  private let email: String
  /// Columns in which all digits are hidden.
  private let phones: [String]

  /// Hides nothing.
  package static let none = Mask(isOn: false, email: "", phones: [])
}

extension Mask {
  /// Hides emails and phones; the columns named hold nothing else.
  package init(email: String, phones: [String]) {
    self.init(isOn: true, email: email, phones: phones)
  }

  /// An entry of a plan or of the journal, with emails hidden in its ids, its field and its values too.
  package func entry(_ entry: PlanEntry) -> PlanEntry {
    guard isOn else { return entry }
    var masked = entry
    masked.key = entry.key.map(EmailMask.whole)
    masked.sourceID = entry.sourceID.map(EmailMask.within)
    masked.targetID = value(entry.targetID, .other, 0)
    masked.field = entry.field.map(path)
    masked.winnerID = entry.winnerID.map(EmailMask.within)
    masked.changes = entry.changes.map(change)
    masked.others?.names = entry.others?.names.map(EmailMask.within) ?? []
    return masked
  }

  /// What a run has made of a link.
  package func link(_ link: LinkMove) -> LinkMove {
    var masked = link
    (masked.key, masked.sourceID) = (key(link.key), text(link.sourceID))
    masked.before.rowID = text(link.before.rowID)
    masked.after?.rowID = text(link.after?.rowID ?? "")
    return masked
  }

  /// A client's key.
  package func key(_ key: String) -> String { isOn ? EmailMask.whole(key) : key }

  /// A sentence that may name clients.
  package func text(_ text: String) -> String { isOn ? EmailMask.within(text) : text }

  /// A column or a field, or a path within one.
  package func path(_ path: String) -> String { text(names(path)) }

  /// The same with its emails as they are: what a sentence holds that is masked as a whole.
  package func names(_ path: String) -> String {
    guard isOn, kind(path) == .phone else { return path }
    let end = path.firstIndex { $0 == "." || $0 == "[" } ?? path.endIndex
    return path[..<end] + PhoneMask.name(String(path[end...]))
  }

  /// The value of a column, or of a path within one.
  package func value(_ value: JSONValue, at path: String) -> JSONValue {
    isOn ? self.value(value, kind(path), 0) : value
  }

  /// The difference in one column or path; two values that look the same when masked are marked as different.
  package func change(_ change: Change) -> Change {
    guard isOn else { return change }
    var masked = change
    masked.path = path(change.path)
    let kind = kind(change.path)
    masked.from = change.from.map { value($0, kind, 0) }
    masked.to = change.to.map { value($0, kind, 0) }
    if change.from != change.to, masked.from == masked.to, case .string(let text)? = masked.to {
      masked.to = .string(text + " (different)")
    }
    return masked
  }

  private func kind(_ path: String) -> Kind {
    let isIn = { (column: String) in
      path == column || path.hasPrefix(column + ".") || path.hasPrefix(column + "[")
    }
    if isIn(email) { return .email }
    return PhoneMask.isName(path) || phones.contains(where: isIn) ? .phone : .other
  }

  private func value(_ value: JSONValue, _ kind: Kind, _ depth: Int) -> JSONValue {
    guard depth < Self.depthLimit else { return .string("***") }
    switch value {
    case .null, .bool: return value
    case .number(let digits): return kind == .phone ? .string(PhoneMask.text(digits)) : value
    case .string(let text):
      switch kind {
      case .email: return .string(EmailMask.whole(text))
      case .phone: return .string(EmailMask.within(PhoneMask.text(text)))
      case .other: return .string(EmailMask.within(text))
      }
    case .array(let elements): return .array(elements.map { self.value($0, kind, depth + 1) })
    case .object(let members):
      return .object(
        members.map { name, member in
          let inner = PhoneMask.isName(name) ? .phone : kind
          let shown = kind == .phone ? PhoneMask.name(name) : name
          return (name: EmailMask.within(shown), value: self.value(member, inner, depth + 1))
        })
    }
  }
}
