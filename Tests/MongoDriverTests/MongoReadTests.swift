import Foundation
import TestSupport
import Testing

@testable import MongoDriver

/// Reads that a thread fetches ahead: what is delivered is what was served, or the read ends with an error.
struct MongoReadTests {
  private static let most = 7
  private static let documents = (0..<60).map { BSONFileTests.document($0, padding: $0 * 7 % 50) }
  /// Where batches begin.
  private static let boundaries = Array(stride(from: 0, to: 60, by: most))

  private static let faults: [(wish: String, kinds: [MongoError.Kind])] = [
    ("hangup=", [.interrupted]), ("cut=", [.interrupted]), ("stall=", [.interrupted]),
    ("code=43.fail=", [.interrupted]), ("code=50.fail=", [.interrupted]),
    ("code=237.fail=", [.interrupted]), ("code=11600.fail=", [.interrupted]),
    ("code=13.fail=", [.refused]), ("code=2.fail=", [.serverError]),
  ]

  @Test(arguments: faults)
  func `a fault at a batch boundary comes after the documents before it, and as an error`(
    wish: String, kinds: [MongoError.Kind]
  ) throws {
    let rig = try ReadRig(Self.documents)
    let timeout = "socketTimeoutMS=\(wish == "stall=" ? 250 : 20_000)"
    for boundary in Self.boundaries {
      for half in [64, 400, 1 << 20] {
        let got = try rig.read(
          "clients.most=\(Self.most).\(wish)\(boundary)", half: half, timeout)
        #expect(got.documents == Array(Self.documents.prefix(boundary)), "\(boundary), \(half)")
        let error = try #require(got.error as? MongoError)
        // What breaks at once is tried again by libmongoc, which then has no server left.
        #expect(kinds.contains(error.kind) || boundary == 0 && error.kind == .unreachable)
        #expect(!(error.message + error.hint).contains("hunter2"))
      }
    }
  }

  @Test(arguments: [0, 7, 35, 56])
  func `an empty batch is not the end`(boundary: Int) throws {
    let rig = try ReadRig(Self.documents)
    let got = try rig.read("clients.most=7.empty=\(boundary)", half: 400)
    #expect(got.error == nil)
    #expect(got.documents == Self.documents)
    #expect(try rig.peer.commands("getMore").count > Self.boundaries.count - 1)
  }

  @Test func `a body may stop at each document, and no other follows`() throws {
    let rig = try ReadRig(Self.documents)
    for place in 0..<60 {
      let got = try rig.read("clients.most=7", half: 64 * (1 + place % 20), stopAt: place)
      #expect(got.error is CancellationError)
      #expect(got.documents == Array(Self.documents.prefix(place + 1)))
    }
    #expect(try !rig.peer.commands("killCursors").isEmpty)
  }

  @Test(arguments: boundaries)
  func `a stop while the server is silent ends the read at once`(boundary: Int) throws {
    let rig = try ReadRig(Self.documents)
    let begin = ContinuousClock.now
    let got = try rig.read(
      "clients.most=7.stall=\(boundary)", half: 400, "socketTimeoutMS=30000", mayWait: 0.1)
    #expect(got.error is CancellationError)
    #expect(got.documents == Array(Self.documents.prefix(boundary)))
    #expect(ContinuousClock.now - begin < .seconds(2))
  }

  @Test(arguments: [0, 3, 59])
  func `a stop while the ring is full ends the read at once`(place: Int) throws {
    let rig = try ReadRig(Self.documents)
    let begin = ContinuousClock.now
    let got = try rig.read("clients.most=7.stall=56", half: 64, stopAt: place % 56, pause: 0.1)
    #expect(got.error is CancellationError)
    #expect(got.documents.count == place % 56 + 1)
    #expect(ContinuousClock.now - begin < .seconds(2))
  }

  @Test func `documents larger than the ring pass through it`() throws {
    let documents = [10, 900, 0, 3_000_000, 5, 1_200_000, 70].enumerated().map {
      BSONFileTests.document($0, padding: $1)
    }
    let got = try ReadRig(documents).read("clients.most=2", half: 1000)
    #expect(got.error == nil)
    #expect(got.documents == documents)
  }

  @Test func `the client of a complete read serves the next`() throws {
    let rig = try ReadRig(Self.documents)
    var client = try rig.client("")
    for _ in 0..<3 {
      var reading = try client.read(database: "shop", collection: "clients.most=7")
      var count = 0
      try reading.forEach(waiting: {}) { _ in count += 1 }
      #expect(count == 60)
      guard let next = reading.client() else {
        Issue.record("the thread has kept the client")
        return
      }
      client = next
    }
    #expect(try rig.peer.commands("client").count == 1, "one connection")
  }

