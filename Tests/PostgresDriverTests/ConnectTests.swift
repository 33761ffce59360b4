import Foundation
import Glibc
import PostgresDriver
import TestSupport
import Testing

struct ConnectTests {
  private static let canary = "CANARY-s3cr3t"

  @Test func `the server tells who it is`() throws {
    let connection = try TestPostgres.connect()
    let server = connection.server
    #expect(server.version >= 130_000)
    #expect(server.versionText.hasPrefix("\(server.version / 10_000)."))
    #expect(server.host == "127.0.0.1")
    #expect(Optional(server.port) == (try TestPostgres.value(of: "port")))
    #expect(server.database == "postgres")
    #expect(server.user == "postgres")
    #expect(server.tls == nil)
    #expect(server.backendPID > 0)
    let isUsable = connection.isUsable
    #expect(isUsable)
  }

  @Test(arguments: [
    ("search_path", "pg_catalog, pg_temp"), ("client_encoding", "UTF8"), ("TimeZone", "UTC"),
    ("DateStyle", "ISO, YMD"), ("IntervalStyle", "postgres"), ("bytea_output", "hex"),
    ("standard_conforming_strings", "on"), ("extra_float_digits", "1"), ("jit", "off"),
    ("quote_all_identifiers", "off"), ("array_nulls", "on"), ("xmloption", "content"),
    ("lc_monetary", "C"), ("lock_timeout", "10s"), ("application_name", "driver tests"),
    ("tcp_keepalives_idle", nil),
  ])
  func `the session's settings are pinned whatever the role's defaults are`(
    _ name: String, _ value: String?
  ) throws {
    var admin = try TestPostgres.connect()
    let role = TestPostgres.unique("pin")
    try admin.run("CREATE ROLE \(role) LOGIN")
    for (setting, other) in [
      ("search_path", "public"), ("TimeZone", "'Asia/Tokyo'"), ("DateStyle", "'SQL, DMY'"),
      ("IntervalStyle", "iso_8601"), ("standard_conforming_strings", "off"), ("jit", "on"),
      ("bytea_output", "escape"), ("extra_float_digits", "'-15'"), ("lock_timeout", "0"),
      ("client_encoding", "LATIN1"), ("quote_all_identifiers", "on"), ("array_nulls", "off"),
      ("xmloption", "document"), ("lc_monetary", "'C.UTF-8'"),
    ] { try admin.run("ALTER ROLE \(role) SET \(setting) = \(other)") }
    do {
      var connection = try TestPostgres.connect(["user": role])
      let actual = try connection.value("SELECT current_setting($1)", [.text(name)])
      if let value { #expect(actual == value) } else { #expect(actual != nil) }
      #expect(connection.initialSearchPath == "public")
    }
    try admin.run("DROP ROLE \(role)")
  }

  @Test func `an application name of the settings is kept`() throws {
    var connection = try TestPostgres.connect(["application_name": "given"])
    #expect(try connection.value("SHOW application_name") == "given")
  }

  @Test func `nothing listening is unreachable and named`() throws {
    let error = try TestPostgres.connectError(["port": "1", "password": Self.canary])
    #expect(error?.kind == .unreachable)
    #expect(error?.message == "cannot reach PostgreSQL at 127.0.0.1:1: connection refused")
    #expect(error?.hint.isEmpty == false)
  }

  @Test func `a host without an address is unreachable`() throws {
    let error = try TestPostgres.connectError(["host": "no-such-host.invalid"])
    #expect(error?.kind == .unreachable)
    #expect(error?.message.contains("could not be resolved") == true)
  }

  @Test func `a missing socket is unreachable`() throws {
    let error = try TestPostgres.connectError(["host": "/nonexistent"])
    #expect(error?.kind == .unreachable)
    #expect(error?.message.contains("the socket in /nonexistent") == true)
  }

  @Test(arguments: ["wrong-CANARY-s3cr3t", ""])
  func `a wrong and a missing password are refused`(_ password: String) throws {
    var admin = try TestPostgres.connect()
    // The role is shared by all suites; its password is no concern here, as none is right.
    _ = try? admin.run("CREATE ROLE scram_user LOGIN PASSWORD 'right'")
    let error = try TestPostgres.connectError(["user": "scram_user", "password": password])
    #expect(error?.kind == .refused)
    #expect(error?.sqlState?.code == (password.isEmpty ? nil : "28P01"))
    #expect(error.map { "\($0)" }?.contains(Self.canary) == false)
  }

  @Test func `a role that may not log in is refused`() throws {
    let error = try TestPostgres.connectError(["user": "pg_monitor"])
    #expect(error?.kind == .refused)
    #expect(error?.sqlState?.code == "28000")
  }

  @Test func `an unknown role is refused without being named`() throws {
    let error = try TestPostgres.connectError(["user": Self.canary])
    #expect(error?.kind == .refused)
    #expect(error.map { "\($0)" }?.contains(Self.canary) == false)
  }

  @Test func `a missing database comes with its remedy`() throws {
    let error = try TestPostgres.connectError(["dbname": Self.canary])
    #expect(error?.kind == .server)
    #expect(error?.sqlState?.code == "3D000")
    #expect(error?.hint.contains("create the database") == true)
    #expect(error.map { "\($0)" }?.contains(Self.canary) == false)
  }

  @Test func `a role without the right to connect is refused`() throws {
    var admin = try TestPostgres.connect()
    let name = TestPostgres.unique("closed")
    try admin.run("CREATE ROLE \(name) LOGIN")
    try admin.run("CREATE DATABASE \(name) TEMPLATE template0")
    try admin.run("REVOKE CONNECT ON DATABASE \(name) FROM PUBLIC")
    let error = try TestPostgres.connectError(["dbname": name, "user": name])
    #expect(error?.kind == .refused)
    #expect(error?.sqlState?.code == "42501")
    try admin.run("DROP DATABASE \(name)")
    try admin.run("DROP ROLE \(name)")
  }

  @Test func `a full server is unreachable`() throws {
    var admin = try TestPostgres.connect()
    let role = TestPostgres.unique("crowd")
    try admin.run("CREATE ROLE \(role) LOGIN CONNECTION LIMIT 0")
    let error = try TestPostgres.connectError(["user": role])
    #expect(error?.kind == .unreachable)
    #expect(error?.sqlState?.code == "53300")
    try admin.run("DROP ROLE \(role)")
  }

  @Test(arguments: [
    ["sslmode": "require"], ["sslmode": "CANARY-s3cr3t"], ["connect_timeout": "CANARY-s3cr3t"],
    ["port": "CANARY-s3cr3t"], ["CANARY-s3cr3t": "1"], ["host": "a\u{0}b"],
    ["sslmode": "verify-full", "sslrootcert": "/nonexistent/CANARY-s3cr3t"],
  ])
  func `unusable settings are told without their values`(_ changes: [String: String]) throws {
    let error = try TestPostgres.connectError(changes)
    #expect(error?.kind == .badSettings)
    #expect(error.map { "\($0)" }?.contains(Self.canary) == false)
    #expect(error?.hint.isEmpty == false)
  }

  @Test func `a server that says nothing is unreachable after the connect timeout`() throws {
    let mute = try MuteServer()
    let start = Date()
    let error = try TestPostgres.connectError([
      "port": String(mute.port), "connect_timeout": "1", "sslmode": "disable",
    ])
    #expect(error?.kind == .unreachable)
    #expect(error?.message.contains("no answer within 1 s") == true)
    #expect(Date().timeIntervalSince(start) < 5)
  }

  @Test func `a stop ends a connect`() throws {
    let mute = try MuteServer()
    let start = Date()
    let error = try TestPostgres.error {
      _ = try TestPostgres.connect(
        ["port": String(mute.port)], shouldStop: TestPostgres.stop(after: 0.3))
    }
    #expect(error?.kind == .stopped)
    #expect(Date().timeIntervalSince(start) < 3)
  }

  @Test func `a host that cannot be one is never shown`() throws {
    let error = try TestPostgres.connectError(["host": "CANARY-s3cr3t@127.0.0.1"])
    #expect(error?.kind == .unreachable)
    #expect(error.map { "\($0)" }?.contains(Self.canary) == false)
  }
}

/// Listens and never answers.
private struct MuteServer: ~Copyable {
  let port: Int
  private let listener: Int32

  init() throws {
    (listener, port) = try Loopback.listener()
  }

  deinit {
    close(listener)
  }
}
