import Testing

/// The server that the benchmark reads from sends what its file holds: a fast run by the wire is no run over fewer
/// documents.
struct ReplayPeerTests {
  @Test func `the replaying peer serves each document once, whatever the batches are`() throws {
    try PythonScript.run("Tests/Peers/replay_check.py")
  }
}
