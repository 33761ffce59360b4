/// The name of an option, which is also an environment variable.
package struct SettingName: Hashable, Sendable, CustomStringConvertible {
  /// Without dashes in front: `dry-run`.
  package let rawValue: String

  /// The option as it is typed: `--dry-run`.
  package var option: String { "--" + rawValue }

  /// The variables that say more than their option's name.
  private static let longer = ["app": "SYNCTOOL_APP_TABLE", "auth": "SYNCTOOL_AUTH_TABLE"]

  /// The same setting as an environment variable: `SYNCTOOL_DRY_RUN`.
  package var environmentVariable: String {
    Self.longer[rawValue]
      ?? "SYNCTOOL_" + String(rawValue.map { $0 == "-" ? "_" : Character($0.uppercased()) })
  }

  package var description: String { rawValue }
}
