import Engine
import PostgresDriver
import SyncCore
import TestSupport
import Testing

/// Names that came along with a sign too many are refused by variable, and nothing of them is shown.
@Suite struct SettingsNameTests {
  private static let names = [
    "DB_NAME", "DB_DATABASE", "PGDATABASE", "DB_USER", "PGUSER", "DB_SCHEMA", "MONGODB_DATABASE",
    "MONGODB_COLLECTION",
  ]
  private static let signs = [
    ("\"", "\""), ("\\n", "a backslash"), ("\u{200B}", "U+200B"), ("\u{A0}", "U+00A0"),
    ("\nDB_PASSWORD=SECRET", ""), ("\u{2028}SECRET", "U+2028"), ("\u{FEFF}", "U+FEFF"),
  ]

  @Test(arguments: names, signs)
  func `a sign too many is named with its place`(
    _ name: String, _ sign: (text: String, named: String)
  ) throws {
    var environment = ["DATABASE_URL": "", "DB_HOST": "h", "DB_NAME": "d"]
    environment[name] = "app" + sign.text
    if name == "DB_DATABASE" || name.hasPrefix("PG") { environment["DB_NAME"] = "" }
    if name.hasPrefix("PG") { environment["DB_HOST"] = "" }
    let outcome = ConnectionStringsTests.load(environment)
    let told = "\(outcome.messages)"
    #expect(outcome.settings == nil, "\(told)")
    let fault = outcome.messages.first { $0.hasPrefix("\(name): ") } ?? ""
    #expect(fault.contains(sign.named) && !fault.isEmpty, "\(told)")
    #expect(outcome.messages.filter { $0 == fault }.count == 1, "\(told)")
    ConnectionStringCase.expectHelpful([fault], of: sign.text)
    #expect(!told.contains("SECRET"))
  }

  @Test(arguments: [";", ",", "#SECRET", "?sslmode=SECRET", ";SECRET", "'", " # SECRET", "/SECRET"])
  func `what separates something is no part of a database's name`(_ end: String) throws {
    for name in ["DB_NAME", "PGDATABASE"] {
      var environment = ["DATABASE_URL": "", name: "app" + end]
      if name == "DB_NAME" { environment["DB_HOST"] = "h" }
      let outcome = ConnectionStringsTests.load(environment)
      #expect(outcome.settings == nil)
      #expect(outcome.messages.count == 1 && outcome.messages[0].hasPrefix("\(name): "))
      #expect(!outcome.messages[0].contains("SECRET"), "\(outcome.messages)")
    }
  }

  @Test(arguments: ["my db", "app:main", "a-b_c.d$e", "kundé-客户", "100%sure", "Données"])
  func `an unusual name is one`(_ name: String) throws {
    let settings = try loadSettings([:], ["DATABASE_URL": "", "DB_HOST": "h", "DB_NAME": name])
    #expect(settings.target.keywords.contains { $0.keyword == "dbname" && $0.value == name })
  }

  @Test(arguments: ["host=h password=SECRET", "app;Pwd=SECRET", "dbname=x passwd = SECRET"])
  func `a source that holds a password is no path`(_ text: String) {
    let outcome = ConnectionStringsTests.load(["SYNCTOOL_SOURCE": text])
    #expect(outcome.settings == nil)
    #expect(outcome.messages.count == 1 && !outcome.messages[0].contains("SECRET"))
  }

  @Test(arguments: [
    ("h\"", "\" as its last"), ("h;SECRET", "; as character 2"), ("h\u{200B}", "U+200B"),
  ])
  func `a host with a sign too many is none`(_ host: String, _ words: String) {
    for name in ["DB_HOST", "PGHOST", "DB_SERVER"] {
      var environment = ["DATABASE_URL": "", name: host]
      environment[name == "PGHOST" ? "PGDATABASE" : "DB_NAME"] = "d"
      let outcome = ConnectionStringsTests.load(environment)
      #expect(outcome.settings == nil)
      #expect(
        outcome.messages.count == 1 && outcome.messages[0].contains(words), "\(outcome.messages)")
      #expect(!"\(outcome.messages)".contains("SECRET"))
    }
  }

  @Test(arguments: ["S3CR\nDB_HOST=x", "S3CR\u{A0}", "\u{FEFF}S3CR", "S3CR\rx"])
  func `a password that holds what is not seen is doubtful`(_ password: String) {
    for name in ["DB_PASSWORD", "DB_PASS", "PGPASSWORD"] {
      let outcome = ConnectionStringsTests.load([name: password])
      #expect(outcome.settings == nil)
      #expect(outcome.messages.contains { $0.hasPrefix("\(name): has a line feed") })
      #expect(!"\(outcome.messages)".contains("S3CR"))
    }
  }

  @Test func `a name in two places is told once`() {
    let parts = ["DATABASE_URL": "", "DB_HOST": "h", "DB_NAME": "d", "DB_DATABASE": "e"]
    let outcome = ConnectionStringsTests.load(parts)
    #expect(outcome.messages == ["DB_DATABASE: not used, because DB_NAME is set"])
  }

  @Test(arguments: [
    (
      ["PGPORT": "5432,5433", "PGHOST": "h", "PGDATABASE": "d"], "PGPORT: holds 2 ports for 1 host"
    ),
    (["PGHOSTADDR": "x", "PGDATABASE": "d"], "PGHOSTADDR: must be a numeric address"),
    (
      ["PGHOSTADDR": "10.0.0.1", "PGHOST": "a,b", "PGDATABASE": "d"],
      "PGHOSTADDR: holds 1 of hostaddr for 2 of host"
    ),
    (
      ["PGSSLMINPROTOCOLVERSION": "x", "PGDATABASE": "d", "PGHOST": "h"], "PGSSLMINPROTOCOLVERSION"
    ),
    (["DATABASE_URL": "postgresql://h/d", "PGPORT": "1,2"], "PGPORT: holds 2 ports for 1 host"),
  ])
  func `what libpq would refuse only while it connects is named`(
    _ variables: [String: String], _ words: String
  ) {
    let outcome = ConnectionStringsTests.load(["DATABASE_URL": ""].merging(variables) { $1 })
    #expect(outcome.settings == nil)
    #expect(
      outcome.messages.count == 1 && outcome.messages[0].contains(words), "\(outcome.messages)")
  }
}
