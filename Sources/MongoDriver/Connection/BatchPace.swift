internal import Glibc

/// How many documents to ask a server for at a time: the protocol counts documents, but bytes are what memory and turns
/// depend on.
///
/// The first batch is small: a slow server is not waited for in silence, and the size of the documents is learnt.
struct BatchPace {
  /// The first batch, and the least, unless documents are too large for that.
  static let first = 1000
  /// How many times larger a batch may be than the one before.
  private static let growth = 64.0
  /// Seconds that a batch may take: the timeout of the socket is for a whole one.
  private static let patience = 2.0

  private let aim: Int
  private var size = BatchPace.first
  /// When the batch was asked for; nil once it has arrived.
  private var asked: Double?
  private var took = 0.0
  private var documents = 0
  private var bytes = 0

  /// A batch is in memory twice while it arrives, and somewhat larger than its documents: for both there are so
  /// many bytes. Times are seconds of a clock that only goes forward.
  init(memory: Int = .max, _ now: Double = BatchPace.now()) {
    aim = memory / 20 * 9
    asked = now
  }

  /// Called for each document as it comes.
  mutating func arrived(_ now: @autoclosure () -> Double = BatchPace.now()) {
    guard let asked else { return }
    took = now() - asked
    self.asked = nil
  }

  /// The size of the next batch, once a document of this many bytes was the last of one.
  mutating func next(after count: Int, _ now: @autoclosure () -> Double = BatchPace.now()) -> Int? {
    documents += 1
    bytes += count
    guard documents >= size else { return nil }
    let calm = Double(size) * min(Self.growth, Self.patience / max(took, 1e-3))
    size = max(1, min(max(Int(calm), Self.first), aim / (bytes / documents)))
    (asked, documents, bytes) = (now(), 0, 0)
    return size
  }

  private static func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
