import Foundation
import Testing

/// A script of the project's that is a test by itself.
enum PythonScript {
  /// A variable that `Scripts/test` sets.
  static func setting(_ name: String) throws -> String {
    try #require(ProcessInfo.processInfo.environment[name], "Scripts/test sets \(name)")
  }

  /// Runs the script at a path from the project's root, which has to end with 0.
  static func run(_ path: String, _ arguments: [String] = []) throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../\(path)").standardized
    let process = Process()
    process.executableURL = URL(filePath: try setting("SYNCTOOL_TEST_PYTHON"))
    process.arguments = [script.path] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(String(decoding: said, as: UTF8.self))")
  }
}
