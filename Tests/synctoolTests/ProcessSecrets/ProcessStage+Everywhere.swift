import Testing

extension ProcessStage {
  /// Runs `sync`, `check` and both in JSON, and holds each to a code and to words that it says.
  ///
  /// A failure has a next step and leaves the table empty; of what is said nothing may be in `not`.
  func expectEverywhere(
    _ status: Int32, _ words: String, with changes: [String: String], not: String? = nil,
    at location: SourceLocation = #_sourceLocation
  ) throws {
    for arguments in [[], ["-n"], ["check"], ["--format", "json"], ["check", "--format", "json"]] {
      let end = try start(arguments, changes).end()
      let told = "\(arguments) \(changes): \(end.everything)"
      #expect(end.status == status, "\(told)", sourceLocation: location)
      #expect(end.everything.contains(words), "\(told)", sourceLocation: location)
      if let not { #expect(!end.everything.contains(not), "\(told)", sourceLocation: location) }
      if status != 0 {
        // Of settings each fault is told with its remedy, in one line.
        let remedies = #/hint: .|"hint":"[a-z]|; correct /#
        #expect(
          end.everything.contains(remedies), "\(told)", sourceLocation: location)
      }
      if arguments.contains("json") {
        let code = try end.json()["exitCode"] as? Int
        #expect(code == Int(status), "\(told)", sourceLocation: location)
      }
    }
  }
}
