import Foundation
import Testing

extension ProcessStage {
  /// Runs a shell script in the working folder with the tool as `$0` and the arguments as `$@`, so
  /// that the shell can spoil the surroundings first: limits, streams, umask, folder.
  ///
  /// `environment` is the whole environment unless it is left out. A run that hangs ends with 137.
  @discardableResult
  func shell(
    _ script: String, _ arguments: [String] = [], environment: [String: String]? = nil
  ) throws -> ToolEnd {
    let start = Date()
    let outcome = try Tool.run(
      "/usr/bin/timeout",
      ["--signal=KILL", "60", "/bin/bash", "-c", script, Tool.path] + arguments,
      environment: environment ?? self.environment.merging(["PATH": "/usr/bin:/bin"]) { $1 },
      folder: folder)
    return ToolEnd(
      status: outcome.status, output: outcome.output, error: outcome.error,
      seconds: Date().timeIntervalSince(start))
  }

  /// The clients as a run has left them, without what depends on the time of the run.
  func clients() throws -> [String] {
    try database.rows(
      """
      SELECT email, name, phone, protected::text, address::text,
        extract(epoch FROM createdat)::text
      FROM public.clients ORDER BY email COLLATE "C"
      """)
  }

  /// Holds the state to "all or nothing": no row, or the rows of the whole source as they must be.
  func expectAllOrNothing(
    _ end: ToolEnd, all: [String], committed: Bool?, at location: SourceLocation = #_sourceLocation
  ) throws {
    try database.waitForSessionsToEnd()
    let now = try clients()
    if let committed {
      #expect(now == (committed ? all : []), "\(end.everything)", sourceLocation: location)
    } else {
      #expect(now == all || now.isEmpty, "\(end.everything)", sourceLocation: location)
    }
  }
}
