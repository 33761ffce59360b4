import Foundation
import Glibc
import PostgresDriver
import Testing

/// Many bad records, and the largest record that there can be.
struct SizeTests {
  /// The most that the contract allows, in KiB.
  private static let memory = 64 * 1024
  /// BSON's own limit.
  private static let largest = 16 << 20

  /// The run's end, and the most memory it had, in KiB.
  private static func measured(
    _ stage: ProcessStage, _ arguments: String...
  ) throws -> (end: ToolEnd, memory: Int) {
    let script =
      "import os, sys; pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ);"
      + "_, status, usage = os.wait4(pid, 0);"
      + "print(usage.ru_maxrss, file=open('memory', 'w'));"
      + "sys.exit(os.waitstatus_to_exitcode(status))"
    let end = try stage.shell(
      "exec python3 -c \"\(script)\" \"$0\" \"$@\"", arguments)
    let text = try stage.text("memory").trimmingCharacters(in: .newlines)
    return (end, try #require(Int(text)))
  }

  /// Writes `clients.bson` by some lines of Python: so many bytes take long here without optimiser.
  private static func write(_ stage: ProcessStage, _ lines: String) throws {
    let made = try stage.shell(
      "exec python3 -c \"$1\"",
      [
        """
        import struct
        def whole(body): return struct.pack("<i", len(body) + 5) + body + b"\\0"
        def document(kind, key, body): return bytes([kind]) + key + b"\\0" + whole(body)
        def text(key, value):
            value = value.encode() + b"\\0"
            return b"\\2" + key + b"\\0" + struct.pack("<i", len(value)) + value
        def client(n, email, more=b""):
            oid = b"\\7_id\\0" + n.to_bytes(12, "big")
            return whole(oid + text(b"email", email) + text(b"name", "N") + more)
        file = open("clients.bson", "wb")
        """ + "\n" + lines
      ])
    try #require(made.status == 0, "\(made.error)")
  }

  /// The sanitizers' own memory is none of the tool's.
  private static func expectOrdinary(_ memory: Int, _ end: ToolEnd) {
    let sanitized = ["__asan_init", "__tsan_init"].contains { (name: String) in
      dlsym(nil, name) != nil
    }
    #expect(memory <= Self.memory || sanitized, "\(memory) KiB; \(end.error)")
  }

  @Test func `100 000 rejected records are all told, in little memory`() throws {
    let (count, every) = (100_000, 1000)
    let stage = try ProcessStage()
    try Self.write(
      stage,
      """
      for n in range(1, \(count) + 1):
          file.write(client(n, f"c{n}@x.test" if n % \(every) == 0 else f"no{n}"))
      """)
    let (end, memory) = try Self.measured(
      stage, "--source", "clients.bson", "--report", "run.csv", "--format", "json")
    #expect(end.status == 3, "\(end.everything)")
    let (good, bad) = (count / every, count - count / every)
    #expect(try end.counts() == ["read": count, "create": good, "rejected": bad])
    #expect(try stage.database.count() == good)
    Self.expectOrdinary(memory, end)
    let lines = try stage.text("run.csv").components(separatedBy: "\r\n").dropFirst().dropLast()
    let rejected = lines.filter { $0.hasPrefix("rejected,,") }
    #expect(lines.count == count && rejected.count == bad)
    #expect(rejected.allSatisfy { $0.contains(",,email-invalid,email,,,") })
    #expect(Set(rejected).count == bad, "each has its own _id")
  }

  /// A document of exactly 16 MiB whose address is one string, among ordinary ones.
  private static func stage(_ more: String = "") throws -> ProcessStage {
    let stage = try ProcessStage(TestDatabase.clients, more)
    try Self.write(
      stage,
      """
      make = lambda length: client(
          2, "big@x.test", document(3, b"address", text(b"note", "a" * length)))
      big = make(\(largest) - len(make(0)))
      assert len(big) == \(largest)
      file.write(client(1, "c1@x.test") + big + client(3, "c3@x.test"))
      """)
    stage.environment["SYNCTOOL_SOURCE"] = "clients.bson"
    return stage
  }

  @Test func `a document of 16 MiB is written byte by byte, and found unchanged`() throws {
    let stage = try Self.stage()
    let (end, memory) = try Self.measured(stage, "--report", "run.ndjson", "--format", "json")
    #expect(end.status == 0, "\(end.error)")
    #expect(try end.counts() == ["read": 3, "create": 3])
    let length = try #require(
      Int(
        try stage.database.value(
          """
          SELECT length(address->>'note')::text FROM public.clients
          WHERE email = 'big@x.test' AND ltrim(address->>'note', 'a') = ''
          """)))
    #expect(length > Self.largest - 200)
    // Held as a document, as a COPY row, and as the texts of the report's entry.
    #expect(memory < 16 * Self.largest / 1024, "\(memory) KiB")
    let again = try stage.run("--force", "--format", "json")
    #expect(try again.counts() == ["read": 3, "unchanged": 3])
  }

  @Test func `a document of 16 MiB that PostgreSQL refuses fails alone`() throws {
    let stage = try Self.stage(
      "ALTER TABLE public.clients ADD CHECK (octet_length(address::text) < 1000000);")
    let (end, memory) = try Self.measured(stage)
    #expect(end.status == 3, "\(end.error)")
    #expect(try end.counts() == ["read": 3, "create": 2, "failed": 1])
    #expect(try stage.database.emails() == ["c1@x.test", "c3@x.test"])
    #expect(end.everything.utf8.count < 10_000, "a value of 16 MiB is not for the terminal")
    #expect(memory < 16 * Self.largest / 1024, "\(memory) KiB")
  }
}
