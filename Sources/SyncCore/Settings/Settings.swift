package import Basics
package import Engine
package import Records

/// All settings of one run of a command, checked and complete.
package struct Settings: Sendable {
  package var source: SourceSetting
  package var target: TargetSetting
  package var mapping = Mapping.standard
  package var options = OptionValues()
  /// The emails that the run is restricted to, as given, trimmed; empty means every record.
  package var only: [String] = []
  /// The option or the variable that `only` comes from, for messages.
  package var onlyName = Options.only.name.option
  /// True when `only` was typed on the command line.
  package var onlyFromOption = true
  /// The mapped fields whose columns may be emptied although no record has them.
  package var allowAbsent: [FieldPath] = []
  /// nil means no report.
  package var report: ReportSetting?
  package var scope = RunScope.full
  /// Columns of other tables that hold ids of clients without a foreign key.
  package var references: [NamedReference] = []
  /// The tables that `identities` compares; nil unless both are named.
  package var identities: IdentitySetting?
  /// Which users `assign` is about; nil for every other command, and where the source is not a server.
  package var assignment: AssignmentSetting?
  /// Where a file may be made of what does not fit into memory; the first that takes it has it.
  package var temporaryFolders: [String] = []
  /// `--verbose` makes it `debug`, else `LOG_LEVEL`, else `info`; `--quiet` makes it `warn` at most.
  package var logLevel = LogLevel.info
  /// Facts about the settings worth an operator's attention, one sentence each, without values.
  package var warnings: [String] = []

  /// With the defaults of everything not named here.
  package init(source: SourceSetting, target: TargetSetting) {
    self.source = source
    self.target = target
  }

  /// The value of an option.
  package subscript<Value>(option: Option<Value>) -> Value {
    get { options[option] }
    set { options[option] = newValue }
  }

  /// The collection that links are of, `database.collection`; nil for a file that stands for none.
  package var linkSource: String? {
    if case .mongo(_, let database, let collection) = source { return "\(database).\(collection)" }
    return self[Options.sourceName]
  }

  /// The clients that a run is restricted to, as keys by the rule; nil for all.
  ///
  /// Throws a failure that names what is not an email.
  package func keySet(match: MatchRule) throws(SyncFailure) -> KeySet? {
    guard !only.isEmpty else { return nil }
    return try KeySet(emails: only, match: match, name: onlyName, fromOption: onlyFromOption)
  }
}
