import Foundation
import Testing

/// Our reader of Extended JSON beside PyMongo's, on some thousand mutated documents: the short loop of
/// `Scripts/torture`'s part `readers`.
struct ReaderComparisonTests {
  private static func setting(_ name: String) throws -> String {
    try #require(ProcessInfo.processInfo.environment[name], "Scripts/test sets \(name)")
  }

  @Test func `our reader and PyMongo's take the same for the same`() throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Scripts/lib/compare_readers.py").standardized
    let probe = URL(filePath: try Self.setting("SYNCTOOL_TEST_BINARY"))
      .deletingLastPathComponent().appending(path: "ReaderProbe")
    let corpus = try Self.setting("SYNCTOOL_TEST_PYMONGO_SOURCE") + "/test/bson_corpus"
    let process = Process()
    process.executableURL = URL(filePath: try Self.setting("SYNCTOOL_TEST_PYTHON"))
    process.arguments = [
      script.path, "--probe", probe.path, "--corpus", corpus, "--documents", "6000", "--seed",
      String(Int.random(in: 1...1_000_000)),
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(String(decoding: said, as: UTF8.self))")
  }
}