  /// Random faults, rings, and stops, on one server: 10 000 in the torture, a few hundred here.
  @Test func `no document is lost or doubled, whatever happens when`() throws {
    let isTorture = ProcessInfo.processInfo.environment["SYNCTOOL_TORTURE"] == "1"
    let tries = isTorture ? 10_000 : 300
    let rig = try ReadRig(Self.documents)
    var broken: [String] = []
    for _ in 0..<tries {
      let attempt = ReadAttempt(of: Self.documents.count)
      if let fault = try attempt.fault(on: rig, Self.documents) { broken.append(fault) }
    }
    #expect(broken.isEmpty, "\(broken.prefix(20).joined(separator: "\n"))")
    let line = "torture: a read ahead meets a fault\t\(tries)\t\(broken.count)\n"
    if isTorture { FileHandle.standardOutput.write(Data(line.utf8)) }
  }
}

/// One read of the loop: what goes wrong, and how the documents are taken.
private struct ReadAttempt {
  private let most = Int.random(in: 1...20)
  private let half = [1, 64, 300, 1000, 1 << 20].randomElement() ?? 1
  private let wish =
    [
      "", "", "empty=", "hangup=", "cut=", "code=43.fail=", "code=237.fail=", "stall=",
    ].randomElement() ?? ""
  private let place: Int
  private let stopAt: Int?
  /// Seconds between some of the documents.
  private let pause = Bool.random() ? 0 : Double.random(in: 0...0.0005)

  init(of count: Int) {
    place = Int.random(in: 0..<count)
    stopAt = Int.random(in: 0..<4) == 0 ? Int.random(in: 0..<count) : nil
  }

  /// What is wrong with what came of it; nil when nothing is.
  func fault(on rig: ReadRig, _ documents: [[UInt8]]) throws -> String? {
    let name = "clients.most=\(most)" + (wish.isEmpty ? "" : ".\(wish)\(place)")
    let isSilent = wish == "stall="
    let got = try rig.read(
      name, half: half, "socketTimeoutMS=\(isSilent ? 60 : 20_000)", stopAt: stopAt, pause: pause)
    let isWhole = wish.isEmpty || wish == "empty="
    // The fault comes with the first batch that begins there or later, if one does.
    let boundary = isWhole ? documents.count : (place + most - 1) / most * most
    let delivered = min(boundary, documents.count)
    let stops = stopAt.map { $0 < delivered } ?? false
    let expected = stops ? (stopAt ?? 0) + 1 : delivered
    let count = got.documents.count
    // On a busy machine an answer may take longer than is waited for silence.
    let isLate =
      isSilent && count < expected && count.isMultiple(of: most) && got.error is MongoError
    guard got.documents == Array(documents.prefix(isLate ? count : expected)) else {
      return "\(name): \(count) documents in place of \(expected)"
    }
    if isLate { return nil }
    switch got.error {
    case is CancellationError: return stops ? nil : "\(name): stopped by nobody"
    case is MongoError: return !stops && boundary < documents.count ? nil : "\(name): an error"
    default: return !stops && boundary >= documents.count ? nil : "\(name): a clean end"
    }
  }
}

/// A scripted server, and reads from it.
private struct ReadRig {
  let peer: ScriptedMongo

  init(_ documents: [[UInt8]]) throws {
    peer = try ScriptedMongo(documents)
  }

  func client(_ options: String) throws -> MongoClient {
    let uri = "mongodb://127.0.0.1:\(peer.port)/shop?serverSelectionTimeoutMS=3000&\(options)"
    return try MongoClient(MongoURI(uri), applicationName: "driver tests")
  }

  /// What was delivered, and the error that ended the read.
  /// - Parameters:
  ///   - stopAt: the document at which the body throws.
  ///   - pause: seconds that the body takes for each document of the first ten.
  ///   - mayWait: seconds without a document after which the read is stopped.
  func read(
    _ collection: String, half: Int, _ options: String = "", stopAt: Int? = nil,
    pause: Double = 0, mayWait: Double = 20
  ) throws -> (documents: [[UInt8]], error: (any Error)?) {
    let cursor = try client(options).find(
      database: "shop", collection: collection, batchSize: BatchPace.first)
    var reading = try MongoRead(cursor, DocumentRing(half: half))
    var documents: [[UInt8]] = []
    var last = ContinuousClock.now
    do {
      try reading.forEach {
        if ContinuousClock.now - last > .seconds(mayWait) { throw CancellationError() }
      } _: { document in
        last = .now
        documents.append(Bytes.copy(document))
        if pause > 0, documents.count < 10 { usleep(UInt32(pause * 1e6)) }
        if documents.count - 1 == stopAt { throw CancellationError() }
      }
      return (documents, nil)
    } catch {
      return (documents, error)
    }
  }
}
