import Glibc
import TestSupport
import Testing

/// Servers that take a connection and say nothing, and such that do not even take it.
struct BlackHoleTests {
  /// A listener that nobody accepts from; with a full queue the kernel drops new connects.
  private final class BlackHole {
    let port: Int
    private let listener: Int32
    private var waiting: [Int32] = []

    init(isFull: Bool) throws {
      (listener, port) = try Loopback.listener(backlog: isFull ? 0 : 64)
      // A backlog of 0 holds one connection.
      if isFull { waiting.append(Loopback.connected(to: port)) }
    }

    deinit { (waiting + [listener]).forEach { close($0) } }
  }

  /// A kind of hole, and a command that meets it.
  private struct Place: Sendable {
    let isFull: Bool
    let arguments: [String]

    static let all = [false, true].flatMap { isFull in
      [[], ["--dry-run"], ["check"], ["--deadline", "1"]].map {
        Place(isFull: isFull, arguments: $0)
      }
    }
  }

  private static func attempt(
    _ place: Place, _ stage: ProcessStage, _ side: FaultSide, _ changes: [String: String]
  ) throws -> [String] {
    let end = try stage.start(place.arguments, changes).end(within: 30)
    let status: Int32 = place.arguments.contains("--deadline") ? 124 : 69
    var broken: [String] = []
    if end.status != status { broken.append("exit code \(end.status)") }
    if status == 124, !end.error.contains("stopped by --deadline") {
      broken.append("the deadline is not named")
    }
    if end.seconds > 10 { broken.append("it took \(end.seconds) s") }
    if status == 69, !end.everything.contains(side.rawValue) { broken.append("no side is named") }
    if status == 69, !end.everything.contains("hint: ") { broken.append("no next step") }
    if try stage.database.count() != 0 { broken.append("the target has changed") }
    return broken.map { "\($0)\n\(end.everything)" }
  }

  @Test func `a PostgreSQL that says nothing is left after its time`() async {
    await FaultLoop(name: "PostgreSQL: a black hole").run(
      Place.all, makeRig: { try ProcessStage() }
    ) { place, stage in
      let hole = try BlackHole(isFull: place.isFull)
      try stage.source(TestRecord.many(2))
      let url = try TestServer.url(database: stage.database.name, port: hole.port)
      let wait = place.arguments.contains("--deadline") ? "" : "?connect_timeout=2"
      return try Self.attempt(place, stage, .target, ["DATABASE_URL": url + wait])
    }
  }

  @Test func `a MongoDB that says nothing is left after its time`() async {
    await FaultLoop(name: "MongoDB: a black hole").run(
      Place.all, makeRig: { try ProcessStage() }
    ) { place, stage in
      let hole = try BlackHole(isFull: place.isFull)
      let waits = "connectTimeoutMS=1000&serverSelectionTimeoutMS=2000&socketTimeoutMS=2000"
      let uri = "mongodb://127.0.0.1:\(hole.port)/app"
      let isTimed = place.arguments.contains("--deadline")
      return try Self.attempt(
        place, stage, .source, ["MONGODB_URI": isTimed ? uri : "\(uri)?\(waits)"])
    }
  }
}
