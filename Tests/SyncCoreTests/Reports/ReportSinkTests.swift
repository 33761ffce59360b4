import Basics
import Engine
import Foundation
import SyncCore
import Testing

struct ReportSinkTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func path(_ name: String) -> String { folder.path + "/" + name }

  private var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
  }

  private static func sink(_ setting: ReportSetting) throws -> ReportSink {
    let sink = try ReportSink(setting)
    try sink.begin(ReportPage(title: "a test", writer: "synctool"))
    return sink
  }

  private func entry(_ key: String) -> PlanEntry {
    PlanEntry(
      action: .create, key: key, sourceID: nil, targetID: .null, reason: nil, field: nil,
      winnerID: nil, changes: [])
  }

  @Test(arguments: [ReportSetting.Format.ndjson, .csv])
  func `the file takes its name at the end, whole and private`(format: ReportSetting.Format) throws
  {
    let place = path("report")
    try Data("before".utf8).write(to: URL(fileURLWithPath: place))
    let sink = try Self.sink(ReportSetting(path: place, format: format))
    for number in 0..<5000 { try sink.add(entry("client\(number)@example.com")) }
    #expect(try String(contentsOfFile: place, encoding: .utf8) == "before")
    #expect(try names == ["report"], "what is being written has no name")
    try sink.finish()
    #expect(try names == ["report"])
    let text = try String(contentsOfFile: place, encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline)
    #expect(lines.count == (format == .csv ? 5001 : 5000))
    #expect(lines.last?.contains("client4999@example.com") == true)
    let attributes = try FileManager.default.attributesOfItem(atPath: place)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func `a sink that is let go leaves nothing behind`() throws {
    do {
      let sink = try Self.sink(ReportSetting(path: path("a.csv"), format: .csv))
      try sink.add(entry("a@x"))
      #expect(try names == [])
      try sink.settle()
      #expect(try names.count == 1, "settled, it has a temporary name")
    }
    #expect(try names == [])
  }

  @Test func `a symbolic link is replaced, not followed`() throws {
    try Data("kept".utf8).write(to: folder.appendingPathComponent("other"))
    try FileManager.default.createSymbolicLink(
      atPath: path("link.csv"), withDestinationPath: path("other"))
    let sink = try Self.sink(ReportSetting(path: path("link.csv"), format: .csv))
    try sink.finish()
    #expect(try String(contentsOfFile: path("other"), encoding: .utf8) == "kept")
    #expect(try String(contentsOfFile: path("link.csv"), encoding: .utf8) == ReportCSV.header)
  }

  @Test(arguments: [
    ("", "EISDIR"), ("missing/a.csv", "ENOENT"), ("file/a.csv", "ENOTDIR"), ("folder", "EISDIR"),
    ("folder/", "EISDIR"), ("fifo", "ENXIO"),
  ])
  func `an unusable path fails before any work`(name: String, code: String) throws {
    try Data().write(to: folder.appendingPathComponent("file"))
    try FileManager.default.createDirectory(
      at: folder.appendingPathComponent("folder"), withIntermediateDirectories: false)
    #expect(mkfifo(path("fifo"), 0o600) == 0)
    let failure = #expect(throws: SyncFailure.self) {
      _ = try Self.sink(ReportSetting(path: path(name), format: .csv))
    }
    #expect(failure?.code == .unfit && failure?.stage == .report)
    #expect(failure?.message.contains(code) == true && failure?.hint.isEmpty == false)
  }

  @Test func `a full device fails with the name of the error`() throws {
    let sink = try Self.sink(ReportSetting(path: "/dev/full", format: .ndjson))
    try sink.add(entry("a@x"))
    let failure = #expect(throws: SyncFailure.self) { try sink.finish() }
    #expect(failure?.code == .failed && failure?.stage == .report)
    #expect(
      failure?.message == "cannot write the report /dev/full: no space left on device (ENOSPC)")
  }

  @Test func `a pipe is written directly`() throws {
    let pipe = Pipe()
    let descriptor = pipe.fileHandleForWriting.fileDescriptor
    let sink = try Self.sink(ReportSetting(path: "/dev/fd/\(descriptor)", format: .csv))
    try sink.finish()
    try pipe.fileHandleForWriting.close()
    let data = try pipe.fileHandleForReading.readToEnd()
    #expect(data.map { String(decoding: $0, as: UTF8.self) } == ReportCSV.header)
  }
}
