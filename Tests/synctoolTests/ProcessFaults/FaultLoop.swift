import Foundation
import TestSupport
import Testing

/// Breaks a run at one place after the other.
struct FaultLoop: Sendable {
  /// True when all places are wanted, and not a few.
  static let isTorture = ProcessInfo.processInfo.environment["SYNCTOOL_TORTURE"] == "1"

  let name: String
  /// How many runs go on at once: those that mostly wait may be many.
  var workers = 4

  /// How often a fault strikes, for the names of loops.
  static func times(_ forEver: Bool) -> String { forEver ? "for ever" : "once" }

  /// 0...count, or as many of them as a short test has the time for.
  static func places(_ count: Int, few: Int, most: Int = .max) -> [Int] {
    let wanted = isTorture ? most : few
    guard wanted <= count else { return Array(0...count) }
    return (0..<wanted).map { $0 * count / (wanted - 1) }
  }

  /// Loops run side by side, as they mostly wait; more runs than this at once would only be slower.
  private static let room = DispatchSemaphore(value: 10)

  /// Tries each place, some at once and each of them on a rig, and expects that nothing breaks.
  func run<Place: Sendable, Rig>(
    _ places: [Place], makeRig: @escaping @Sendable () throws -> Rig,
    at location: SourceLocation = #_sourceLocation,
    _ attempt: @escaping @Sendable (Place, Rig) throws -> [String]
  ) async {
    let queue = FaultQueue(places)
    let group = DispatchGroup()
    for _ in 0..<min(workers, places.count) {
      group.enter()
      Thread.detachNewThread {
        queue.note("a rig") {
          let rig = try makeRig()
          while let place = queue.next() {
            Self.room.wait()
            queue.note("\(place)") { try attempt(place, rig) }
            Self.room.signal()
          }
          return []
        }
        group.leave()
      }
    }
    await withCheckedContinuation { done in group.notify(queue: .global()) { done.resume() } }
    let found = queue.broken
    #expect(!places.isEmpty, sourceLocation: location)
    #expect(
      found.isEmpty, "\(found.count) of \(places.count) broken:\n\(found.joined(separator: "\n"))",
      sourceLocation: location)
    // Not by print, which keeps the line until the process ends.
    let line = "torture: \(name)\t\(places.count)\t\(found.count)\n"
    if Self.isTorture { FileHandle.standardOutput.write(Data(line.utf8)) }
  }
}
