import TestSupport
import Testing

/// MongoDB over TLS, with an authority of the tests' own.
struct MongoTLSTests {
  /// A stage and the URI of a server with a certificate for `localhost`.
  private static func scene(
    _ identity: TestAuthority.Identity
  ) throws -> (stage: ProcessStage, peer: ScriptedMongo) {
    let stage = try ProcessStage()
    let peer = try ScriptedMongo(TestBSON.clients(2), "--tls", identity.both)
    return (stage, peer)
  }

  private static func uri(
    _ peer: ScriptedMongo, host: String = "localhost", _ options: String
  ) -> String {
    peer.uri.replacing("127.0.0.1", with: host)
      .replacing("TimeoutMS=2000", with: "TimeoutMS=400") + options
  }

  @Test func `a certificate of the authority for the server's name is taken without a warning`()
    throws
  {
    let authority = try TestAuthority()
    let (stage, peer) = try Self.scene(try authority.issue("localhost"))
    stage.environment["MONGODB_URI"] = Self.uri(peer, "&tls=true&tlsCAFile=\(authority.path)")
    let check = try stage.expect(0, "check")
    #expect(check.output.contains("ok    source  tls: on\n") && check.error == "")
    let end = try stage.expect(0)
    #expect(end.error == "")
    #expect(try stage.database.count() == 2)
  }

  @Test func `a certificate that does not prove the server is 78 and told by its cause`() throws {
    let authority = try TestAuthority()
    let other = try TestAuthority()
    let (stage, peer) = try Self.scene(try authority.issue("localhost"))
    let expired = try ScriptedMongo(
      TestBSON.clients(2), "--tls", try authority.issue("localhost", days: -1).both)
    let trusting = "&tls=true&tlsCAFile=\(authority.path)"
    let cases = [
      (Self.uri(peer, host: "127.0.0.1", trusting), "certificate is for another host name"),
      (Self.uri(peer, "&tls=true&tlsCAFile=\(other.path)"), "not signed by a trusted authority"),
      (Self.uri(peer, "&tls=true"), "not signed by a trusted authority"),
      (Self.uri(expired, trusting), "certificate has expired"),
      (Self.uri(peer, "&tls=true&tlsCAFile=/none.pem"), "option tlsCAFile names cannot be read"),
      (
        Self.uri(peer, trusting + "&tlsCertificateKeyFile=/none.pem"),
        "option tlsCertificateKeyFile names cannot be read"
      ),
    ]
    for (uri, words) in cases {
      try stage.expectEverywhere(78, words, with: ["MONGODB_URI": uri])
    }
    var early = try FakeClock.at("2020-01-01 00:00:00")
    early["MONGODB_URI"] = Self.uri(peer, trusting)
    try stage.expectEverywhere(78, "certificate is not valid yet", with: early)
    #expect(try stage.database.count() == 0)
    #expect(try peer.commands("find").isEmpty && expired.commands("find").isEmpty)
  }

  @Test func `TLS on one side alone is 69`() throws {
    let authority = try TestAuthority()
    let (stage, peer) = try Self.scene(try authority.issue("localhost"))
    let plain = try ScriptedMongo(TestBSON.clients(2))
    try stage.expectEverywhere(
      69, "pinging ", with: ["MONGODB_URI": Self.uri(peer, "")])
    let demanding = Self.uri(plain, "&connectTimeoutMS=300&tls=true&tlsCAFile=\(authority.path)")
    try stage.expectEverywhere(69, "pinging ", with: ["MONGODB_URI": demanding])
    #expect(try stage.database.count() == 0)
  }

  @Test func `options that weaken TLS are warned of wherever they are used`() throws {
    let authority = try TestAuthority()
    let (stage, peer) = try Self.scene(try authority.issue("localhost", days: -1))
    let named = try ScriptedMongo(
      TestBSON.clients(2), "--tls", try authority.issue("localhost").both)
    let cases = [
      (Self.uri(peer, "&tls=true&tlsInsecure=true"), "tlsInsecure"),
      (Self.uri(peer, "&tls=true&tlsAllowInvalidCertificates=true"), "tlsAllowInvalidCertificates"),
      (
        Self.uri(
          named, host: "127.0.0.1",
          "&tls=true&tlsCAFile=\(authority.path)&tlsAllowInvalidHostnames=true"),
        "tlsAllowInvalidHostnames"
      ),
    ]
    for (uri, option) in cases {
      let words = "the MongoDB URI's option \(option) is set: "
      for arguments in [
        ["check"], ["check", "--format", "json"], ["-n"], ["-n", "--format", "json"],
      ] {
        let end = try stage.start(arguments, ["MONGODB_URI": uri]).end()
        let place = arguments.first == "check" ? end.output : end.error
        #expect(end.status == 0 && place.contains(words), "\(arguments): \(end.everything)")
        // Told once.
        let told = end.everything.split(separator: words).count - 1
        #expect(told == 1, "\(arguments): \(end.everything)")
      }
    }
  }

  @Test func `a source that is not local and without TLS is warned of`() throws {
    let stage = try ProcessStage()
    let peer = try ScriptedMongo(TestBSON.clients(2))
    // Every address of this machine, and no name that stands for the machine itself.
    let uri = ["MONGODB_URI": Self.uri(peer, host: "0.0.0.0", "")]
    let words = "none: passwords and clients travel in the clear"
    #expect(try stage.expect(0, "check", with: uri).output.contains("warn  source  tls: " + words))
    let end = try stage.expect(0, "-n", "--format", "json", with: uri)
    #expect(end.error.contains("synctool: warning: source: tls: " + words), "\(end.error)")
    let local = try stage.expect(0, "-n", with: ["MONGODB_URI": peer.uri])
    #expect(local.error == "")
  }

  @Test func `a server that asks for a client's certificate takes the right one`() throws {
    let authority = try TestAuthority()
    let stage = try ProcessStage()
    let peer = try ScriptedMongo(
      TestBSON.clients(2), "--tls", try authority.issue("localhost").both,
      "--client-authority", authority.path)
    let uri = Self.uri(peer, "&tls=true&tlsCAFile=\(authority.path)")
    try stage.expectEverywhere(69, "pinging ", with: ["MONGODB_URI": uri])
    let mine = try authority.issue("reader")
    let end = try stage.expect(
      0, with: ["MONGODB_URI": uri + "&tlsCertificateKeyFile=\(mine.both)"])
    #expect(end.error == "")
    #expect(try stage.database.count() == 2)
  }
}
