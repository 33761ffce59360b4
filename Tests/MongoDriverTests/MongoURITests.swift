import Testing

@testable import MongoDriver

struct MongoURITests {
  @Test(
    arguments: [
      ("mongodb://localhost", "mongodb://localhost", nil),
      ("mongodb://localhost/", "mongodb://localhost", nil),
      ("mongodb://localhost:27018/shop", "mongodb://localhost:27018/shop", "shop"),
      ("mongodb://a:1,b:2,[::1]:3/shop?replicaSet=rs", "mongodb://a:1,b:2,[::1]:3/shop", "shop"),
      ("mongodb://joe:hunter2@h/shop?authSource=admin&tls=true", "mongodb://joe@h/shop", "shop"),
      ("mongodb://j%40x:p%40%2F%3A@h/db%5F1", "mongodb://j@x@h/db_1", "db_1"),
      ("mongodb://u%0A%E2%80%AE:p@h/db", "mongodb://u\\u{A}\\u{202E}@h/db", "db"),
      ("mongodb://u%CD%8F:p@h/db", "mongodb://u\\u{34F}@h/db", "db"),
      (
        "mongodb+srv://joe:hunter2@cluster0.example.net/shop",
        "mongodb+srv://joe@cluster0.example.net/shop", "shop"
      ),
      ("mongodb://h/?SocketTimeoutMS=100&CONNECTTIMEOUTMS=5", "mongodb://h", nil),
      (
        "mongodb://%2Ftmp%2Fmongodb-27017.sock/shop", "mongodb://%2Ftmp%2Fmongodb-27017.sock/shop",
        "shop"
      ),
    ] as [(String, String, String?)])
  func `a good URI is taken apart`(_ text: String, _ redacted: String, _ database: String?) throws {
    let uri = try MongoURI(text)
    #expect(uri.redacted == redacted)
    #expect(uri.database == database)
    #expect(uri.description == redacted)
  }

  @Test(arguments: [
    ("", "begin with"), ("localhost", "begin with"), ("http://h/db", "begin with"),
    ("MONGODB://h", "begin with"), ("mongodb://", "host"), ("mongodb:///db", "host"),
    ("mongodb://h,,i/db", "host"), ("mongodb://h:0/db", "host"), ("mongodb://h:70000/db", "host"),
    ("mongodb://h:x/db", "host"), ("mongodb://h?tls", "without a value"),
    ("mongodb://h:1:2/db", "host"), ("mongodb://fe80::1/db", "host"),
    ("mongodb://[::1]:1:2", "host"),
    ("mongodb://:27017", "host"), ("mongodb+srv://h:1", "port"), ("mongodb+srv://h", "three parts"),
    ("mongodb://@h/db", "user name"), ("mongodb://a@b@h/db", "percent-encoded"),
    ("mongodb://a:b:c@h/db", "percent-encoded"), ("mongodb://a%zz:b@h/db", "percent-encoded"),
    ("mongodb://h/a b", "space"), ("mongodb://h/a\nb", "control"), ("mongodb://h/a.b", "database"),
    ("mongodb://h/a$b", "database"), ("mongodb://h/a/b", "database"),
    ("mongodb://h/db?tls", "without a value"), ("mongodb://h/db?tls=maybe", "tls needs"),
    ("mongodb://h/db?connecttimeoutms=soon", "connectTimeoutMS needs"),
    ("mongodb://h/db?socketTimeoutMS=-1", "socketTimeoutMS needs"),
    ("mongodb://h/db?tls=true&TLS=false", "tls twice"),
    ("mongodb://h/db?maxPoolSise=3", "unknown option maxPoolSise"),
    ("mongodb://h/db?%73ecret=3", "unknown option"),
    ("mongodb://h/db?readPreference=hunter2", "readPreference has an invalid value"),
    ("mongodb://h/db?readConcernLevel=%zz", "readConcernLevel has an invalid percent-encoding"),
    ("mongodb://h/db?tlsInsecure=true&tlsAllowInvalidHostnames=true", "contradict"),
  ])
  func `a bad URI is refused in our own words`(_ text: String, _ part: String) throws {
    let faults = try #require(throws: MongoURIFaults.self) { try MongoURI(text) }.faults
    let error = try #require(faults.first)
    #expect(error.kind == .badURI)
    #expect(error.message.contains(part), "\(error.message)")
    #expect(!error.hint.isEmpty)
    #expect(!error.message.contains("hunter2"))
  }

