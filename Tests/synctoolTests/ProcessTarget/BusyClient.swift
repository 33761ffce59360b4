import Foundation
import PostgresDriver
import Synchronization

/// Another client of a pool, which asks one short question after the other.
final class BusyClient: Sendable {
  private let isStopped = Atomic(false)

  init(_ pooler: TestPooler, _ database: String) {
    let port = pooler.port
    Thread.detachNewThread { [self] in
      guard let url = try? TestServer.url(database: database, port: port) else { return }
      while !isStopped.load(ordering: .relaxed) {
        _ = try? Tool.run(
          "/usr/bin/psql",
          ["-qX", "-d", url]
            + (0..<50).flatMap { _ in ["-c", "SELECT pg_sleep(0.002)"] })
      }
    }
  }

  func stop() { isStopped.store(true, ordering: .relaxed) }
}
