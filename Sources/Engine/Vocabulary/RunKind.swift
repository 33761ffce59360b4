package import Basics

/// What distinguishes one kind of run from the others: code that depends on the command asks
/// its kind.
package struct RunKind: Equatable, Sendable {
  /// The command's word, as used in results, metrics and the journal.
  package let command: String
  /// The title of its page, before the table: `Sync of public.clients`.
  package let title: String
  /// The possible fates of its records, in the order in which they are shown.
  package let fates: [Fate]
  /// What rows without a record are, where each is an entry of its own; nil where they are only counted.
  package var orphans: Fate? = nil
  /// The fates that make a run incomplete (exit code 3): they are always shown, and the
  /// journal keeps them with their reasons.
  package let problems: [Action]
  /// True when a source's records are compared with the table: then some are unchanged, and rows can be orphans.
  /// Otherwise its entries come from no record.
  package let comparesSource: Bool
  /// True for one that shows each client before it writes, and so takes no digest of a plan.
  package let showsBefore: Bool
  /// The part of the table that a successful run has brought into step.
  package let reach: Reach
  /// True when what it wrote can be undone.
  package let canBeUndone: Bool
  /// What people read before the id of an entry's record, where it has one.
  package var idWord = Self.documentID
  /// What its records are: `clients`.
  package var noun = "clients"
  /// True when what it counts as written are links, and no rows.
  package var writesLinks = false

  /// An action, and what it means in runs of one kind; nil where the word says it.
  package struct Fate: Equatable, Sendable {
    package let action: Action
    package let meaning: String?

    package init(_ action: Action, _ meaning: String? = nil) {
      (self.action, self.meaning) = (action, meaning)
    }
  }

  /// Which part of the table a run brings into step, if `--only` does not restrict it.
  package enum Reach: Sendable {
    /// None: it does not write there.
    case nothing
    case table
    /// The named clients, always.
    case clients
    /// The ids of its rows, or of those named, and nothing else of them.
    case ids
    /// The clients of another run.
    case run
  }
}

extension RunKind {
  /// The names, in counts, of the records that were read, and of those that need nothing.
  package static let (read, unchanged) = ("read", "unchanged")

  /// What people read before the id of a document.
  package static let documentID = "_id"

  /// What may become of its records.
  package var actions: [Action] { fates.map(\.action) }

  /// What its entries may be, in the order in which they are shown: rows without a record come last.
  package var entries: [Fate] { fates + [orphans].compactMap(\.self) }

  /// How entries are marked: `+ create, = differs (exists, differs and stays so)`.
  package var legend: String {
    entries.map { fate in
      let meaning = fate.meaning.map { " (\($0))" } ?? ""
      return "\(fate.action.look.sign) \(fate.action.rawValue)\(meaning)"
    }.joined(separator: ", ")
  }

  /// The actions that are shown; with `--quiet` only problems.
  package func shown(quiet: Bool) -> [Action] {
    entries.map(\.action).filter { !quiet || problems.contains($0) }
  }

  /// The counts of the fates.
  package func totals(_ counts: Tally) -> [(name: String, number: Int)] {
    actions.map { (name: $0.rawValue, number: counts[$0]) }
  }

  /// The number of entries for each action.
  package func entries(_ counts: Tally) -> [(name: String, number: Int)] {
    entries.map { (name: $0.action.rawValue, number: counts[$0.action]) }
  }

  /// All counts, the records read first.
  package func counts(_ counts: Tally) -> [(name: String, number: Int)] {
    let own = [(name: Self.read, number: counts.read)] + totals(counts)
    let unchanged = [(name: Self.unchanged, number: counts.unchanged)]
    if comparesSource { return own + unchanged + counts.beside }
    return counts.unchanged > 0 ? own + unchanged : own
  }

  /// The exit code of a run that did its job; with `tellsChanges` it differs when there is something to
  /// write.
  package func exitCode(_ counts: Tally, tellsChanges: Bool) -> ExitCode {
    if counts.isShort || problems.contains(where: { counts.problems($0) > 0 }) {
      return .incomplete
    }
    return tellsChanges && counts.changes > 0 ? .changesPending : .done
  }
}

/// How a run names itself in results and in the journal.
package struct RunIdentity: Sendable {
  package var kind: RunKind
  package var toolVersion: String

  package init(_ kind: RunKind, toolVersion: String) {
    self.kind = kind
    self.toolVersion = toolVersion
  }
}
