import Synchronization

/// The places of a loop that are left, and what was found broken.
final class FaultQueue<Place: Sendable>: Sendable {
  private let left: Mutex<[Place]>
  private let found = Mutex<[String]>([])

  init(_ places: [Place]) { left = Mutex(places.reversed()) }

  var broken: [String] { found.withLock { $0 } }

  func next() -> Place? { left.withLock { $0.popLast() } }

  func add(_ words: String) { found.withLock { $0.append(words) } }

  /// Adds what `body` finds broken; an error is a find.
  func note(_ place: String, _ body: () throws -> [String]) {
    do {
      let broken = try body()
      if !broken.isEmpty { add("\(place): " + broken.joined(separator: "; ")) }
    } catch {
      add("\(place): \(error)")
    }
  }
}
