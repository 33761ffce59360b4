import Foundation
import Glibc
import TestSupport
import Testing

/// A MongoDB password on every way to a failure.
struct SourceSecretTests {
  private static let dead = "127.0.0.1:1/app?serverSelectionTimeoutMS=100"

  private static let unreachable: [(uri: String, codes: Set<Int32>)] = [
    ("mongodb://u:\(Canary.encoded)@\(dead)", [69]),
    (
      "mongodb://u:\(Canary.encoded)@no-such-host.invalid/app?serverSelectionTimeoutMS=100", [69]
    ),
    ("mongodb+srv://u:\(Canary.encoded)@no-such-host.example.invalid/app", [69]),
    ("mongodb://u:\(Canary.encoded)@\(dead)&appName=\(Canary.encoded)", [69]),
    ("mongodb://u:\(Canary.encoded)@\(dead)&replicaSet=\(Canary.encoded)", [69]),
    ("mongodb://u:\(Canary.encoded)@\(dead)&authSource=\(Canary.encoded)", [69]),
    ("mongodb://u:\(Canary.encoded)@\(dead)&tls=true", [69]),
    ("mongodb://u:\(Canary.encoded)@\(dead)&authMechanismProperties=\(Canary.encoded)", [69]),
  ]

  private static let malformed = [
    "mongodb://u:\(Canary.raw)@\(dead)", "mongodb://u:\(Canary.truncated)@\(dead)",
    "mongodb://u:\(Canary.encoded)", "mongodb://\(Canary.raw)", "u:\(Canary.encoded)@\(dead)",
    "mysql://u:\(Canary.encoded)@h/app", "MONGODB://u:\(Canary.encoded)@h/app",
    "mongodb:/u:\(Canary.raw)@h/app", "mongodb://u:\(Canary.encoded)@h:port/app",
    "mongodb://u:\(Canary.encoded)@h:99999/app", "mongodb://u:\(Canary.encoded)@/app",
    "mongodb://u:\(Canary.encoded)@h/a.b", "mongodb://u:\(Canary.encoded)@h",
    "mongodb://u:\(Canary.encoded)@\(dead)&bogus=\(Canary.encoded)",
    "mongodb://u:\(Canary.encoded)@\(dead)&\(Canary.encoded)=1",
    "mongodb://u:\(Canary.encoded)@\(dead)&\(Canary.raw)",
    "mongodb://u:\(Canary.encoded)@\(dead)&tls=\(Canary.encoded)",
    "mongodb://u:\(Canary.encoded)@\(dead)&tls=true&tlsCAFile=\(Canary.encoded)",
    "mongodb://u:\(Canary.encoded)@\(dead)&connectTimeoutMS=\(Canary.encoded)",
    "mongodb://u:\(Canary.encoded)@\(dead)&readPreference=\(Canary.encoded)",
    "mongodb://u:\(Canary.encoded)@\(dead)&authMechanism=MONGODB-X509",
  ]

  @Test func `a password is shown on no way to an unreachable server`() throws {
    let stage = try ProcessStage()
    for (uri, codes) in Self.unreachable {
      try stage.expectNoCanary(codes, uri, ["MONGODB_URI": uri])
    }
    let (uri, codes) = Self.unreachable[0]
    try stage.expectNoCanary(codes, "--source", [:], ["--source", uri])
    try stage.expectNoCanary(codes, "SYNCTOOL_SOURCE", ["SYNCTOOL_SOURCE": uri])
    try stage.file(".env", "MONGODB_URI=\"\(uri)\"\n")
    try stage.expectNoCanary(codes, ".env", [:])
  }

