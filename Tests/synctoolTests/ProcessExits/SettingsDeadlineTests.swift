import Glibc
import Testing

/// Settings from a pipe that nobody writes.
struct SettingsDeadlineTests {
  @Test(arguments: ["--only-from", "--mapping", "--env-file"])
  func `a deadline ends the wait for a file of settings`(option: String) throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(1))
    try #require(mkfifo(stage.path("pipe"), 0o600) == 0)
    for isOpen in [false, true] {
      let writer = isOpen ? open(stage.path("pipe"), O_RDWR) : -1
      defer { if isOpen { close(writer) } }
      let end = try stage.start([option, "pipe", "--deadline", "1"]).end(within: 20)
      #expect(end.status == 124, "\(end.everything)")
      #expect(end.error.contains("stopped by --deadline"), "\(end.everything)")
      #expect(end.seconds < 6)
    }
  }
}
