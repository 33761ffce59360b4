package import Basics

/// Everything that is wrong with the settings of one run.
package struct SettingsFaults: Error, Sendable {
  /// At least one.
  package var faults: [SettingFault]
  /// What is sound of them, the rest as if it were not set: who must hear of the faults, and how. With what
  /// else was noticed: a misspelt variable may be why another is missing.
  package var settings: Settings

  /// Usage when every fault is in the command line, else unfit settings.
  package var exitCode: ExitCode { faults.allSatisfy(\.fromOption) ? .usage : .unfit }

  /// All faults as the one failure that ends the run.
  package var failure: SyncFailure {
    SyncFailure(
      exitCode, exitCode == .usage ? .arguments : .settings,
      faults.map { "\($0.name): \($0.problem)" }.joined(separator: "; "))
  }
}

/// One thing that is wrong with the settings, reported without any value.
package struct SettingFault: Equatable, Sendable {
  /// What the user typed: `--max-creates`, `SYNCTOOL_MAX_CREATES`, `MONGODB_URI`, `.env`.
  package var name: String
  /// What is wrong and what is allowed, without a final full stop.
  package var problem: String
  /// True when the fault is in the command line itself, not in the environment or in a file.
  package var fromOption: Bool

  package init(name: String, problem: String, fromOption: Bool) {
    self.name = name
    self.problem = problem
    self.fromOption = fromOption
  }
}
