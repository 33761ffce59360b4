package import Records

/// Everything that one run of a command is told, checked and complete.
package struct Settings: Sendable {
  package var source: SourceSetting
  package var target: TargetSetting
  package var mapping = Mapping.standard
  /// Show the plan, write nothing.
  package var dryRun = false
  /// Also update clients that exist and differ.
  package var force = false
  /// The emails that the run is restricted to, as given, trimmed; empty means every record.
  package var only: [String] = []
  /// The option or the variable that `only` comes from, for messages.
  package var onlyName = SettingName.only.option
  /// True when `only` was typed on the command line.
  package var onlyFromOption = true
  package var match = MatchRule.casefold
  package var onDuplicate = DuplicateRule.newest
  /// nil means no limit.
  package var maxCreates: ChangeLimit?
  /// nil means no limit.
  package var maxUpdates: ChangeLimit?
  /// A source with no record at all is no error.
  package var allowEmpty = false
  /// The mapped fields whose columns may be emptied although no record has them.
  package var allowAbsent: [FieldPath] = []
  /// Let the run turn `protected` off.
  package var allowUnprotect = false
  /// The digest that the plan must have, 32 lower-case hexadecimal digits; nil means any plan.
  package var expect: String?
  /// A dry run that found changes ends with 2.
  package var detailedExitCode = false
  /// Seconds to wait for another run's lock, 0 to 1e9.
  package var wait = 0.0
  /// Seconds from the start by which the run ends, above 0; nil means no end.
  package var deadline: Double?
  package var format = ResultFormat.text
  /// nil means no report.
  package var report: ReportSetting?
  /// Hide emails and phones in what is shown and reported.
  package var mask = false
  package var journal = JournalSetting()
  package var monitoring = MonitoringSetting()
  /// Columns of other tables that hold ids of clients without a foreign key saying so.
  package var references: [ColumnReference] = []
  /// Never true together with `verbose`.
  package var quiet = false
  package var verbose = false
  package var color = ColorRule.auto
  /// False with `--no-progress`; whether there is a terminal to show it on is not asked here.
  package var progress = true
  /// `--verbose` makes it `debug`, else `LOG_LEVEL`, else `info`; `--quiet` makes it `warn` at most.
  package var logLevel = LogLevel.info
  /// Facts about the settings worth an operator's attention, one sentence each, without values.
  package var warnings: [String] = []

  /// With the defaults of all that is not named here.
  package init(source: SourceSetting, target: TargetSetting) {
    self.source = source
    self.target = target
  }
}
