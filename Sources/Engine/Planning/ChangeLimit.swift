/// The greatest number of rows or records that a run may have of one kind.
package enum ChangeLimit: Equatable, Sendable {
  /// Below this many in all a percentage says nothing, unless it is 0.
  static let smallTotal = 10

  /// This many, 0 or more.
  case count(Int)
  /// This share of all there are, 0 or more; may be over 100 %.
  case percent(Percentage)

  /// As an option takes it: `100`, `4.56%`.
  package var text: String {
    switch self {
    case .count(let number): "\(number)"
    case .percent(let share): "\(share.text)%"
    }
  }

  /// How many it allows, in words, where the number is beyond it; nil when the number is within. `total` is how
  /// many there are of the `things` in all.
  package func allowance(exceededBy number: Int, of total: Int, _ things: String) -> String? {
    switch self {
    case .count(let most): return number <= most ? nil : "\(most)"
    case .percent(let share):
      let isIdle = total < Self.smallTotal && !share.isZero
      return isIdle || number <= share.most(of: total)
        ? nil : "\(share.text) % of \(total) \(things)"
    }
  }
}
