import Foundation
import Testing

/// The server that the benchmark reads from sends what its file holds: a fast run by the wire is no run over fewer
/// documents.
struct ReplayPeerTests {
  @Test func `the replaying peer serves each document once, whatever the batches are`() throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Peers/replay_check.py").standardized
    let python = try #require(
      ProcessInfo.processInfo.environment["SYNCTOOL_TEST_PYTHON"], "Scripts/test sets it")
    let process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = [script.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(String(decoding: said, as: UTF8.self))")
  }
}