  static let shapes = [
    "mongodb://joe:PASS@h:27017/db", "mongodb://joe:PASS@h/db?authSource=admin",
    "mongodb://joe:PASS@h/db?bogus=1", "mongodb://joe:PASS@h:x/db", "mongodb://joe:PASS@/db",
    "mongodb://joe:PASS", "mongodb://joe:PASS/db", "mongodb://joe:PASS@h/db?tls=PASS",
    "mongodb://PASS", "mongodb+srv://joe:PASS@h.example.net/db", "joe:PASS@h",
    "mongodb://h/db?appName=PASS",
    "mongodb://joe:PASS@h/db?tls=true&tlsCertificateKeyFilePassword=PASS",
    "mongodb://h/db?authMechanismProperties=PASS", "mongodb://joe:PASS@h/db?readPreference=PASS",
    "mongodb://joe:PASS@h/db?replicaSet", "mongodb://joe:PASS@h/db?connectTimeoutMS=PASS",
  ]

  @Test(
    arguments: shapes, ["%", "@", ":", "#", "?", "'", "\"", " ", "/", "&", "=", ",", "é", "%40"])
  func `no piece of a password shows`(_ shape: String, _ odd: String) {
    let text = shape.replacing("PASS", with: "s3cr\(odd)t0p")
    var shown = ""
    do throws(MongoURIFaults) {
      let uri = try MongoURI(text)
      shown = "\(uri) \(String(reflecting: uri)) \(uri.insecureOptions)"
      dump(uri, to: &shown)
      // A host is no secret: where the text names none but this, it is shown.
      if ["mongodb://PASS", "mongodb://joe:PASS", "mongodb://joe:PASS/db"].contains(shape) {
        return
      }
    } catch {
      shown = error.problems.joined(separator: " ")
    }
    #expect(!shown.contains("s3cr") && !shown.contains("t0p"), "\(text): \(shown)")
  }

  @Test func `options that weaken TLS are listed while they are on`() throws {
    let names = { (options: String) in
      try MongoURI("mongodb://h/?" + options).insecureOptions.map(\.name)
    }
    #expect(try names("tls=true&TLSINSECURE=true") == ["tlsInsecure"])
    #expect(try names("tls=true&tlsInsecure=false").isEmpty)
    #expect(
      try names("ssl=true&sslAllowInvalidCertificates=true&sslAllowInvalidHostnames=true")
        == ["sslAllowInvalidCertificates", "sslAllowInvalidHostnames"])
    #expect(
      try names("tls=true&tlsAllowInvalidCertificates=true&tlsAllowInvalidHostnames=true")
        == ["tlsAllowInvalidCertificates", "tlsAllowInvalidHostnames"])
    #expect(
      try names("tls=true&tlsDisableOCSPEndpointCheck=true") == ["tlsDisableOCSPEndpointCheck"])
    #expect(
      try names("tls=true&tlsDisableCertificateRevocationCheck=true")
        == ["tlsDisableCertificateRevocationCheck"])
  }

  @Test func `TLS is known from the URI`() throws {
    #expect(try MongoURI("mongodb://h/?tls=true").usesTLS)
    #expect(try MongoURI("mongodb+srv://h.example.net/").usesTLS)
    #expect(try !MongoURI("mongodb://h/").usesTLS)
  }
}
