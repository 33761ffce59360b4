/// The greatest number of rows that a run may create or update.
package enum ChangeLimit: Equatable, Sendable {
  /// So many rows, 0 or more.
  case count(Int)
  /// So many per cent of the rows that exist, 0 or more; may be over 100.
  case percent(Percentage)

  /// As an option takes it: `100`, `4.56%`.
  var text: String {
    switch self {
    case .count(let number): "\(number)"
    case .percent(let share): "\(share.text)%"
    }
  }
}
