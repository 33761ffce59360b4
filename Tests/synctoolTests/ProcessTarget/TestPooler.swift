import Foundation
import Glibc
import TestSupport

/// A PgBouncer of one test's own in front of the shared server.
final class TestPooler {
  let port: Int
  private let scratch: ScratchFolder
  private var identifier: pid_t = 0

  /// `mode` is session, transaction or statement; `size` how many backends it has.
  init(_ mode: String, size: Int = 5, _ more: [String] = []) throws {
    scratch = try ScratchFolder()
    port = try Loopback.freePort()
    let server = try TestServer.port()
    let settings =
      [
        // It takes any name for the superuser's: a test has no other.
        "[databases]", "* = host=127.0.0.1 port=\(server) user=postgres", "[pgbouncer]",
        "listen_addr = 127.0.0.1", "listen_port = \(port)", "unix_socket_dir =",
        "auth_type = any", "pool_mode = \(mode)", "default_pool_size = \(size)",
      ] + more
    let file = scratch.url.appendingPathComponent("pgbouncer.ini")
    try settings.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: scratch.url.path)
    identifier = try TestCluster.spawn(
      ["/usr/sbin/pgbouncer", "-q", "-u", "postgres", file.path])
    for _ in 0..<500 {
      let probe = try Tool.run(
        "/usr/bin/pg_isready", ["-q", "-h", "127.0.0.1", "-p", "\(port)"],
        environment: ["PATH": "/usr/bin:/bin"])
      if probe.status == 0 { return }
      usleep(20_000)
    }
    throw TestCluster.NotStarted(description: "PgBouncer does not start")
  }

  deinit {
    kill(identifier, SIGKILL)
    waitpid(identifier, nil, 0)
  }
}
