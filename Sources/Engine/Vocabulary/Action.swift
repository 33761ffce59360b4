/// What a run does, or did, with one record of the source; for an undo, with one client of the run. `orphan` is said
/// of a row that has no record.
///
/// The raw values are the contract's words: results, reports, metrics and the journal use them
/// unchanged. How each one looks is defined in `look`, and nowhere else.
package enum Action: String, CaseIterable, Sendable {
  case create
  case update
  /// Exists and differs, and stays so.
  case differs
  /// Lost to another record of the source with the same key.
  case duplicate
  /// Cannot be a row.
  case rejected
  /// Planned, but PostgreSQL refused the row.
  case failed
  /// Deleted by an undo, because the run had created it.
  case delete
  /// Left as it is by an undo.
  case kept
  /// A row of the target without a record: never touched.
  case orphan

  /// Those that become of a record.
  package static let fates = allCases.filter { $0 != .orphan }

  /// The actions that write a row: deletions first, which free values before they are taken.
  package static let written: [Action] = [.delete, .update, .create]

  /// True when a row is written.
  package var isWritten: Bool { Self.written.contains(self) }

  /// True when an entry shows what differs in its row.
  package var tellsValues: Bool { ![.kept, .duplicate, .rejected, .orphan].contains(self) }

  /// The fates in the order in which counts are listed: what was written first.
  package static let listed = fates.filter(\.isWritten) + fates.filter { !$0.isWritten }
}

extension Action {
  /// How an action looks on the screen and on pages, and what is said about its entries.
  package struct Look: Sendable {
    /// One ASCII character, a different one for each action of one kind of run.
    package let sign: String
    package let ink: Ink
    /// nil for the tone of what is of little weight.
    package let tone: Tone?
    /// What a line says about an entry, in this order.
    package let parts: [EntryPart]
    /// Words for one such record, and for several, in a list of those that no run writes.
    package let left: (one: String, several: String)?

    fileprivate init(
      _ sign: String, _ ink: Ink, _ tone: Tone?, _ parts: [EntryPart],
      left: (one: String, several: String)? = nil
    ) {
      (self.sign, self.ink, self.tone, self.parts, self.left) = (sign, ink, tone, parts, left)
    }
  }

  package var look: Look {
    switch self {
    case .create: Look("+", .green, Tone("#1a7f37", dark: "#56d364"), [.values, .finding])
    case .update: Look("~", .yellow, Tone("#8a5a00", dark: "#e3b341"), [.differences, .finding])
    case .differs:
      Look(
        "=", .cyan, Tone("#0a6580", dark: "#56c2e6"), [.differences, .reason],
        left: ("that differs and stays so", "that differ and stay so"))
    case .duplicate:
      Look("2", .magenta, Tone("#7a3fbf", dark: "#c297ff"), [.identity, .winner, .reason])
    case .rejected: Look("!", .red, Tone("#b3261e", dark: "#ff8a80"), [.identity, .reason])
    case .failed: Look("x", .red, Tone("#a01050", dark: "#ff7eb6"), [.identity, .reason])
    case .delete: Look("-", .red, Tone("#a33c00", dark: "#ffa657"), [.formerValues, .finding])
    case .kept:
      Look(
        "=", .cyan, Tone("#55606b", dark: "#a3aeb9", paper: "#444444"), [.identity, .reason])
    case .orphan: Look("?", .cyan, nil, [.identity])
    }
  }
}

/// A part of the line about an entry.
package enum EntryPart: Sendable {
  /// What the row gets, has in other values, and had.
  case values, differences, formerValues
  /// The record's `_id`, or the row's id; the record that it lost to; the reason.
  case identity, winner, reason
  /// The reason of one that shows values, too.
  case finding
}

/// The colours and the weight of text on a terminal, as numbers of an SGR sequence (ECMA-48).
package enum Ink: Int, Sendable {
  case bold = 1
  case red = 31
  case green = 32
  case yellow = 33
  case magenta = 35
  case cyan = 36
}

/// A colour of pages in CSS, for each medium on which a page is read.
package struct Tone: Sendable {
  package let light: String
  package let dark: String
  package let paper: String

  /// `paper` is nil where it is the same as `light`.
  init(_ light: String, dark: String, paper: String? = nil) {
    self.light = light
    self.dark = dark
    self.paper = paper ?? light
  }
}
