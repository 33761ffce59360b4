internal import Records

/// Counts the reasons of entries that are at hand.
package enum ReasonCounts {
  /// The most frequent first, then by name; entries without a reason are skipped.
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
