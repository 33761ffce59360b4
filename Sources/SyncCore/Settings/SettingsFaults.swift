package import Basics

/// Everything that is wrong with the settings of one run.
package struct SettingsFaults: Error, Equatable, Sendable {
  /// One at least.
  package var faults: [SettingFault]
  /// What else was noticed: a misspelt variable may be why another is missing.
  package var warnings: [String]
  /// Who is to be told nevertheless, as far as that part is sound.
  package var monitoring: MonitoringSetting

  package init(
    faults: [SettingFault], warnings: [String] = [],
    monitoring: MonitoringSetting = MonitoringSetting()
  ) {
    self.faults = faults
    self.warnings = warnings
    self.monitoring = monitoring
  }

  /// Usage when every fault lies in the command line, else unfit settings.
  package var exitCode: ExitCode { faults.allSatisfy(\.fromOption) ? .usage : .unfit }

  /// All faults as the one failure that ends the run.
  package var failure: SyncFailure {
    SyncFailure(
      exitCode, exitCode == .usage ? .arguments : .settings,
      faults.map { "\($0.name): \($0.problem)" }.joined(separator: "; "))
  }
}
