import Basics
import Foundation
import SyncCore
import TestSupport
import Testing

@Suite struct SettingsFaultTests {
  @Test func `all faults are told together, by name`() {
    let faults = faultsOfSettings(
      [.maxCreates: ["x"], .expect: ["y"], .report: ["z"]],
      [
        "MONGODB_URI": "nonsense", "DATABASE_URL": "nonsense", "SYNCTOOL_MATCH": "?",
        "SYNCTOOL_TABLE": "a.b.c", "SYNCTOOL_ONLY": ",",
      ])
    #expect(
      Set(faults.names) == [
        "--max-creates", "--expect", "--report", "MONGODB_URI", "DATABASE_URL", "SYNCTOOL_MATCH",
        "SYNCTOOL_TABLE", "SYNCTOOL_ONLY",
      ])
    #expect(faults.names.count == 8 && faults.code == .unfit)
  }

  @Test func `nothing set at all names both sides`() {
    let error = #expect(throws: SettingsFaults.self) {
      try Settings.load(options: [.envFile: ["/dev/null"]], environment: [:])
    }
    #expect(error?.faults.map(\.name) == ["MONGODB_URI", "DATABASE_URL"])
    #expect(error?.exitCode == .unfit && error?.failure.stage == .settings)
    #expect(error?.failure.message.contains("DATABASE_URL: ") == true)
  }

  @Test func `faults of the command line alone are usage faults`() {
    #expect(faultsOfSettings([.match: ["?"], .color: ["?"]]).code == .usage)
    #expect(faultsOfSettings([.match: ["?"]], ["SYNCTOOL_COLOR": "?"]).code == .unfit)
  }

  @Test func `no fault holds a value, whatever the setting`() throws {
    let folder = try SettingsFolder()
    let canary = "C4n4ry"
    var options: [SettingName: [String]] = [:]
    var environment: [String: String] = [:]
    for name in SettingName.allCases where name != .envFile && name != .source {
      options[name] = [canary]
      environment[name.environmentVariable] = canary
    }
    for variable in SettingVariable.allCases { environment[variable.rawValue] = canary + "\0.b.c" }
    environment["MONGODB_URI"] = "mongodb://u:\(canary)@:/\(canary)?\(canary)"
    environment["DATABASE_URL"] = "postgresql://u:\(canary)@h:\(canary)/d?x=\(canary)"
    environment["MONGODB_COLLECTION"] = canary + "$"
    environment["SYNCTOOL_ENV_FILE"] = try folder.write("env", "\(canary)\nA='\(canary)' \(canary)")
    environment["SYNCTOOL_ONLY"] = ","
    var texts = faultsOfSettings(options, environment).lines
    #expect(texts.count > 15)
    texts += faultsOfSettings([:], environment).lines
    texts += faultsOfSettings([.source: ["u:\(canary)@h/d"]], [:]).lines
    texts += faultsOfSettings([.source: ["mongodb://u:\(canary)@h/d?tls=\(canary)"]], [:]).lines
    environment["DATABASE_URL"] = nil
    environment["DB_PORT"] = canary
    environment["DB_SSL"] = canary
    texts += faultsOfSettings([:], environment).lines
    let settings = try loadSettings([:], ["DATABASE_URL": "postgresql://u:\(canary)@h/d"])
    var dumped = "\(settings)"
    dump(settings, to: &dumped)
    texts.append(dumped)
    #expect(texts.filter { $0.contains(canary) } == [])
  }
}
