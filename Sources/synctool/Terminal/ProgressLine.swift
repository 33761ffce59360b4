internal import Basics
internal import Engine

/// Words the progress of the read, at most ten times a second.
struct ProgressLine: Sendable {
  private static let interval = 0.1

  private let start: Double
  private let width: Int
  private var last: Double

  /// `now` is any monotonic clock in seconds; `width` the terminal's columns.
  init(now: Double, width: Int) {
    start = now
    last = now
    self.width = width
  }

  /// The line to show instead of the last one; nil when that is less than 100 ms old.
  mutating func update(_ progress: ReadProgress, now: Double) -> String? {
    guard now - last >= Self.interval else { return nil }
    last = now
    let elapsed = now - start
    let perSecond = Int(Double(progress.records) / elapsed)
    var parts = ["\(NumberText.grouped(progress.records)) records"]
    if let size = progress.size, size > 0 {
      parts.append("\(min(100, progress.bytesRead * 100 / size)) %")
    }
    parts.append("\(NumberText.grouped(perSecond))/s")
    parts.append("\(Int(elapsed)) s")
    return String(("reading: " + parts.joined(separator: ", ")).prefix(max(0, width - 1)))
  }
}
