import Foundation
import Glibc
import Testing

/// A process that may open, allocate or write little: it does all of its work or nothing.
struct LimitsTests {
  private static let count = 200

  private static func stage() throws -> (ProcessStage, all: [String]) {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(count))
    try stage.expect(0)
    let all = try stage.clients()
    try stage.database.run("TRUNCATE public.clients")
    return (stage, all)
  }

  private static func check(_ end: ToolEnd, _ stage: ProcessStage, _ all: [String]) throws {
    try stage.expectAllOrNothing(end, all: all, committed: end.status == 0)
    #expect(end.status == 0 || !end.error.isEmpty, "it failed without a word: \(end.status)")
    #expect(end.status != 137, "it hung")
    // The plain next run needs no clearing up.
    try stage.expect(0, "--force")
    #expect(try stage.clients() == all)
  }

  @Test func `few descriptors are enough, or the run fails whole`() throws {
    let (stage, all) = try Self.stage()
    var statuses: Set<Int32> = []
    for limit in [3, 4, 5, 6, 7, 8, 10, 16] {
      let end = try stage.shell("ulimit -n \(limit); exec \"$0\" --report run.csv")
      statuses.insert(end.status)
      try Self.check(end, stage, all)
      try stage.database.run("TRUNCATE public.clients")
    }
    #expect(statuses.contains(0) && statuses.count > 1, "the limits must matter: \(statuses)")
  }

  /// Below what it needs the process aborts: the Swift runtime has no other answer to a full memory. In less
  /// than its own size no program can say a word.
  @Test func `little memory is enough, or the run fails whole`() throws {
    let (stage, all) = try Self.stage()
    var failed = 0
    for mebibytes in [16, 24, 40, 48, 56, 64, 72, 96, 4096] {
      let end = try stage.shell("exec prlimit --as=\(mebibytes << 20) \"$0\"")
      if end.status != 0 { failed += 1 }
      try Self.check(end, stage, all)
      try stage.database.run("TRUNCATE public.clients")
    }
    #expect(failed > 0, "the limits must matter")
  }

  @Test(arguments: [0, 1, 8])
  func `a report beyond the limit of file sizes undoes the run`(kibibytes: Int) throws {
    let (stage, all) = try Self.stage()
    let end = try stage.shell(
      // The tool alone is limited; its standard error is a pipe, because files are.
      "(ulimit -f \(kibibytes); exec \"$0\" -q --report run.ndjson) 2> >(cat >&2)")
    #expect(end.status == 1, "\(end.everything)")
    #expect(
      end.error.contains("cannot write the report run.ndjson: the file is too large (EFBIG)"))
    #expect(!FileManager.default.fileExists(atPath: stage.path("run.ndjson")))
    try Self.check(end, stage, all)
  }

  /// A core file holds the process's memory, and so its passwords.
  @Test func `a crash leaves no core file, whatever the limit that was set`() throws {
    let (stage, all) = try Self.stage()
    let end = try stage.database.holding("LOCK TABLE public.clients IN SHARE MODE") {
      // `env` of the harness passes the limit on.
      try Self.withCoreFiles {
        // Nobody else may take the signal.
        let tool = try stage.start(
          [], ["SWIFT_BACKTRACE": "enable=no", "ASAN_OPTIONS": "handle_segv=0"])
        try stage.database.waitForLock()
        let limits = try String(contentsOfFile: "/proc/\(tool.identifier)/limits", encoding: .utf8)
        let core = limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") }
        // 1 byte: no file, and no program that /proc/sys/kernel/core_pattern names.
        #expect(core?.split(separator: " ").dropFirst(4).prefix(2) == ["1", "1"], "\(limits)")
        tool.signal(SIGSEGV)
        return try tool.end()
      }
    }
    #expect(end.status == -SIGSEGV)
    let left = try FileManager.default.contentsOfDirectory(atPath: stage.folder.path)
    #expect(left == ["clients.ndjson"])
    try Self.check(
      ToolEnd(status: end.status, output: "", error: "killed", seconds: 0), stage, all)
  }

  /// With a hard limit of 0 the limit cannot be set, and a program that `core_pattern` names would be
  /// given the memory. The kernel shows a process whose memory is hidden as root's.
  @Test func `a crash hides the memory also where no limit can be set`() throws {
    let (stage, _) = try Self.stage()
    let end = try stage.database.holding("LOCK TABLE public.clients IN SHARE MODE") {
      try stage.shell(
        """
        prlimit --core=0:0 setpriv --regid=65534 --clear-groups --bounding-set=-sys_resource "$0" &
        for try in {1..200}; do
          sleep 0.05
          [[ $(cat /proc/$!/comm) == synctool && $(stat -c %g /proc/$!/environ) == 0 ]] || continue
          grep 'Max core file size' /proc/$!/limits
          break
        done
        kill -9 $!
        """)
    }
    let limits = end.output.split(whereSeparator: \.isWhitespace).suffix(3)
    #expect(limits == ["0", "0", "bytes"], "\(end.everything)")
  }

  /// Runs `body` while children may write core files of any size.
  private static func withCoreFiles<R>(_ body: () throws -> R) throws -> R {
    var before = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &before)
    var all = rlimit(rlim_cur: before.rlim_max, rlim_max: before.rlim_max)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &all)
    defer { setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &before) }
    return try body()
  }
}
