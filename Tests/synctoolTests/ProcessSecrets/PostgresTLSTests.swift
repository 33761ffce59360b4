import Foundation
import Testing

/// PostgreSQL over TLS, with an authority of the tests' own.
///
/// The server is `db.test` to libpq by name alone: `hostaddr` says where it is.
struct PostgresTLSTests {
  /// A server with a table, its authority, and a stage whose target it is not yet.
  private struct Scene {
    let authority: TestAuthority
    let other: TestAuthority
    let cluster: TestCluster
    let stage: ProcessStage

    init(days: Int = 30) throws {
      authority = try TestAuthority()
      other = try TestAuthority()
      let identity = try authority.issue("db.test", days: days, owner: "postgres")
      cluster = try TestCluster(settings: identity.settings, hasTLS: true)
      try cluster.run(TestDatabase.clients)
      stage = try ProcessStage("")
      try stage.source(TestRecord.many(2))
      stage.environment["DATABASE_URL"] = nil
    }

    func url(_ options: String, host: String = "db.test", user: String = "postgres") -> String {
      "postgresql://\(user)@\(host):\(cluster.port)/postgres?hostaddr=127.0.0.1\(options)"
    }
  }

  @Test func `verify-full takes the right server without a warning and no other`() throws {
    let scene = try Scene()
    let trusting = "&sslmode=verify-full&sslrootcert=\(scene.authority.path)"
    let refused = [
      (scene.url(trusting, host: "other.test"), "for another host name"),
      (
        scene.url("&sslmode=verify-full&sslrootcert=\(scene.other.path)"),
        "not signed by a trusted authority"
      ),
      (scene.url("&sslmode=verify-full"), "file of the trusted authorities cannot be used"),
      (
        scene.url("&sslmode=verify-full&sslrootcert=/nonexistent.pem"),
        "file of the trusted authorities cannot be used"
      ),
    ]
    for (url, words) in refused {
      try scene.stage.expectEverywhere(78, words, with: ["DATABASE_URL": url])
    }
    let url = ["DATABASE_URL": scene.url(trusting)]
    let check = try scene.stage.expect(0, "check", with: url)
    #expect(check.output.contains("ok    target  tls: TLSv1.3\n") && check.error == "")
    let parts = [
      "DB_HOST": "db.test", "DB_PORT": "\(scene.cluster.port)", "DB_NAME": "postgres",
      "DB_USER": "postgres", "DB_SSL": "true", "PGHOSTADDR": "127.0.0.1",
      "PGSSLROOTCERT": scene.authority.path,
    ]
    #expect(try scene.stage.expect(0, "-n", with: parts).error == "")
    #expect(try scene.stage.expect(0, with: url).error == "")
  }

  @Test func `an expired certificate is 78`() throws {
    let scene = try Scene(days: -1)
    let url = scene.url("&sslmode=verify-full&sslrootcert=\(scene.authority.path)")
    try scene.stage.expectEverywhere(78, "has expired", with: ["DATABASE_URL": url])
  }

  @Test func `every sslmode below verify-full is warned of unless the server is local`() throws {
    let scene = try Scene()
    let root = "&sslrootcert=\(scene.authority.path)"
    let weak = [
      ("&sslmode=verify-ca" + root, "other.test", "sslmode verify-ca does not check that"),
      ("&sslmode=require", "db.test", "sslmode require does not check that"),
      ("", "db.test", "sslmode prefer does not check that"),
      ("&sslmode=allow", "db.test", "none: passwords and clients travel in the clear"),
      ("&sslmode=disable", "db.test", "none: passwords and clients travel in the clear"),
    ]
    for (options, host, words) in weak {
      let url = ["DATABASE_URL": scene.url(options, host: host)]
      let check = try scene.stage.expect(0, "check", with: url)
      #expect(check.output.contains("warn  target  tls: ") && check.output.contains(words))
      for arguments in [["-n"], ["-n", "--format", "json"]] {
        let end = try scene.stage.start(arguments, url).end()
        #expect(end.status == 0)
        #expect(end.error.contains("synctool: warning: target: tls: "), "\(end.error)")
        #expect(end.error.contains(words), "\(end.error)")
      }
    }
    let local = "postgresql://postgres@127.0.0.1:\(scene.cluster.port)/postgres?sslmode=require"
    let end = try scene.stage.expect(0, "check", with: ["DATABASE_URL": local])
    #expect(!end.output.contains("warn  "), "\(end.output)")
  }

  @Test func `a server without TLS is 78 when the settings demand it`() throws {
    let stage = try ProcessStage()
    try stage.source(TestRecord.many(2))
    let url = try TestServer.url(database: stage.database.name)
    let words = "the server offers no TLS, which the settings require"
    try stage.expectEverywhere(
      78, words, with: ["DATABASE_URL": url + "?sslmode=verify-full&sslrootcert=/etc/passwd"])
    try stage.expectEverywhere(78, words, with: ["DATABASE_URL": url, "PGSSLMODE": "require"])
    #expect(try stage.database.count() == 0)
  }

  @Test func `a server that asks for a client's certificate takes the right one alone`() throws {
    let scene = try Scene()
    let mine = try scene.authority.issue("certified")
    let alien = try scene.other.issue("certified")
    try scene.cluster.run("CREATE ROLE certified SUPERUSER LOGIN")
    try "hostssl all certified 127.0.0.1/32 cert\nhost all all 127.0.0.1/32 trust\n".write(
      to: scene.cluster.folder.appendingPathComponent("pg_hba.conf"), atomically: false,
      encoding: .utf8)
    try scene.cluster.run("ALTER SYSTEM SET ssl_ca_file = '\(scene.authority.path)'")
    try scene.cluster.run("SELECT pg_reload_conf()")
    let trusting = "&sslmode=verify-full&sslrootcert=\(scene.authority.path)"
    let url = { (identity: TestAuthority.Identity) in
      scene.url(
        trusting + "&sslcert=\(identity.certificate)&sslkey=\(identity.key)", user: "certified")
    }
    #expect(try scene.stage.expect(0, "check", with: ["DATABASE_URL": url(mine)]).error == "")
    let none = scene.url(trusting, user: "certified")
    try scene.stage.expectEverywhere(77, "refused access", with: ["DATABASE_URL": none])
    let end = try scene.stage.run("check", with: ["DATABASE_URL": url(alien)])
    #expect([69, 78].contains(end.status) && end.output.contains("hint: "), "\(end.everything)")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: mine.key)
    try scene.stage.expectEverywhere(
      78, "the private key cannot be used", with: ["DATABASE_URL": url(mine)])
  }
}
