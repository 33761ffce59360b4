import Foundation
import TestSupport
import Testing

/// The connection to MongoDB breaks, at one place after the other.
struct SourceFaultTests {
  /// So many that the server sends them in several batches.
  private static let size = 250

  /// A URI that leads through a relay, with waits that suit a server that fails on purpose.
  private static func uri(
    _ collection: MongoCollection, _ proxy: FaultProxy? = nil, socketTimeout: Int = 5000,
    selection: Int = 600
  ) throws -> String {
    let uri = collection.uri + (collection.uri.contains("?") ? "&" : "?")
    return uri.replacing(":\(try port(uri))/", with: ":\(try proxy?.port ?? port(uri))/")
      + "directConnection=true&serverSelectionTimeoutMS=\(selection)&connectTimeoutMS=1000"
      + "&socketTimeoutMS=\(socketTimeout)"
  }

  private static func port(_ uri: String) throws -> Int {
    try #require(URLComponents(string: uri)?.port)
  }

  private static func attempt(
    _ fault: Fault, _ rig: FaultRig, _ collection: MongoCollection, _ allowed: Set<Int32>,
    socketTimeout: Int = 5000, limit: Double = 25, _ more: [String] = []
  ) throws -> [String] {
    try rig.reset()
    let proxy = try FaultProxy(to: port(collection.uri), fault, .mongo)
    // Within it libmongoc tries a server again, 5 s after the last time.
    let source = try uri(
      collection, proxy, socketTimeout: socketTimeout, selection: fault.forEver ? 600 : 8000)
    let end = try rig.run(source: source, more)
    guard proxy.hasStruck || end.status == 124 else { return ["the fault did not strike"] }
    return try Invariants(side: .source, allowed: allowed, limit: limit).broken(rig, end)
  }

  private static func loop(
    _ name: String, _ few: Int, most: Int = .max, messages: Bool,
    ways: [Fault.Way] = [.fromTool, .fromServer],
    _ body: @escaping @Sendable (Fault.Moment, FaultRig, MongoCollection) throws -> [String]
  ) async throws {
    let shared = Shared(collection: try MongoCollection(FaultRig.records(size)))
    let makeRig = { @Sendable in
      try FaultRig(size: size, source: try uri(shared.collection))
    }
    let proxy = try FaultProxy(to: port(shared.collection.uri), nil, .mongo)
    let end = try makeRig().run(source: uri(shared.collection, proxy))
    try #require(end.status == 0, "\(end.everything)")
    let traffic = proxy.traffic
    // What ends the session is not waited for.
    let moments = ways.flatMap { way in
      FaultLoop.places(
        messages ? traffic.messages(way) - 2 : traffic.bytes(way) * 9 / 10, few: few, most: most
      ).map { messages ? Fault.Moment.message(way, $0) : .byte(way, $0) }
    }
    await FaultLoop(name: "MongoDB: \(name)", workers: 8).run(moments, makeRig: makeRig) {
      try body($0, $1, shared.collection)
    }
  }

  /// The tries of a loop only read it.
  private struct Shared: @unchecked Sendable {
    let collection: MongoCollection
  }

  @Test(arguments: [Fault.Act.cut, .reset])
  func `a read that is broken once after any message arrives whole`(act: Fault.Act) async throws {
    try await Self.loop("\(act) after message n, once", 3, messages: true) {
      try Self.attempt(Fault(act, $0), $1, $2, [0])
    }
  }

  @Test(arguments: [Fault.Act.cut, .reset])
  func `a server that is gone after any message is never taken for the end`(
    act: Fault.Act
  ) async throws {
    try await Self.loop("\(act) after message n, for ever", 2, messages: true) {
      try Self.attempt(Fault(act, $0, forEver: true), $1, $2, [0, 69])
    }
  }

  @Test func `a read that is broken once within a message arrives whole`() async throws {
    try await Self.loop("cut after byte n, once", 3, most: 120, messages: false) {
      try Self.attempt(Fault(.cut, $0), $1, $2, [0])
    }
  }

  @Test func `a server that is gone within a message is never taken for the end`() async throws {
    try await Self.loop("cut after byte n, for ever", 2, most: 110, messages: false) {
      try Self.attempt(Fault(.cut, $0, forEver: true), $1, $2, [69])
    }
  }

  @Test(arguments: [
    [UInt8](repeating: 0xFF, count: 64), [16, 0, 0, 0] + [UInt8](repeating: 0, count: 60),
  ])
  func `bytes that are no protocol are never taken for documents`(noise: [UInt8]) async throws {
    try await Self.loop("noise after message n", 3, messages: true, ways: [.fromServer]) {
      try Self.attempt(Fault(.insert(noise), $0), $1, $2, [0, 69])
    }
  }

  @Test func `a MongoDB that is slow changes nothing`() throws {
    let collection = try MongoCollection(FaultRig.records(Self.size))
    let rig = try FaultRig(size: Self.size, source: try Self.uri(collection))
    let fault = Fault(.pause(0.002), .message(.fromServer, 1), forEver: true)
    let broken = try Self.attempt(fault, rig, collection, [0])
    #expect(broken.isEmpty, "\(broken)")
  }

  @Test func `silence once is ended by the socket's timeout, and the read begun again`()
    async throws
  {
    try await Self.loop("silence after byte n, once", 2, most: 20, messages: false) {
      try Self.attempt(Fault(.stall, $0), $1, $2, [0], socketTimeout: 700)
    }
  }

  @Test func `silence for ever ends within the timeouts`() async throws {
    try await Self.loop("silence after byte n, for ever", 2, most: 20, messages: false) {
      try Self.attempt(Fault(.stall, $0, forEver: true), $1, $2, [69], socketTimeout: 700)
    }
  }

  @Test func `silence is left at the deadline`() async throws {
    try await Self.loop("silence after byte n, with a deadline", 2, most: 20, messages: false) {
      try Self.attempt(
        Fault(.stall, $0, forEver: true), $1, $2, [124, 69], socketTimeout: 9000, limit: 8,
        ["--deadline", "1"])
    }
  }
}
