import Basics
import Foundation
import Records
import SyncCore
import TestSupport
import Testing

@Suite struct SettingsFileTests {
  private let folder: SettingsFolder

  init() throws { folder = try SettingsFolder() }

  @Test
  func `an option wins over the process environment, that over the file, that over the default`()
    throws
  {
    let file = try folder.write("env", "SYNCTOOL_WAIT=3\nSYNCTOOL_DEADLINE=3\nLOG_LEVEL=debug")
    let environment = ["SYNCTOOL_WAIT": "2", "LOG_LEVEL": ""]
    let settings = try loadSettings([.envFile: [file], .wait: ["1"]], environment)
    #expect(settings[Options.wait] == 1)
    #expect(try loadSettings([.envFile: [file]], environment)[Options.wait] == 2)
    #expect(try loadSettings([.envFile: [file]])[Options.wait] == 3)
    #expect(settings[Options.deadline] == 3 && settings[Options.match] == .casefold)
    #expect(settings.logLevel == .debug, "an empty variable counts as unset")
  }

  @Test func `the named file is read, else the default one if it exists`() throws {
    let standard = try folder.write(".env", "SYNCTOOL_WAIT=1")
    let named = try folder.write("named", "SYNCTOOL_WAIT=2")
    let option = try folder.write("option", "SYNCTOOL_WAIT=3")
    var environment = settingsBase
    environment["SYNCTOOL_ENV_FILE"] = nil
    func wait(_ options: [SettingName: [String]], _ standard: String) throws -> Double {
      try Settings.load(options: options, environment: environment, defaultEnvFile: standard)[
        Options.wait]
    }
    #expect(try wait([:], standard) == 1)
    #expect(try wait([:], folder.path + "/missing") == 0)
    environment["SYNCTOOL_ENV_FILE"] = named
    #expect(try wait([:], standard) == 2)
    #expect(try wait([.envFile: [option]], standard) == 3)
    environment["SYNCTOOL_ENV_FILE"] = nil
    let unreadable = #expect(throws: SettingsFaults.self) { try wait([:], folder.path) }
    #expect(unreadable?.faults.map(\.name) == [".env"] && unreadable?.exitCode == .unfit)
  }

