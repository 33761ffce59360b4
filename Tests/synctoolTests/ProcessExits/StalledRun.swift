import Basics
import Glibc
import SyncCore
import TestSupport
import Testing

/// Runs that would wait for ever, and what ends them.
enum StalledRun {
  /// What a run waits for.
  enum Place: CaseIterable {
    case mongoLook, mongoAnswer, standardInput, tableLock, runLock
  }

  /// Ends a run that waits for the table by the cause of the code.
  static func end(_ stage: ProcessStage, by code: ExitCode) throws -> ToolEnd {
    try end(stage, at: .tableLock, by: code)
  }

  static func end(_ stage: ProcessStage, at place: Place, by code: ExitCode) throws -> ToolEnd {
    let arguments = code == .deadline ? ["--deadline", "0.8"] : []
    switch place {
    case .tableLock:
      return try stage.database.holding("LOCK TABLE public.clients IN SHARE MODE") {
        let tool = try stage.start(arguments)
        return try strike(tool, code) { try stage.database.waitForLock() }
      }
    case .runLock:
      return try stage.database.holdingRunLock {
        let tool = try stage.start(arguments + ["--wait", "30"])
        return try strike(tool, code) { usleep(400_000) }
      }
    case .mongoLook:
      let peer = try ScriptedMongo(TestBSON.clients(1500), "--stall-after", "0")
      let tool = try stage.start(arguments + ["--source", peer.uri])
      return try strike(tool, code) { try peer.waitFor("find") }
    case .mongoAnswer:
      let peer = try ScriptedMongo(TestBSON.clients(1500), "--stall-after", "1000")
      let tool = try stage.start(arguments + ["--source", peer.uri])
      return try strike(tool, code) { try peer.waitFor("getMore") }
    case .standardInput:
      let pipe = try SourcePipe()
      defer { pipe.end() }
      pipe.write(TestRecord.client(1, "a@x.test") + "\n")
      let tool = try pipe.start(stage, arguments)
      return try strike(tool, code) { usleep(400_000) }
    }
  }

  /// Sends the code's signal once the run waits; a deadline strikes by itself.
  private static func strike(
    _ tool: ToolProcess, _ code: ExitCode, when waits: () throws -> Void
  ) throws -> ToolEnd {
    if code != .deadline {
      try waits()
      tool.signal(code.rawValue - 128)
    }
    return try tool.end(within: 20)
  }
}
