import Basics
import Engine
import Records
import SyncCore
import TestSupport
import Testing

@Suite struct SettingsValueTests {
  @Test func `defaults hold when nothing is set`() throws {
    let settings = try loadSettings()
    #expect(!settings[Options.dryRun] && !settings[Options.force] && settings.only == [])
    #expect(settings[Options.match] == .casefold && settings[Options.onDuplicate] == .newest)
    #expect(
      settings[Options.maxCreates] == nil && settings[Options.maxUpdates] == nil
        && settings[Options.expect] == nil)
    #expect(
      !settings[Options.allowEmpty] && !settings[Options.allowUnprotect]
        && !settings[Options.detailedExitCode])
    #expect(settings[Options.wait] == 0 && settings[Options.deadline] == nil)
    #expect(
      settings[Options.format] == .text && settings.report == nil
        && settings[Options.color] == .auto)
    #expect(!settings[Options.quiet] && !settings[Options.verbose] && !settings[Options.noProgress])
    #expect(settings.logLevel == .info && settings.mapping == .standard)
    #expect(settings.warnings == [])
  }

  static let switches: [(SettingName, @Sendable (Settings) -> Bool)] = [
    (.dryRun, { $0[Options.dryRun] }), (.force, { $0[Options.force] }),
    (.allowEmpty, { $0[Options.allowEmpty] }),
    (.allowUnprotect, { $0[Options.allowUnprotect] }),
    (.allowUnassigned, { $0[Options.allowUnassigned] }),
    (.detailedExitCode, { $0[Options.detailedExitCode] }),
    (.quiet, { $0[Options.quiet] }), (.verbose, { $0[Options.verbose] }),
    (.noProgress, { $0[Options.noProgress] }),
    (.mask, { $0[Options.mask] }),
  ]

  @Test func `every switch is an option and a variable`() throws {
    // Only who types these means them.
    let typed: Set<SettingName> = [.remove, .prune, .everyone, Options.links.name]
    #expect(
      Set(Self.switches.map(\.0)).union(typed)
        == Set(
          SettingName.allCases.filter(\.isSwitch)))
    for name in typed {
      #expect(faultsOfSettings([:], [name.environmentVariable: "true"]).code == .unfit)
    }
    for (name, read) in Self.switches {
      #expect(try read(loadSettings([name: ["true"]])), "\(name)")
      for word in ["true", "1", "yes", "on", "TRUE", "Yes"] {
        #expect(try read(loadSettings([:], [name.environmentVariable: word])), "\(name) \(word)")
      }
      for word in ["false", "0", "no", "off", "Off", ""] {
        #expect(try !read(loadSettings([:], [name.environmentVariable: word])), "\(name) \(word)")
      }
      #expect(try !read(loadSettings([name: ["no"]], [name.environmentVariable: "yes"])))
      let faults = faultsOfSettings([:], [name.environmentVariable: "maybe"])
      #expect(faults.names == [name.environmentVariable] && faults.code == .unfit)
    }
  }

  @Test(arguments: [
    (SettingName.maxCreates, "0"), (.maxCreates, "100"), (.maxUpdates, "12.5%"),
    (.maxUpdates, "0%"), (.maxUpdates, "250%"), (.wait, "0"), (.wait, "1.5"), (.deadline, "0.5"),
    (.deadline, "600"),
    (.memory, "32M"), (.memory, "32768K"), (.memory, "33554432"), (.memory, "1g"),
    (.memory, "1024G"), (.expect, "0123456789abcdefABCDEF0123456789"), (.match, "exact"),
    (.onDuplicate, "oldest"), (.onDuplicate, "skip"), (.onDuplicate, "fail"), (.format, "json"),
    (.color, "always"), (.color, "never"), (.report, "out.ndjson"), (.report, "/x/OUT.CSV"),
    (.only, "a@b"), (.source, "-"), (.source, "x/clients.bson"), (.source, "-.JSON"),
    (.source, "a.ndjson"), (.source, "a.bson.gz"), (.source, "dump"), (.source, "./a:b@c"),
    (.source, "mongodb+srv://cluster0.db.example/app"),
  ])
  func `a good value is taken`(_ name: SettingName, _ text: String) {
    #expect(throws: Never.self) { try loadSettings([name: [text]]) }
    #expect(throws: Never.self) { try loadSettings([:], [name.environmentVariable: text]) }
  }

  @Test(
    arguments: [
      (
        SettingName.maxCreates,
        [
          "-1", "+1", "1.5", "x", "%", "1%%", "-5%", "inf%", "nan%", "1e3", "1e3%",
          "99999999999999999999", "1 1", ".5%", "5.%",
        ]
      ),
      (.maxUpdates, ["many", "0x10"]),
      (.wait, ["-1", "x", "1s", "inf", "nan", "1e3", "1..2", "99999999999", "1 1"]),
      (.deadline, ["0", "0.0", "-1", "soon"]),
      (
        .memory,
        [
          "1M", "31M", "33554431", "32767K", "0", "64", "M", "64MB", "64 M", "-64M", "6.4G",
          "64MiB", "1025G", "9999999999999999999G", "9007199254740993K", "٦٤M", "0x40M", "half",
        ]
      ),
      (.expect, ["0123", "g123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef0"]),
      (.match, ["Exact", "fold"]),
      (.onDuplicate, ["first"]),
      (.format, ["xml", "JSON"]),
      (.color, ["yes"]),
      (.report, ["out", "out.txt", "out.xml", "html", "csv", "-", "x.csv/"]),
      (.source, ["http://h/c.json", "u:p@h/d", "postgresql://h/d", "MONGODB://h/d"]),
      (.mapping, ["/nonexistent/mapping.json", "/"]),
      (.onlyFrom, ["/nonexistent/list", "/", "/dev/null"]),
      (.envFile, ["/nonexistent/env", "/"]),
    ] as [(SettingName, [String])])
  func `a bad value is a fault of its option or its variable`(
    _ name: SettingName, _ texts: [String]
  ) {
    for text in texts {
      let option = faultsOfSettings([name: [text]])
      #expect(option.names == [name.option] && option.code == .usage, "\(text)")
      let variable = faultsOfSettings([:], [name.environmentVariable: text])
      #expect(variable.names == [name.environmentVariable] && variable.code == .unfit, "\(text)")
    }
  }

  @Test(arguments: SettingName.allCases.filter { !$0.isSwitch })
  func `an empty option is a fault, an empty variable is unset`(_ name: SettingName) {
    let faults = faultsOfSettings([name: [""]])
    #expect(faults.names == [name.option] && faults.code == .usage)
    #expect(throws: Never.self) {
      try Settings.load(
        options: [:],
        environment: settingsBase.merging([name.environmentVariable: ""]) { $1 },
        defaultEnvFile: "/nonexistent/.env")
    }
  }

  @Test func `values keep their meaning`() throws {
    let settings = try loadSettings(
      [
        .maxCreates: ["7"], .maxUpdates: ["2.5%"], .wait: ["1.5"], .deadline: ["60"],
        .expect: ["ABCDEF0123456789abcdef0123456789"], .report: ["a.b/out.CSV"],
        .memory: ["96m"],
      ])
    #expect(settings[Options.memory] == MemoryBudget(size: 96 << 20))
    #expect(settings[Options.maxCreates] == .count(7))
    #expect(settings[Options.maxUpdates] == Percentage("2.5").map(ChangeLimit.percent))
    #expect(settings[Options.wait] == 1.5 && settings[Options.deadline] == 60)
    #expect(settings[Options.expect] == "abcdef0123456789abcdef0123456789")
    #expect(settings.report == ReportSetting(path: "a.b/out.CSV", format: .csv))
  }

  @Test func `of a repeated option the last one counts`() throws {
    #expect(try loadSettings([.match: ["exact", "casefold"]])[Options.match] == .casefold)
  }

  @Test(arguments: [
    ("a.html", ReportSetting.Format.html), ("A.HTM", .html), ("a.md", .md), ("a.ndjson", .ndjson),
  ])
  func `the report's form is told by the end of its name`(
    name: String, format: ReportSetting.Format
  ) throws {
    #expect(try loadSettings([.report: [name]]).report?.format == format)
  }

  @Test func `quiet and verbose exclude each other on one level`() throws {
    #expect(faultsOfSettings([.quiet: ["true"], .verbose: ["true"]]).code == .usage)
    let both = ["SYNCTOOL_QUIET": "1", "SYNCTOOL_VERBOSE": "1"]
    #expect(faultsOfSettings([:], both).code == .unfit)
    let loud = try loadSettings([.verbose: ["true"]], ["SYNCTOOL_QUIET": "1"])
    #expect(loud[Options.verbose] && !loud[Options.quiet] && loud.logLevel == .debug)
    #expect(throws: Never.self) {
      try loadSettings([.quiet: ["true"]], ["SYNCTOOL_VERBOSE": "no"])
    }
  }

  @Test func `the log level follows -q and -v, then LOG_LEVEL`() throws {
    #expect(try loadSettings([:], ["LOG_LEVEL": "WARN"]).logLevel == .warn)
    #expect(try loadSettings([.quiet: ["true"]], ["LOG_LEVEL": "debug"]).logLevel == .warn)
    // An application's word for its own level is no reason to stop.
    let foreign = try loadSettings([:], ["LOG_LEVEL": "loud"])
    #expect(foreign.logLevel == .info && foreign.warnings.count == 1)
    let quiet = try loadSettings([.quiet: ["true"]], ["LOG_LEVEL": "loud"])
    #expect(quiet.logLevel == .warn && quiet.warnings.count == 1)
    #expect(LogLevel.error < .warn && .warn < .info && LogLevel.info < .debug)
  }

  @Test func `NO_COLOR decides auto and gives way to always`() throws {
    #expect(try loadSettings([:], ["NO_COLOR": "1"])[Options.color] == .never)
    #expect(try loadSettings([:], ["NO_COLOR": ""])[Options.color] == .auto)
    #expect(try loadSettings([.color: ["auto"]], ["NO_COLOR": "1"])[Options.color] == .never)
    #expect(try loadSettings([.color: ["always"]], ["NO_COLOR": "1"])[Options.color] == .always)
  }
}
