import Basics
import SyncCore
import TestSupport
import Testing

/// The least environment that makes settings complete, without a `.env` file.
let settingsBase = [
  "MONGODB_URI": "mongodb://db.example/app", "DATABASE_URL": "postgresql://pg.example/app",
  "SYNCTOOL_ENV_FILE": "/dev/null",
]

/// The settings of some options and variables on top of `settingsBase`.
func loadSettings(
  _ options: [SettingName: [String]] = [:], _ environment: [String: String] = [:]
) throws -> Settings {
  try Settings.load(
    options: options, environment: settingsBase.merging(environment) { $1 })
}

/// All faults of such settings, as `name: problem`, and the exit code.
func faultsOfSettings(
  _ options: [SettingName: [String]] = [:], _ environment: [String: String] = [:],
  sourceLocation: SourceLocation = #_sourceLocation
) -> (lines: [String], names: [String], code: ExitCode?) {
  let error = #expect(throws: SettingsFaults.self, sourceLocation: sourceLocation) {
    try loadSettings(options, environment)
  }
  let faults = error?.faults ?? []
  return (faults.map { "\($0.name): \($0.problem)" }, faults.map(\.name), error?.exitCode)
}
