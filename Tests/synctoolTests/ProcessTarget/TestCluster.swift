import Foundation
import Glibc
import PostgresDriver
import TestSupport

/// A PostgreSQL server of one test's own, which may be killed, stopped and crowded out.
///
/// It runs in a mount namespace of its own: what it mounts goes with it.
final class TestCluster {
  struct NotStarted: Error, CustomStringConvertible {
    let description: String
  }

  /// Its data, owned by the server's role.
  let folder: URL
  let port: Int
  private let scratch: ScratchFolder
  private let programs: String
  private var identifier: pid_t = 0

  /// A folder beside the data, for what a test mounts.
  var small: String { scratch.url.appendingPathComponent("small").path }

  /// Makes a server, or a copy of another's data, and starts it; `mount` is shell text that runs in its
  /// folder before. The version is the shared server's, or Debian's where it has to be able to do TLS:
  /// the other builds are not.
  init(
    settings: [String] = [], mount: String = "", standbyOf primary: TestCluster? = nil,
    hasTLS: Bool = false
  ) throws {
    programs = hasTLS ? "/usr/lib/postgresql/15/bin" : Self.programs
    scratch = try ScratchFolder()
    folder = scratch.url.appendingPathComponent("data")
    port = try Loopback.freePort()
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o711], ofItemAtPath: scratch.url.path)
    try Self.shell("mkdir -m 700 data && chown postgres: data", in: scratch.url)
    let make =
      if let primary {
        "pg_basebackup -h 127.0.0.1 -p \(primary.port) -U postgres -D data -R -c fast"
      } else {
        "initdb -D data -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync"
      }
    try Self.shell("\(Self.asPostgres) \(programs)/\(make)", in: scratch.url)
    try start(settings, mount)
  }

  deinit {
    guard identifier != 0 else { return }
    kill(identifier, SIGCONT)
    end(SIGQUIT)
  }

  func url(database: String = "postgres") -> String {
    "postgresql://postgres@127.0.0.1:\(port)/\(database)"
  }

  func connect(database: String = "postgres") throws -> PostgresConnection {
    try PostgresConnection(
      try ConnectionString.parse(url(database: database)), applicationName: "cluster tests",
      shouldStop: { false })
  }

  func run(_ sql: String) throws {
    var connection = try connect()
    try connection.executeScript(PostgresStatement("set up a server", SQL(test: sql)))
  }

  /// Starts it, again too, and returns when it takes connections.
  func start(_ settings: [String] = [], _ mount: String = "") throws {
    let options = settings.map { "-c \($0)" }.joined(separator: " ")
    let command = """
      cd \(scratch.url.path); \(mount.isEmpty ? ":" : mount)
      exec setpriv --reuid=postgres --regid=postgres --init-groups \
      \(programs)/postgres -D \(folder.path) -p \(port) -c listen_addresses=127.0.0.1 \
      -c unix_socket_directories= -c fsync=off \(options) >>\(scratch.url.path)/log 2>&1
      """
    identifier = try Self.spawn(["/usr/bin/unshare", "--mount", "/bin/bash", "-ec", command])
    for _ in 0..<1500 {
      if (try? connect()) != nil { return }
      usleep(20_000)
      if waitpid(identifier, nil, WNOHANG) == identifier { break }
    }
    let log = try? String(contentsOf: scratch.url.appendingPathComponent("log"), encoding: .utf8)
    throw NotStarted(description: "PostgreSQL does not start: \(log?.suffix(600) ?? "")")
  }

  /// The server as a whole: SIGSTOP reaches its first process and each session's.
  func signal(_ number: Int32) throws {
    let children = try Self.shell("pgrep -P \(identifier) || true", in: scratch.url)
    for child in children.split(separator: "\n").compactMap({ pid_t($0) }) { kill(child, number) }
    kill(identifier, number)
  }

  /// Ends it by a signal and returns when it is gone.
  func end(_ number: Int32) {
    kill(identifier, number)
    waitpid(identifier, nil, 0)
    identifier = 0
  }

  private static let asPostgres =
    "setpriv --reuid=postgres --regid=postgres --init-groups"

  /// The folder of PostgreSQL's programs, of the version that the shared server has.
  static let programs =
    ProcessInfo.processInfo.environment["SYNCTOOL_TEST_POSTGRES_PROGRAMS"] ?? "/nowhere"

  /// Runs a command line to its end and gives what it printed.
  @discardableResult
  static func shell(_ line: String, in folder: URL) throws -> String {
    let end = try Tool.run(
      "/bin/bash", ["-ec", line], environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"],
      folder: folder)
    guard end.status == 0 else { throw NotStarted(description: "\(line): \(end.error)") }
    return end.output
  }

  /// Starts a program with default signals.
  static func spawn(_ words: [String]) throws -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var (none, all) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let arguments = words.map { strdup($0) } + [nil]
    let variables = [strdup("PATH=/usr/sbin:/usr/bin:/sbin:/bin"), strdup("LC_ALL=C"), nil]
    defer { (arguments + variables).forEach { free($0) } }
    var identifier: pid_t = 0
    let code = posix_spawn(&identifier, words[0], nil, &attributes, arguments, variables)
    guard code == 0 else { throw ToolProcess.Fault.notStarted(code) }
    return identifier
  }
}
