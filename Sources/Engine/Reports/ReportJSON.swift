package import Basics
package import Records

/// Renders plan entries as JSON: one object each, always with the same names;
/// a record whose text is broken, one that depends on others, one that others follow and a stale one have further ones,
/// last.
package enum ReportJSON {
  /// The entry as an object; missing values are null.
  package static func object(_ entry: PlanEntry) -> JSONValue {
    let object: JSONValue = [
      "action": .string(entry.action.rawValue),
      "changes": changes(entry.changes),
      "field": .text(entry.field),
      "key": .text(entry.key),
      "reason": .text(entry.reason?.rawValue),
      "sourceId": .text(entry.sourceID),
      "targetId": entry.targetID,
      "winnerId": .text(entry.winnerID),
    ]
    return object.with(place(entry.place)).with(others(entry.others)).with(follows(entry.follows))
      .with(entry.isStale ? ["stale": .bool(true)] : [:])
  }

  /// The members that only an entry has which depends on others.
  private static func others(_ others: OtherClients?) -> JSONValue {
    guard let others else { return [:] }
    return [
      "otherCount": .integer(others.count), "others": .array(others.names.map(JSONValue.string)),
    ]
  }

  /// The member that only an entry has whose row others follow.
  private static func follows(_ counts: [NamedCount]) -> JSONValue {
    if counts.isEmpty { return [:] }
    return ["follows": .object(counts.map { (name: $0.name, value: .integer($0.number)) })]
  }

  /// The changes by path; a side on which the path is absent is left out, and so is a type that JSON
  /// tells.
  package static func changes(_ changes: [Change]) -> JSONValue {
    .object(
      changes.map { change in
        var sides: JSONValue = [:]
        sides["from"] = change.from
        if let type = change.fromType { sides["fromType"] = .string(type) }
        sides["to"] = change.to
        return (name: change.path, value: sides)
      })
  }

  /// The members that only a record with broken text has.
  package static func place(_ place: SourcePlace?) -> JSONValue {
    guard let place else { return [:] }
    return [
      "detail": .string(place.detail), "line": .integer(place.line), "byte": .integer(place.byte),
    ]
  }
}
