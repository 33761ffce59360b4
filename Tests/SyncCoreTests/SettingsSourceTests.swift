import Engine
import MongoDriver
import PostgresDriver
import SyncCore
import TestSupport
import Testing

@Suite struct SettingsSourceTests {
  private func mongo(
    _ options: [SettingName: [String]], _ environment: [String: String]
  ) throws -> [String] {
    guard
      case .mongo(let uri, let database, let collection) = try loadSettings(options, environment)
        .source
    else { return [] }
    return [uri.redacted, database, collection]
  }

  @Test func `the source is --source, else SYNCTOOL_SOURCE, else MONGODB_URI`() throws {
    #expect(try mongo([:], [:]) == ["mongodb://db.example/app", "app", "clients"])
    let variable = ["SYNCTOOL_SOURCE": "mongodb://second.example/two"]
    #expect(try mongo([:], variable) == ["mongodb://second.example/two", "two", "clients"])
    let option = try mongo([.source: ["mongodb://third.example/three"]], variable)
    #expect(option == ["mongodb://third.example/three", "three", "clients"])
    let settings = try loadSettings([.source: ["-"]])
    guard case .file("-") = settings.source else {
      Issue.record("no standard input")
      return
    }
  }

  @Test(arguments: ["a/b.bson", "b.JSON", "b.ndjson", "b.jsonl"])
  func `a path with a known extension is a file`(_ path: String) throws {
    guard case .file(let found) = try loadSettings([.source: [path]]).source else {
      Issue.record("no file")
      return
    }
    #expect(found == path)
  }

  @Test func `a file needs no MongoDB settings`() {
    #expect(throws: Never.self) {
      try Settings.load(
        options: [.source: ["a.bson"]],
        environment: ["DATABASE_URL": "postgres://h/d", "SYNCTOOL_ENV_FILE": "/dev/null"])
    }
  }

  @Test func `database and collection have variables of their own`() throws {
    let environment = ["MONGODB_DATABASE": "other", "MONGODB_COLLECTION": "people"]
    #expect(try mongo([:], environment) == ["mongodb://db.example/app", "other", "people"])
    let bare = ["MONGODB_URI": "mongodb://db.example"]
    #expect(faultsOfSettings([:], bare).names == ["MONGODB_DATABASE"])
    for name in ["a/b", "a.b", "a b", "a\\b", "a\"b", "a$b", String(repeating: "x", count: 64)] {
      let faults = faultsOfSettings([:], ["MONGODB_DATABASE": name, "MONGODB_COLLECTION": "$cmd"])
      #expect(faults.names == ["MONGODB_DATABASE", "MONGODB_COLLECTION"], "\(name)")
    }
  }

  @Test(arguments: ["mysql://h/d", "mongodb://", "mongodb://h/d?nonsense=1", "h:27017/d"])
  func `a URI that the driver refuses is a fault of its variable`(_ uri: String) {
    #expect(faultsOfSettings([:], ["MONGODB_URI": uri]).names == ["MONGODB_URI"])
  }

  @Test func `insecure options and a password in the list of processes are warned of`() throws {
    let uri = "mongodb://u:canary@db.example/app?tls=true&tlsInsecure=true"
    let warnings = try loadSettings([.source: [uri]]).warnings
    #expect(warnings.count == 2 && warnings.first?.contains("tlsInsecure") == true)
    #expect(warnings.last?.contains("--source") == true && !warnings.joined().contains("canary"))
    #expect(try loadSettings([:], ["MONGODB_URI": "mongodb://u:p@h/app"]).warnings == [])
    #expect(try loadSettings([.source: ["mongodb://u@h:1/app"]]).warnings == [])
  }
}
