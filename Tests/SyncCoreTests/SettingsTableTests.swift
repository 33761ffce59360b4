import Foundation
import PostgresDriver
import SyncCore
import TestSupport
import Testing

@Suite struct SettingsTableTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func example() throws -> String {
    try String(contentsOf: Self.root.appending(path: ".env.example"), encoding: .utf8)
  }

  @Test func `every option of the contract has its variable`() {
    #expect(
      SettingName.allCases.map(\.option) == [
        "--dry-run", "--force", "--only", "--only-from", "--source", "--source-name", "--mapping",
        "--match",
        "--on-duplicate", "--max-creates", "--max-updates", "--max-deletes", "--max-rejected",
        "--allow-empty",
        "--allow-absent",
        "--allow-unprotect", "--expect", "--detailed-exitcode", "--wait", "--deadline", "--memory",
        "--from",
        "--max-age", "--since", "--status", "--limit", "--page", "--prune", "--keep", "--links",
        "--remove",
        "--auth", "--app", "--app-values", "--all", "--prefer",
        "--users", "--client-field", "--id-field", "--user-email", "--id-type",
        "--allow-unassigned",
        "--metrics", "--notify-command", "--notify-on", "--log-format", "--log-to", "--format",
        "--report", "--mask", "--quiet", "--verbose", "--color", "--no-progress", "--env-file",
      ])
    #expect(SettingName.detailedExitCode.environmentVariable == "SYNCTOOL_DETAILED_EXITCODE")
    #expect(SettingName.onlyFrom.environmentVariable == "SYNCTOOL_ONLY_FROM")
    #expect(SettingName.auth.environmentVariable == "SYNCTOOL_AUTH_TABLE")
    #expect(SettingName.app.environmentVariable == "SYNCTOOL_APP_TABLE")
  }

  @Test func `the example file lists exactly the variables of the table`() throws {
    let names = try example().matches(of: /(?m)^#?([A-Za-z_]+)=/).map { String($0.1) }
    #expect(names.count == Set(names).count)
    let own = names.filter { !$0.hasPrefix("PG") }
    #expect(Set(own) == Set(SettingVariable.everyName))
    let libpq = Set(ConnectionString.environment.map(\.variable))
    #expect(Set(names).subtracting(own).subtracting(libpq) == [])
    #expect(names.contains("PGHOST") && names.contains("PGPASSWORD"))
  }

  @Test func `the example file can be used as it is, and each setting in it is well-formed`() throws
  {
    let folder = try SettingsFolder()
    let text = try example()
    let file = try folder.write("env", text)
    #expect(try Settings.load(options: [.envFile: [file]], environment: [:]).warnings == [])
    let needFiles = [
      "SYNCTOOL_MAPPING", "SYNCTOOL_ONLY_FROM", "SYNCTOOL_ENV_FILE", "MONGODB_URI_FILE",
      "DATABASE_URL_FILE", "DB_PASSWORD_FILE", "SYNCTOOL_APP_VALUES",
    ]
    // No command comes out of a file, and no claim counts because of one; a server has a name of its own.
    let elsewhere =
      needFiles + ["SYNCTOOL_NOTIFY_COMMAND", "SYNCTOOL_PREFER", "SYNCTOOL_SOURCE_NAME"]
    for line in text.matches(of: /(?m)^#?([A-Z_]+=.*)$/).map({ String($0.1) }) {
      guard !elsewhere.contains(where: line.hasPrefix) else { continue }
      let one = try folder.write("one", line)
      let base = settingsBase.filter { !line.hasPrefix($0.key + "=") }
      #expect(throws: Never.self, "\(line)") {
        try Settings.load(options: [.envFile: [one]], environment: base)
      }
    }
  }
}
