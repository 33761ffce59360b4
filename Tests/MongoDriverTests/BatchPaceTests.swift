import TestSupport
import Testing

@testable import MongoDriver

/// How large the batches are that a server is asked for.
struct BatchPaceTests {
  private static let mebibyte = 1 << 20

  /// The batches of documents that come one after the other, each fetched in so many seconds: how many were asked for,
  /// and their bytes.
  private func batches(
    _ sizes: [Int], memory: Int = .max, seconds: (Int) -> Double
  ) -> [(count: Int, bytes: Int)] {
    var pace = BatchPace(memory: memory, 0)
    var time = 0.0
    var batches = [(count: 0, bytes: 0)]
    var asked = BatchPace.first
    for size in sizes {
      if batches[batches.count - 1].count == 0 { time += seconds(asked) }
      pace.arrived(time)
      batches[batches.count - 1].count += 1
      batches[batches.count - 1].bytes += size
      guard let next = pace.next(after: size, time) else { continue }
      asked = next
      batches.append((0, 0))
    }
    return batches.filter { $0.count > 0 }
  }

  @Test(arguments: [40, 100, 307, 1500, 4000, 20_000, 300_000, 6_000_000])
  func `batches grow to 4 MiB, and are as few as promised`(size: Int) {
    let total = 200 * Self.mebibyte
    let batches = batches(
      .init(repeating: size, count: total / size), memory: 10 * Self.mebibyte
    ) { _ in 0.01 }
    // The first one is asked for before a document was seen.
    for batch in batches.dropFirst() { #expect(batch.bytes <= max(size, 5 * Self.mebibyte)) }
    if size < 4 * Self.mebibyte {
      #expect(batches.count <= 1 + total / (4 * Self.mebibyte) + 3, "\(batches.count)")
    }
    #expect(batches[0].count == min(1000, total / size))
  }

  @Test func `documents that grow make smaller batches, and those that shrink larger ones`() {
    let sizes =
      [Int](repeating: 200, count: 100_000) + .init(repeating: 5000, count: 30_000)
      + .init(repeating: 200, count: 200_000)
    let counts = batches(sizes, memory: 10 * Self.mebibyte) { _ in 0.01 }.map(\.count)
    #expect(counts.prefix(2) == [1000, 9 * Self.mebibyte / 2 / 200])
    #expect(counts.contains { (900...950).contains($0) })
    #expect(counts.suffix(3).contains { $0 > 20_000 })
  }

  @Test(arguments: [1, 3, 5])
  func `batches are in memory twice within what they may take`(mebibytes: Int) {
    let memory = mebibytes * Self.mebibyte
    let batches = batches(.init(repeating: 300, count: 100_000), memory: memory) { _ in 0.01 }
    for batch in batches.dropLast() { #expect(2 * batch.bytes <= memory) }
    #expect(batches[1].bytes > memory / 3, "\(batches)")
  }

  @Test func `a batch is at most 64 times as large as the one before`() {
    let counts = batches(.init(repeating: 40, count: 600_000)) { _ in 0.001 }.map(\.count)
    #expect(counts == [1000, 64_000, 535_000])
  }

  /// A second for a thousand documents: two seconds' worth at a time, and never fewer than the first.
  @Test(arguments: [(0.001, 2000), (0.01, 1000), (0.0001, 20_000)])
  func `a slow server is asked for what it sends in two seconds`(each: Double, most: Int) {
    let counts = batches(.init(repeating: 300, count: 100_000)) { Double($0) * each }.map(\.count)
    #expect(counts.max().map { $0 >= most * 9 / 10 && $0 <= most * 12 / 10 } == true, "\(counts)")
  }

  @Test func `the server is asked for what was chosen`() throws {
    let documents = (0..<30_000).map { BSONFileTests.document($0, padding: 275) }
    let peer = try ScriptedMongo(documents)
    let uri = try MongoURI("mongodb://127.0.0.1:\(peer.port)/shop")
    var reading = try MongoClient(uri, applicationName: "driver tests")
      .read(database: "shop", collection: "clients")
    var count = 0
    try reading.forEach(waiting: {}) { document in
      // The n behind the length, a type and a name.
      #expect(document.int32(at: 7) == count)
      count += 1
    }
    #expect(count == 30_000)
    let size = documents[0].count
    let asked = try (peer.commands("find") + peer.commands("getMore")).map {
      $0["batchSize"] as? Int
    }
    let aim = 9 * Self.mebibyte / 2 / size
    #expect(asked == [1000, aim, aim])
  }
}
