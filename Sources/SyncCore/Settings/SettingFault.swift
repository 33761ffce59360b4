/// One thing that is wrong with the settings, told without any value.
package struct SettingFault: Equatable, Sendable {
  /// What the user typed: `--max-creates`, `SYNCTOOL_MAX_CREATES`, `MONGODB_URI`, `.env`.
  package var name: String
  /// What is wrong and what is allowed, without a final full stop.
  package var problem: String
  /// True when the fault lies in the command line itself, not in the environment or in a file.
  package var fromOption: Bool

  package init(name: String, problem: String, fromOption: Bool) {
    self.name = name
    self.problem = problem
    self.fromOption = fromOption
  }
}
