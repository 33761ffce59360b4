import Foundation
import Testing

/// Our reader of Extended JSON beside PyMongo's, on some thousand mutated documents: the short loop of
/// `Scripts/torture`'s part `readers`.
struct ReaderComparisonTests {
  @Test func `our reader and PyMongo's take the same for the same`() throws {
    let probe = URL(filePath: try PythonScript.setting("SYNCTOOL_TEST_BINARY"))
      .deletingLastPathComponent().appending(path: "ReaderProbe")
    let corpus = try PythonScript.setting("SYNCTOOL_TEST_PYMONGO_SOURCE") + "/test/bson_corpus"
    try PythonScript.run(
      "Scripts/lib/compare_readers.py",
      [
        "--probe", probe.path, "--corpus", corpus, "--documents", "6000", "--seed",
        String(Int.random(in: 1...1_000_000)),
      ])
  }
}
