import Foundation
import Glibc
import PostgresDriver
import Testing

/// The backend of a run is taken away, at each of its steps.
struct BackendTests {
  enum Moment: CaseIterable {
    /// While the source is read and rows are staged.
    case staging
    /// While the plan waits for the target's rows.
    case planning
    /// While the writing transaction waits for the table.
    case locking
    /// While a trigger holds a row that is being written.
    case writing
  }

  private static func stage() throws -> ProcessStage {
    let stage = try ProcessStage(DeathScene.table)
    try stage.source(TestRecord.many(4))
    return stage
  }

  /// Ends the tool's session, or stops its process, once the run has come to the moment; then lets
  /// the run go on.
  private static func strike(
    _ stage: ProcessStage, at moment: Moment, _ options: [String] = [],
    _ blow: (inout PostgresConnection) throws -> Void
  ) throws -> ToolEnd {
    var other = try stage.database.connect()
    switch moment {
    case .staging:
      let pipe = try SourcePipe()
      let tool = try pipe.start(stage, ["--force"] + options)
      // More than one chunk, so that some of it is staged when the rest is waited for.
      pipe.write(try stage.text("clients.ndjson") + Self.filler)
      try stage.database.waitForStage()
      try blow(&other)
      pipe.end()
      return try tool.end(within: 40)
    case .planning: try other.executeScript("BEGIN; LOCK TABLE public.clients")
    case .locking: try other.executeScript("BEGIN; LOCK TABLE public.clients IN SHARE MODE")
    case .writing: try other.executeScript("BEGIN; SELECT pg_advisory_xact_lock(7)")
    }
    let tool = try stage.start(["--force"] + options)
    try stage.database.waitForLock()
    try blow(&other)
    let end = try tool.end(within: 40)
    try other.executeScript("ROLLBACK")
    return end
  }

  /// Broken records enough for a chunk of the stage, which keeps their ids.
  private static let filler = String(
    repeating: #"{"_id":"\#(String(repeating: "x", count: 900))"}"# + "\n", count: 5000)

  private static let terminate = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'synctool'
    """

  @Test(arguments: Moment.allCases)
  func `a backend that is terminated fails the run, and the next one does the job`(moment: Moment)
    throws
  {
    let stage = try Self.stage()
    let before = try stage.database.versions()
    let end = try Self.strike(stage, at: moment) { try $0.executeScript(Self.terminate) }
    // What the server says to an idle session is not always read before the next statement fails.
    try stage.expectFailure(
      69, "the connection to PostgreSQL was lost during",
      hint: moment == .staging ? "" : "run again",
      end, before: before)
    #expect(moment == .staging || end.error.contains("(SQLSTATE 57P01)"), "\(end.error)")
    try stage.expectConvergence(4)
  }

  @Test(arguments: [Moment.planning, .locking, .writing])
  func `a statement that an administrator cancels fails the run`(moment: Moment) throws {
    let stage = try Self.stage()
    let before = try stage.database.versions()
    let end = try Self.strike(stage, at: moment) {
      try $0.executeScript(
        Self.terminate.replacing("terminate_backend(pid, 5000)", with: "cancel_backend(pid)"))
    }
    try stage.expectFailure(
      1, "(SQLSTATE 57014)", hint: "raise statement_timeout", end, before: before)
    try stage.expectConvergence(4)
  }

  @Test(arguments: [Moment.planning, .writing])
  func `a backend that answers no more is given up at the deadline`(moment: Moment) throws {
    let stage = try Self.stage()
    let before = try stage.database.versions()
    var backend: pid_t = 0
    let end = try Self.strike(stage, at: moment, ["--deadline", "5"]) {
      backend = try $0.query(
        PostgresStatement(
          "look",
          "SELECT pid FROM pg_stat_activity "
            + "WHERE datname = current_database() AND application_name = 'synctool'")
      ) { (result) throws(PostgresError) in pid_t(try result.int64(0, 0)) }
      kill(backend, SIGSTOP)
    }
    kill(backend, SIGCONT)
    #expect(end.status == 124, "\(end.everything)")
    #expect(end.seconds < 20)
    try stage.database.waitForSessions { $0 == 0 }
    #expect(try stage.database.versions() == before)
    try stage.expectConvergence(4)
  }
}
