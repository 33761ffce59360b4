import Basics
import Foundation
import Glibc
import Testing

@testable import synctool

/// The built tool as a process of its own, with exactly the environment that it is given.
final class ToolProcess {
  enum Input {
    case nothing
    case bytes([UInt8])
    /// An open descriptor, which stays open here.
    case descriptor(Int32)
  }

  enum Output {
    case captured
    case path(String)
    /// Standard output and standard error are one terminal.
    case terminal
  }

  enum Fault: Error {
    case notStarted(Int32)
    /// It was killed, after so many seconds.
    case hung(seconds: Double, output: String, error: String)
  }

  let identifier: pid_t
  private let scratch: ScratchFolder
  private let started = Date()
  private let arguments: [String]
  private var terminal: ProcessTerminal?
  private var hasEnded = false

  init(
    _ arguments: [String], environment: [String: String], folder: String, input: Input = .nothing,
    output: Output = .captured
  ) throws {
    scratch = try ScratchFolder()
    self.arguments = arguments
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    switch input {
    case .nothing: posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    case .bytes(let bytes):
      let file = scratch.url.appendingPathComponent("input")
      try Data(bytes).write(to: file)
      posix_spawn_file_actions_addopen(&actions, 0, file.path, O_RDONLY, 0)
    case .descriptor(let descriptor):
      posix_spawn_file_actions_adddup2(&actions, descriptor, 0)
    }
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    if case .terminal = output {
      let terminal = try ProcessTerminal()
      self.terminal = terminal
      posix_spawn_file_actions_adddup2(&actions, terminal.slave, 1)
      posix_spawn_file_actions_adddup2(&actions, terminal.slave, 2)
    } else {
      var path = scratch.url.appendingPathComponent("output").path
      if case .path(let given) = output { path = given }
      posix_spawn_file_actions_addopen(&actions, 1, path, flags, 0o600)
      let error = scratch.url.appendingPathComponent("error").path
      posix_spawn_file_actions_addopen(&actions, 2, error, flags, 0o600)
    }
    identifier = try Self.spawn(arguments, environment, folder, &actions)
    terminal?.closeSlave()
  }

  deinit {
    guard !hasEnded else { return }
    kill(identifier, SIGKILL)
    waitpid(identifier, nil, 0)
  }

  func signal(_ number: Int32) { kill(identifier, number) }

  /// Waits for the end; a process that takes longer than `seconds` is killed, which throws.
  func end(within seconds: Double = 60) throws -> ToolEnd {
    var status: Int32 = 0
    while waitpid(identifier, &status, WNOHANG) == 0 {
      terminal?.drain()
      guard Date().timeIntervalSince(started) < seconds else {
        kill(identifier, SIGKILL)
        waitpid(identifier, &status, 0)
        hasEnded = true
        throw Fault.hung(seconds: seconds, output: text("output"), error: text("error"))
      }
      usleep(4000)
    }
    hasEnded = true
    terminal?.drain()
    let signal = status & 0x7F
    let code = signal == 0 ? status >> 8 & 0xFF : -signal
    expectListed(code)
    return ToolEnd(
      status: code, output: terminal?.text ?? text("output"), error: text("error"),
      seconds: Date().timeIntervalSince(started))
  }

  /// Holds each command that any test runs to the exit codes that its help lists.
  private func expectListed(_ code: Int32) {
    guard code >= 0, case .command(let line) = ArgumentReader.read(arguments, .synctool) else {
      return
    }
    #expect(
      line.command.exitCodes.contains { $0.rawValue == code },
      "\(line.command.name) ends with \(code), which its help does not list")
  }

  private func text(_ name: String) -> String {
    let data = try? Data(contentsOf: scratch.url.appendingPathComponent(name))
    return String(decoding: data ?? Data(), as: UTF8.self)
  }

  private static func spawn(
    _ arguments: [String], _ environment: [String: String], _ folder: String,
    _ actions: inout posix_spawn_file_actions_t
  ) throws -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The runner's threads block signals, and may ignore some.
    var none = sigset_t()
    sigemptyset(&none)
    var usual = sigset_t()
    sigemptyset(&usual)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGALRM] { sigaddset(&usual, number) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    // `env` becomes the tool: it changes the folder, which posix_spawn here cannot.
    let env = "/usr/bin/env"
    let words = ([env, "-C", folder, Tool.path] + arguments).map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (words + variables).forEach { free($0) } }
    var identifier: pid_t = 0
    let code = posix_spawn(&identifier, env, &actions, &attributes, words, variables)
    guard code == 0 else { throw Fault.notStarted(code) }
    return identifier
  }
}
