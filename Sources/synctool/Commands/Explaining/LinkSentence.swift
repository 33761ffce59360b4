internal import Basics
internal import SyncCore

extension ExplainText {
  /// What the links say of the client, one sentence a line; nothing where none are used.
  func links(_ client: Explanation) -> [String] {
    guard let links = client.links, !links.isEmpty else { return [] }
    return [heading("links", "")] + links.map { "  " + Self.sentence($0) }
  }

  /// How record and row stand to each other, for somebody who has never heard of links.
  private static func sentence(_ link: ExplainedLink) -> String {
    let document = "_id " + SafeText.escape(link.sourceID ?? "")
    let row = "row " + SafeText.escape(link.rowID ?? "")
    let email = link.email.map(EmailText.shown) ?? "no email"
    return switch link.situation {
    case .own: "\(row) belongs to \(document), which has this email"
    case .unowned: "\(row) belongs to nobody yet: the next sync gives it to whoever has this email"
    case .movedAway:
      "\(row) belongs to \(document), which had this email before and has \(email) now"
    case .noEmail: "\(row) belongs to \(document), which has no email that can be read now"
    case .ownerGone:
      "\(row) belongs to \(document), which is gone from the source; if that was the same person,"
        + " synctool links prune frees the row"
    case .renamed: "\(document) has \(row), which still has \(email): its email has changed"
    case .rowGone: "\(document) had \(row), which is gone: it gets a new one"
    case .spare:
      "\(document) is a duplicate that lost \(row) to another record, and gets it when that is gone"
    case .unlinked: "\(document) has no row yet"
    }
  }
}
