internal import Engine
internal import PostgresDriver
internal import Records

/// How a user of the auth service and a row of the application belong together.
///
/// The raw values are the words of results.
enum IdentityClass: String, CaseIterable {
  /// The row has the user's id and the same email; nothing is to do.
  case synced
  /// Another user has the same email, and the row.
  case duplicate
  /// The row has the user's id and an email that belongs to no user.
  case emailDiffers = "email-differs"
  /// The same, and another row has the user's email.
  case keyOccupied = "key-occupied"
  /// The user has no row.
  case missing
  /// The row has the user's email, and an id that belongs to no user.
  case mismatched
  /// A row has one user's id and another's email.
  case claimedTwice = "claimed-twice"
  /// Two users without a row have one email, or two rows have it that are not each a user's own.
  case ambiguous
  case emailMissing = "email-missing"
  case emailInvalid = "email-invalid"
  /// The row belongs to no user.
  case orphan

  /// What a fix does with the user, or what the row is; nil where nothing is to do.
  private var action: Action? {
    switch self {
    case .synced: nil
    case .orphan: .orphan
    case .missing: .create
    case .emailDiffers, .mismatched: .update
    case .duplicate: .duplicate
    case .keyOccupied, .claimedTwice, .ambiguous, .emailMissing, .emailInvalid: .rejected
    }
  }

  private var reason: Reason? {
    switch self {
    case .synced, .orphan, .missing, .emailDiffers, .mismatched: nil
    case .duplicate: .rowOfAnother
    case .keyOccupied: .keyOccupied
    case .claimedTwice: .claimedTwice
    case .ambiguous: .ambiguous
    case .emailMissing: .emailMissing
    case .emailInvalid: .emailInvalid
    }
  }

  /// A row of the class, the word for the plan and the reason for each class that the plan has, as SQL.
  static let rows: [SQL] = allCases.compactMap { (kind) -> SQL? in
    let reason: SQL = kind.reason.map { (reason) -> SQL in "\(reason)" } ?? "NULL::pg_catalog.text"
    return kind.action.map { "(\(kind), \($0), \(reason))" }
  }
}
