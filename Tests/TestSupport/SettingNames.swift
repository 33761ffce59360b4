package import SyncCore

/// The options by short names, as tests write lines and tables of them.
extension SettingName {
  package static let dryRun = Options.dryRun.name
  package static let force = Options.force.name
  package static let only = Options.only.name
  package static let onlyFrom = Options.onlyFrom.name
  package static let source = Options.source.name
  package static let mapping = Options.mapping.name
  package static let match = Options.match.name
  package static let onDuplicate = Options.onDuplicate.name
  package static let maxCreates = Options.maxCreates.name
  package static let maxUpdates = Options.maxUpdates.name
  package static let maxRejected = Options.maxRejected.name
  package static let allowEmpty = Options.allowEmpty.name
  package static let allowAbsent = Options.allowAbsent.name
  package static let allowUnprotect = Options.allowUnprotect.name
  package static let expect = Options.expect.name
  package static let detailedExitCode = Options.detailedExitCode.name
  package static let wait = Options.wait.name
  package static let deadline = Options.deadline.name
  package static let memory = Options.memory.name
  package static let format = Options.format.name
  package static let report = Options.report.name
  package static let mask = Options.mask.name
  package static let remove = Options.remove.name
  package static let since = Options.since.name
  package static let status = Options.status.name
  package static let limit = Options.limit.name
  package static let page = Options.page.name
  package static let prune = Options.prune.name
  package static let keep = Options.keep.name
  package static let maxAge = Options.maxAge.name
  package static let from = Options.from.name
  package static let auth = Options.auth.name
  package static let app = Options.app.name
  package static let everyone = Options.everyone.name
  package static let appValues = Options.appValues.name
  package static let prefer = Options.prefer.name
  package static let users = Options.users.name
  package static let clientField = Options.clientField.name
  package static let idField = Options.idField.name
  package static let userEmail = Options.userEmail.name
  package static let idType = Options.idType.name
  package static let allowUnassigned = Options.allowUnassigned.name
  package static let metrics = Options.metrics.name
  package static let notifyCommand = Options.notifyCommand.name
  package static let notifyOn = Options.notifyOn.name
  package static let logFormat = Options.logFormat.name
  package static let logTo = Options.logTo.name
  package static let quiet = Options.quiet.name
  package static let verbose = Options.verbose.name
  package static let color = Options.color.name
  package static let noProgress = Options.noProgress.name
  package static let envFile = Options.envFile.name

  /// True for an option that takes no value.
  package var isSwitch: Bool {
    Options.all.contains { $0.setting == self && !$0.takesValue }
  }

  /// Every option, in the order of help.
  package static let allCases = Options.all.map(\.setting)
}
