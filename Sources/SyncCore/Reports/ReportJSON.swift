/// Renders plan entries as JSON: one object each, always with the same names.
package enum ReportJSON {
  /// The entry as an object; what there is none of is null.
  package static func object(_ entry: PlanEntry) -> JSONValue {
    .object([
      (name: "action", value: .string(entry.action.rawValue)),
      (name: "changes", value: changes(entry.changes)),
      (name: "field", value: string(entry.field)),
      (name: "key", value: string(entry.key)),
      (name: "reason", value: string(entry.reason?.rawValue)),
      (name: "sourceId", value: string(entry.sourceID)),
      (name: "targetId", value: entry.targetID),
      (name: "winnerId", value: string(entry.winnerID)),
    ])
  }

  /// The changes by path; a side on which the path is absent is left out.
  package static func changes(_ changes: [Change]) -> JSONValue {
    .object(
      changes.map { change in
        let from = change.from.map { [(name: "from", value: $0)] } ?? []
        let to = change.to.map { [(name: "to", value: $0)] } ?? []
        return (name: change.path, value: .object(from + to))
      })
  }

  private static func string(_ text: String?) -> JSONValue {
    text.map(JSONValue.string) ?? .null
  }
}
