import Basics
import Records
import SyncCore
import TestSupport
import Testing

/// The file that says what created rows of `identities` get.
struct SettingsAppValuesTests {
  private func read(_ text: String) throws -> [AppValue] {
    try MappingReader.appValues(Array(text.utf8))
  }

  @Test func `columns keep the file's order, and sources theirs`() throws {
    #expect(try read("{}") == [])
    let values = try read(
      #"""
      {"username": [{"auth": "meta.user.name"}, {"auth": ["a.b", "c.d", ""]}, {"auth": "email"}],
       "b.c": [{"value": "free"}], "n": [{"value": 1.50}], "is": [{"value": true}],
       "json": [{"value": {"a": [null]}}]}
      """#)
    #expect(
      values == [
        AppValue(
          column: "username",
          sources: [
            .auth(column: "meta", path: ["user", "name"]),
            .auth(column: "a.b", path: ["c.d", ""]), .auth(column: "email", path: []),
          ]),
        AppValue(column: "b.c", sources: [.value("free")]),
        AppValue(column: "n", sources: [.value(.number("1.50"))]),
        AppValue(column: "is", sources: [.value(true)]),
        AppValue(column: "json", sources: [.value(["a": [.null]])]),
      ])
  }

  @Test(
    arguments: [
      ("", [""]), ("[]", [""]), (#"{"a": [}"#, [""]), (#"{"a": [], "a": []}"#, [""]),
      (#"{"a": []}"#, ["a"]), (#"{"a": {"value": 1}}"#, ["a"]), (#"{"a": null}"#, ["a"]),
      (#"{"": [{"value": 1}]}"#, [#""""#]), (#"{"a b": ["x"]}"#, [#""a b"[0]"#]),
      (#"{"a": [{}]}"#, ["a[0]"]), (#"{"a": [{"from": 1}]}"#, ["a[0].from", "a[0]"]),
      (#"{"a": [{"auth": "b", "value": 1}]}"#, ["a[0].value"]),
      (#"{"a": [{"auth": ""}]}"#, ["a[0].auth"]), (#"{"a": [{"auth": "b..c"}]}"#, ["a[0].auth"]),
      (#"{"a": [{"auth": "b."}]}"#, ["a[0].auth"]), (#"{"a": [{"auth": []}]}"#, ["a[0].auth"]),
      (#"{"a": [{"auth": ["b", 1]}]}"#, ["a[0].auth"]), (#"{"a": [{"auth": 1}]}"#, ["a[0].auth"]),
      (#"{"a": [{"auth": "b\u0000"}]}"#, ["a[0].auth"]),
      (#"{"a": [{"auth": ["b", "\u0000"]}]}"#, ["a[0].auth"]),
      (#"{"a": [{"value": null}]}"#, ["a[0].value"]),
      (#"{"a": [{"value": "\u0000"}]}"#, ["a[0].value"]),
      (#"{"a": [{"value": 1e9999}]}"#, ["a[0].value"]),
      (#"{"a": [{"value": 1}, {"auth": "b"}, {"auth": "c"}]}"#, ["a[1]"]),
      (#"{"a": [], "b": [{}], "c": [{"value": null}]}"#, ["a", "b[0]", "c[0].value"]),
    ])
  func `every fault is named with its place`(text: String, places: [String]) {
    do {
      _ = try read(text)
      Issue.record("\(text) is taken")
    } catch let error as MappingFaults {
      #expect(error.faults.map(\.path) == places, "\(error.faults)")
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test func `faults name the setting, and what is set for other commands has no effect`() throws {
    let folder = try SettingsFolder()
    let file = try folder.write("values.json", #"{"plan": [{"value": null}], "a": 1}"#)
    let names = ["DATABASE_URL": "postgresql://h/d", "SYNCTOOL_APP_VALUES": file]
    let tables: [SettingName: [String]] = [.auth: ["auth.users"], .app: ["people"]]
    let taken: Set<SettingName> = [.auth, .app, .appValues, .envFile]
    let faults = #expect(throws: SettingsFaults.self) {
      try Settings.load(options: tables, environment: names, taking: taken, defaultEnvFile: "/none")
    }
    #expect(
      faults?.faults.map(\.name) == ["SYNCTOOL_APP_VALUES", "SYNCTOOL_APP_VALUES"]
        && faults?.faults.map { $0.problem.prefix { $0 != ":" } } == ["plan[0].value", "a"])
    let other = try Settings.load(
      options: tables, environment: names, taking: [.auth, .app, .envFile], defaultEnvFile: "/none")
    #expect(other.identities?.values == [])
  }
}
