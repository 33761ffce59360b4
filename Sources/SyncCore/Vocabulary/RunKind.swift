package import Basics

/// What sets one kind of run apart from the others: whoever wants to know which command a run is of asks
/// its kind for what follows from that.
package struct RunKind: Equatable, Sendable {
  /// The command's word, as results, metrics and the journal have it.
  package let command: String
  /// What its page is called, before the table: `Sync of public.clients`.
  package let title: String
  /// What its records can come to, in the order in which they are shown.
  package let fates: [Fate]
  /// Those of the fates that make a run incomplete (exit code 3): they are shown when nothing else is, and the
  /// journal keeps them with their reasons.
  package let problems: [Action]
  /// True when a source's records are compared with the table: then some are unchanged, and rows are orphans.
  /// Else its entries come from no record.
  package let comparesSource: Bool
  /// True for one that shows each client before it writes, and so takes no digest of a plan.
  package let showsBefore: Bool
  /// What one that did its job has brought into step.
  package let reach: Reach
  /// True when what it wrote can be taken back.
  package let canBeUndone: Bool

  /// An action, and what it means in runs of one kind; nil where the word says it.
  package struct Fate: Equatable, Sendable {
    package let action: Action
    package let meaning: String?

    init(_ action: Action, _ meaning: String? = nil) {
      (self.action, self.meaning) = (action, meaning)
    }
  }

  /// Which part of the table a run brings into step, if `--only` does not restrict it.
  package enum Reach: Sendable {
    /// None: it writes nothing.
    case nothing
    case table
    /// The clients that are named, always.
    case clients
    /// The clients of another run.
    case run
  }
}

extension RunKind {
  /// The names, in counts, of the records that were read and of those that need nothing.
  package static let (read, unchanged) = ("read", "unchanged")

  package var actions: [Action] { fates.map(\.action) }

  /// How entries are marked: `+ create, = differs (exists, differs and stays so)`.
  package var legend: String {
    fates.map { fate in
      let meaning = fate.meaning.map { " (\($0))" } ?? ""
      return "\(fate.action.look.sign) \(fate.action.rawValue)\(meaning)"
    }.joined(separator: ", ")
  }

  /// The actions that are shown; quiet ones show problems alone.
  package func shown(quiet: Bool) -> [Action] {
    quiet ? actions.filter(problems.contains) : actions
  }

  /// What is to be counted of each fate.
  package func totals(_ counts: Tally) -> [(name: String, number: Int)] {
    actions.map { (name: $0.rawValue, number: counts[$0]) }
  }

  /// All that is to be counted, the records read first.
  package func counts(_ counts: Tally) -> [(name: String, number: Int)] {
    let own = [(name: Self.read, number: counts.read)] + totals(counts)
    return comparesSource
      ? own + [(name: Self.unchanged, number: counts.unchanged)] + counts.beside : own
  }

  /// The code of a run that did its job; `tellsChanges` asks for another one where there is something to
  /// write.
  package func exitCode(_ counts: Tally, tellsChanges: Bool) -> ExitCode {
    if problems.contains(where: { counts.problems($0) > 0 }) { return .incomplete }
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