  @Test func `a URI that cannot be used is refused without a piece of its password`() throws {
    let stage = try ProcessStage()
    for uri in Self.malformed {
      try stage.expectNoCanary([78], uri, ["MONGODB_URI": uri])
      let end = try stage.run("-v", "--source", uri)
      #expect([64, 78].contains(end.status), "\(end.everything)")
      #expect(Canary.seen(in: end.everything) == [], "\(end.everything)")
    }
    for path in ["mysql://u:\(Canary.raw)@h/x.bson", "mongo://u:\(Canary.encoded)@h/app.json"] {
      try stage.expectNoCanary([64], path, [:], ["--source", path])
    }
    let named = ["MONGODB_URI": "mongodb://\(Self.dead)"]
    for variable in ["MONGODB_DATABASE", "MONGODB_COLLECTION"] {
      let uri = "mongodb://u:\(Canary.encoded)@h/app"
      try stage.expectNoCanary([78], variable, named.merging([variable: uri]) { $1 })
    }
  }

  @Test(arguments: ["%", "/", "@", ":", "#", "?", "'", "\"", " ", "[", "]", "&", "=", ",", "\\"])
  func `a raw password with one odd character is shown nowhere`(odd: String) throws {
    let stage = try ProcessStage()
    let uri = "mongodb://u:Qz7WVx9K\(odd)Yw8GZk6H@\(Self.dead)"
    let end = try stage.run("--source", uri, "-v")
    #expect([64, 69, 77, 78].contains(end.status), "\(end.everything)")
    for piece in ["Qz7W", "Vx9K", "Yw8G", "Zk6H"] {
      #expect(!end.everything.contains(piece), "\(end.everything)")
    }
  }

  @Test func `a server that refuses is not told of by the password that it refused`() throws {
    let stage = try ProcessStage()
    let strict = try ScriptedMongo(TestBSON.clients(1), "--auth-fail")
    let other = try ScriptedMongo(TestBSON.clients(1))
    let place = { (peer: ScriptedMongo) in
      peer.uri.replacing("mongodb://", with: "mongodb://u:\(Canary.encoded)@")
        .replacing("TimeoutMS=2000", with: "TimeoutMS=300")
    }
    for (uri, code) in [
      (place(strict), 77), (place(other) + "&authMechanism=SCRAM-SHA-1", 77),
      (place(other) + "&authMechanism=PLAIN", 77), (place(other) + "&authMechanism=NOPE", 77),
      (place(other) + "&authMechanism=GSSAPI", 77),
      (place(other) + "&authMechanism=\(Canary.encoded)", 77),
      (place(other) + "&tls=true&connectTimeoutMS=200", 69),
    ] as [(String, Int32)] {
      try stage.expectNoCanary([code], uri, ["MONGODB_URI": uri])
    }
    // The scripted server's own texts hold a secret as well.
    for fault in ["13", "2", "50"] {
      let peer = try ScriptedMongo(TestBSON.clients(1), "--fail-find", fault)
      for arguments in [["check"], ["check", "--format", "json"]] {
        let end = try stage.start(arguments, ["MONGODB_URI": peer.uri]).end()
        #expect(end.status != 0 && !end.everything.contains("hunter2"), "\(end.everything)")
      }
    }
  }

  @Test(arguments: ["--source", "--source="])
  func `the words of the command line lose password and options at once`(option: String) throws {
    let stage = try ProcessStage()
    let uri =
      "mongodb://u:\(Canary.encoded)@127.0.0.1:1/app?serverSelectionTimeoutMS=2000"
      + "&tls=true&tlsCertificateKeyFilePassword=\(Canary.encoded)"
    let tool = try stage.start(option.hasSuffix("=") ? [option + uri] : [option, uri])
    defer { tool.signal(9) }
    var words = ""
    for _ in 0..<500 {
      words =
        (try? String(contentsOfFile: "/proc/\(tool.identifier)/cmdline", encoding: .utf8)) ?? ""
      if words.contains("xxx"), Canary.seen(in: words).isEmpty { break }
      usleep(10_000)
    }
    #expect(words.contains("xxx") && Canary.seen(in: words).isEmpty, "\(words)")
  }
}
