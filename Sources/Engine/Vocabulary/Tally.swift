package import Basics

/// How many records met which fate in one run.
///
/// `read` is always the sum of the fates; `orphan` counts target rows with no record in the source (under `--only`, of
/// the clients named there) and is not part of it.
package struct Tally: Equatable, Sendable {
  /// Without zeros, so that equal tallies are equal.
  private var numbers: [Action: Int] = [:]
  package var unchanged = 0
  /// The duplicates that lost to no other record: none with their key is written.
  package var unresolved = 0
  /// Records that the mapping's `where` leaves out; not part of `read`.
  package var excluded = 0
  /// Target rows of such records, which do not count as orphans.
  package var excludedRows = 0
  /// True when the journal has lost clients that the undone run wrote: they do not count in `read`.
  package var isShort = false

  package init() {}

  /// The records that met one fate, or the rows without one; all records but the unchanged ones have an action.
  package subscript(action: Action) -> Int {
    get { numbers[action] ?? 0 }
    set { numbers[action] = newValue == 0 ? nil : newValue }
  }

  /// The records that the source delivered; for an undo the clients of the run.
  package var read: Int { numbers.values.reduce(unchanged, +) - self[.orphan] }

  /// The rows that the run writes or would write.
  package var changes: Int { Action.written.reduce(0) { $0 + self[$1] } }

  /// The records with this action that somebody should look at: of the duplicates only the
  /// unresolved ones, since the others have lost to a record that is written or told itself.
  package func problems(_ action: Action) -> Int {
    action == .duplicate ? unresolved : self[action]
  }

  /// What is counted beside the records read, by the words for people; what a mapping leaves out is
  /// listed only if there is any.
  package var beside: [(name: String, number: Int)] {
    let excluded =
      excluded + excludedRows == 0
      ? [] : [(name: "excluded", number: excluded), (name: "excluded rows", number: excludedRows)]
    return [(name: Action.orphan.rawValue, number: self[.orphan])] + excluded
  }

  /// What a run of the kind counts, by the names of the JSON result, in the byte order of the names.
  package func json(_ kind: RunKind) -> JSONValue {
    var members = kind.actions.map { (name: $0.rawValue, number: self[$0]) }
    members.append((RunKind.read, read))
    if kind.comparesSource {
      members += [
        ("excluded", excluded), ("excludedRows", excludedRows),
        (Action.orphan.rawValue, self[.orphan]), (RunKind.unchanged, unchanged),
      ]
    } else if unchanged > 0 {
      members.append((RunKind.unchanged, unchanged))
    }
    return .object(
      members.sorted { $0.name < $1.name }.map { ($0.name, .integer($0.number)) })
  }
}

/// A number of things, and the word for them.
package typealias NamedCount = (name: String, number: Int)

/// A name by which `Tally.json` counts something, or `AppliedPlan.json`; the journal keeps them.
struct CountName: RawRepresentable, Equatable, CaseIterable {
  let rawValue: String

  /// An object: the rows of other tables that followed, by column.
  static let followed = CountName(rawValue: "followed")
  /// A list: the columns that no foreign key reveals.
  static let references = CountName(rawValue: "references")

  /// An object: how many documents were written, and how many were not.
  static let documents = CountName(rawValue: "documents")

  /// An object: how many links were made, and how many were moved.
  static let links = CountName(rawValue: "links")

  static let allCases =
    (Action.fates.map(\.rawValue)
    + [RunKind.read, RunKind.unchanged, "excluded", "excludedRows", Action.orphan.rawValue])
    .map(Self.init(rawValue:)) + [followed, references, documents, links]

  /// Those that count no rows written.
  static let unwritten = allCases.filter { name in
    !Action.written.contains { $0.rawValue == name.rawValue }
  }
}
