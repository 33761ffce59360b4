package import Records

/// How many records were not written for one reason.
package struct ReasonCount: Equatable, Sendable {
  /// What became of them, in the contract's words.
  package var action: String
  package var reason: Reason
  /// The source field, target column or constraint; nil when the reason is about the whole record.
  package var field: String?
  package var number: Int
}

extension ReasonCount {
  /// Counts the reasons of entries that are at hand: the most frequent first, then by name.
  package static func of(_ entries: [PlanEntry]) -> [ReasonCount] {
    var found: [ReasonCount] = []
    var places: [[String]: Int] = [:]
    for entry in entries {
      guard let reason = entry.reason else { continue }
      let name = [entry.action.rawValue, reason.rawValue, entry.field ?? ""]
      if let place = places[name] {
        found[place].number += 1
      } else {
        places[name] = found.count
        found.append(
          ReasonCount(
            action: entry.action.rawValue, reason: reason, field: entry.field, number: 1))
      }
    }
    return found.sorted {
      ($1.number, $0.action, $0.reason.rawValue, $0.field ?? "")
        < ($0.number, $1.action, $1.reason.rawValue, $1.field ?? "")
    }
  }
}
