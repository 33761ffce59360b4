internal import Basics

/// Which entries a page has room for: every action has its share, so that a few rejected records show
/// among a million created ones.
struct RowQuota {
  private var left: [String: Int] = [:]
  /// What the announced actions leave; for other entries.
  private var spare: Int
  /// Entries seen that had no room, by action, in the order in which they came.
  private var refused: [(name: String, number: Int)] = []
  private(set) var shown = 0
  /// Announced entries not yet asked about: some callers hand out only as many as there is room for.
  private var unseen: [(name: String, number: Int)]

  /// Shares `room` among the actions: each gets what it needs, or as much as the others that need
  /// more.
  init(_ totals: [(name: String, number: Int)], room: Int) {
    var (room, shares) = (room, totals.count)
    for total in totals.sorted(by: { $0.number < $1.number }) {
      let share = min(total.number, room / shares)
      left[total.name] = share
      room -= share
      shares -= 1
    }
    spare = room
    unseen = totals
  }

  /// True when the entry should be shown; `fits` says whether there is room for its bytes.
  mutating func take(_ action: String, fits: Bool) -> Bool {
    if let place = unseen.firstIndex(where: { $0.name == action }) { unseen[place].number -= 1 }
    let rest = left[action] ?? spare
    guard fits, rest > 0 else {
      Self.add(1, action, to: &refused)
      return false
    }
    if left[action] == nil { spare = rest - 1 } else { left[action] = rest - 1 }
    shown += 1
    return true
  }

  /// Adds to the action's number; the actions stay in the order in which they first come.
  static func add(
    _ number: Int, _ action: String, to counts: inout [(name: String, number: Int)]
  ) {
    if let place = counts.firstIndex(where: { $0.name == action }) {
      counts[place].number += number
    } else {
      counts.append((action, number))
    }
  }

  /// What is said about the entries that were not shown; nil when all were.
  func remainder(_ elsewhere: String) -> String? {
    var missing = refused
    for entry in unseen where entry.number > 0 { Self.add(entry.number, entry.name, to: &missing) }
    guard !missing.isEmpty else { return nil }
    let parts = missing.map { "\(NumberText.grouped($0.number)) \($0.name)" }
    let sum = missing.reduce(0) { $0 + $1.number }
    return "\(NumberText.grouped(sum)) more \(sum == 1 ? "entry is" : "entries are") not shown here"
      + " (\(parts.joined(separator: ", "))): \(elsewhere)."
  }
}