  @Test func `faulty lines are told by number, and hide what only seems unset`() throws {
    let file = try folder.write("env", "A=1\nMONGODB_URI\nDATABASE_URL='canary\n")
    let error = #expect(throws: SettingsFaults.self) {
      try Settings.load(options: [.envFile: [file]], environment: [:])
    }
    #expect(
      error?.faults == [
        SettingFault(name: "--env-file", problem: "line 2: the line has no =", fromOption: false),
        SettingFault(
          name: "--env-file", problem: "line 3: the quote that opens here is never closed",
          fromOption: false),
      ])
    #expect(error?.exitCode == .unfit)
  }

  @Test(arguments: [
    (0o600, "MONGODB_URI=mongodb://h/d", nil), (0o640, "SYNCTOOL_WAIT=1", nil),
    (0o640, "DB_PASSWORD=", nil), (0o640, "PGPASSWORD=x", "0640"),
    (0o644, "SYNCTOOL_WAIT=1", "0644"), (0o666, "MONGODB_URI=mongodb://h/d", "0666"),
    (0o604, "A=1", "0604"),
  ])
  func `a file that others can read is warned of`(_ mode: Int, _ text: String, _ shown: String?)
    throws
  {
    let file = try folder.write("env", text, mode: mode)
    let warnings = try loadSettings([.envFile: [file]]).warnings
    #expect(warnings.count == (shown == nil ? 0 : 1))
    if let shown { #expect(warnings.first?.contains("mode \(shown)") == true) }
  }

  /// Where systemd lends the service a credential by an ACL, the file's group bits are the ACL's mask.
  @Test(arguments: [
    (0o440, true, nil), (0o400, true, nil), (0o440, false, "0440"), (0o444, true, "0444"),
  ])
  func `a credential of systemd may have the bits of a group`(
    _ mode: Int, _ isCredential: Bool, _ shown: String?
  ) throws {
    let file = try folder.write("env", "PGPASSWORD=x", mode: mode)
    let credentials = folder.path + (isCredential ? "" : "/other")
    let warnings = try loadSettings(
      [.envFile: [file]], ["CREDENTIALS_DIRECTORY": credentials]
    ).warnings
    #expect(warnings.count == (shown == nil ? 0 : 1))
    if let shown { #expect(warnings.first?.contains("mode \(shown)") == true) }
  }

  @Test func `a .env file cannot call itself a credential`() throws {
    let file = try folder.write(
      "env", "PGPASSWORD=x\nCREDENTIALS_DIRECTORY=\(folder.path)\n", mode: 0o440)
    #expect(try loadSettings([.envFile: [file]]).warnings.count == 1)
  }

  @Test func `a file over 1 MiB is refused`() throws {
    let file = try folder.write("env", String(repeating: "#", count: (1 << 20) + 1))
    #expect(faultsOfSettings([.envFile: [file]]).names == ["--env-file"])
    let fits = try folder.write("fits", String(repeating: "#", count: 1 << 20))
    #expect(throws: Never.self) { try loadSettings([.envFile: [fits]]) }
  }

  @Test func `a misspelt variable is warned of by name`() throws {
    let file = try folder.write("env", "SYNCTOOL_ENV_FILE=x\nSYNCTOOL_FORSE=canary")
    let environment = ["SYNCTOOL_MAX_UPDATE": "canary", "SYNCTOOL_TEST_X": "1", "OTHER": "1"]
    let warnings = try loadSettings([.envFile: [file]], environment).warnings
    #expect(warnings.count == 3 && warnings.contains { $0.hasPrefix("SYNCTOOL_MAX_UPDATE ") })
    #expect(warnings.contains { $0.hasPrefix("SYNCTOOL_FORSE ") })
    #expect(!warnings.joined().contains("canary"))
  }

  @Test func `a report never replaces a file that the run reads`() throws {
    let dump = try folder.write("clients.ndjson", "")
    let other = folder.path + "/other.ndjson"
    try FileManager.default.createSymbolicLink(atPath: other, withDestinationPath: dump)
    for report in [dump, other, folder.path + "/./clients.ndjson"] {
      #expect(faultsOfSettings([.source: [dump], .report: [report]]).names == ["--report"])
    }
    let env = try folder.write("env.csv", "")
    #expect(faultsOfSettings([.envFile: [env], .report: [env]]).names == ["--report"])
    let list = try folder.write("list.csv", "a@b")
    #expect(faultsOfSettings([.onlyFrom: [list], .report: [list]]).names == ["--report"])
    #expect(throws: Never.self) {
      try loadSettings([.source: [dump], .report: [folder.path + "/new.ndjson"]])
    }
  }

  @Test func `the list of emails is read from options, variables and files`() throws {
    let list = try folder.write("list", "\u{FEFF}# note\r\n a@b \r\n\r\n\t#x\nc@d#e\nlast@x")
    #expect(try loadSettings([.onlyFrom: [list]]).only == ["a@b", "c@d#e", "last@x"])
    #expect(try loadSettings([.only: [" x@y\t", "a,b@c"]]).only == ["x@y", "a,b@c"])
    #expect(
      try loadSettings([.only: ["x@y"], .onlyFrom: [list]]).only == [
        "x@y", "a@b", "c@d#e", "last@x",
      ])
    let variable = ["SYNCTOOL_ONLY": "a@b, c@d\n,e@f ,"]
    #expect(try loadSettings([:], variable).only == ["a@b", "c@d", "e@f"])
    #expect(try loadSettings([.only: ["x@y"]], variable).only == ["x@y"])
    #expect(try loadSettings([.onlyFrom: [list]], variable).only == ["a@b", "c@d#e", "last@x"])
    let file = try folder.write("env", "SYNCTOOL_ONLY_FROM=\(list)")
    #expect(try loadSettings([.envFile: [file]]).only == ["a@b", "c@d#e", "last@x"])
    #expect(try loadSettings([.envFile: [file]], variable).only == ["a@b", "c@d", "e@f"])
  }

  @Test func `a list that names nobody is a fault, not everybody`() throws {
    let empty = try folder.write("empty", "# nobody\n\n")
    #expect(faultsOfSettings([.onlyFrom: [empty]]).code == .usage)
    #expect(faultsOfSettings([.only: ["  "]]).code == .usage)
    #expect(faultsOfSettings([.only: []]).code == .usage)
    #expect(faultsOfSettings([:], ["SYNCTOOL_ONLY": " , "]).code == .unfit)
    let bad = folder.path + "/bad"
    try Data([0x61, 0x40, 0x62, 0x0A, 0xFF]).write(to: URL(filePath: bad))
    #expect(faultsOfSettings([.onlyFrom: [bad]]).lines.first?.contains("line 2") == true)
  }

  @Test func `standard input is read once`() {
    #expect(faultsOfSettings([.source: ["-"], .onlyFrom: ["-"]]).names.contains("--only-from"))
  }
}
