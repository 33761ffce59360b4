internal import Basics
internal import PostgresDriver
internal import Records

/// A word that the journal keeps of a run and that a reader must know: otherwise it would report
/// something else than the writer did.
struct JournalWord<Word: RawRepresentable<String> & Equatable> {
  /// What the word means, and the table it is in.
  let what: String
  let table: String
  let known: [Word]

  /// The word of the run with this number.
  func read(_ text: String, of run: Int64) throws(PostgresError) -> Word {
    guard let word = Word(rawValue: text), known.contains(word) else {
      let shown = SafeText.escape(String(text.prefix(40)))
      throw PostgresError(
        kind: .protocolMisuse, statement: "read the journal",
        message: "run \(run) of the journal has the \(what) \"\(shown)\" in synctool.\(table),"
          + " which this synctool does not know",
        hint:
          "read it with the synctool that wrote it, or check who else writes to synctool.\(table)")
    }
    return word
  }
}

extension JournalWord<RunStatus> {
  static var status: Self { Self(what: "status", table: "runs", known: RunStatus.allCases) }
}

extension JournalWord<CountName> {
  static var count: Self { Self(what: "count", table: "runs", known: CountName.allCases) }
}

extension JournalWord<MatchRule> {
  static var match: Self {
    Self(what: "matching rule", table: "runs", known: MatchRule.allCases)
  }
}

extension JournalWord<Action> {
  /// What was done to a row.
  static var change: Self { Self(what: "action", table: "changes", known: Action.written) }

  /// What became of a record that was not written.
  static var rejection: Self {
    Self(what: "action", table: "rejections", known: RunKind.all.flatMap(\.problems))
  }
}

extension JournalWord<DocumentOutcome> {
  /// What became of a document.
  static var outcome: Self {
    Self(what: "outcome", table: "document_changes", known: DocumentOutcome.allCases)
  }
}

extension JournalWord<Reason> {
  static var reason: Self { Self(what: "reason", table: "rejections", known: Reason.allCases) }
}
