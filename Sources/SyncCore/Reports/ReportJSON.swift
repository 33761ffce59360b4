package import Basics
package import Records

/// Renders plan entries as JSON: one object each, always with the same names;
/// a record whose text is broken has further ones, last.
package enum ReportJSON {
  /// The entry as an object; what there is none of is null.
  package static func object(_ entry: PlanEntry) -> JSONValue {
    .object(
      [
        (name: "action", value: .string(entry.action.rawValue)),
        (name: "changes", value: changes(entry.changes)),
        (name: "field", value: string(entry.field)),
        (name: "key", value: string(entry.key)),
        (name: "reason", value: string(entry.reason?.rawValue)),
        (name: "sourceId", value: string(entry.sourceID)),
        (name: "targetId", value: entry.targetID),
        (name: "winnerId", value: string(entry.winnerID)),
      ] + place(entry.place))
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

  /// The members that only a record has whose text is broken.
  package static func place(_ place: SourcePlace?) -> [(name: String, value: JSONValue)] {
    guard let place else { return [] }
    return [
      (name: "detail", value: .string(place.detail)),
      (name: "line", value: .number(String(place.line))),
      (name: "byte", value: .number(String(place.byte))),
    ]
  }

  private static func string(_ text: String?) -> JSONValue {
    text.map(JSONValue.string) ?? .null
  }
}
