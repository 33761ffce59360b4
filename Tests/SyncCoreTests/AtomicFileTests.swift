import Basics
import Foundation
import Glibc
import Testing

/// Files that take their name at the end.
struct AtomicFileTests {
  private let folder: SettingsFolder

  init() throws { folder = try SettingsFolder() }

  private func path(_ name: String) -> String { folder.path + "/" + name }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  private func write(_ text: String, _ name: String, mode: UInt32 = 0o600) throws {
    var file = try AtomicFile(path: path(name), mode: mode)
    try file.write(Array(text.utf8))
    try file.settle()
    try file.finish()
  }

  @Test func `the name leads to the old bytes until the end, and to the new ones then`() throws {
    try write("old", "a")
    var file = try AtomicFile(path: path("a"), mode: 0o600)
    try file.write(Array("half".utf8))
    try file.restart()
    try file.write(Array("new".utf8))
    #expect(try text("a") == "old")
    try file.settle()
    #expect(try text("a") == "old")
    try file.finish()
    #expect(try text("a") == "new" && names() == ["a"])
  }

  @Test(arguments: [false, true])
  func `a file that is let go of leaves nothing behind`(isSettled: Bool) throws {
    do {
      var file = try AtomicFile(path: path("a"), mode: 0o600)
      try file.write([1])
      if isSettled { try file.settle() }
    }
    #expect(try names() == [])
  }

  private static let unusable: [(place: String, code: Int32)] = [
    ("", EISDIR), ("sub", EISDIR), ("sub/", EISDIR), (".", EISDIR), ("sub/..", EISDIR),
    ("to-sub", EISDIR), ("none/a", ENOENT), ("file/a", ENOTDIR),
  ]

  @Test(arguments: unusable)
  func `a place that takes no file is told by the system's code`(
    place: String, code: Int32
  ) throws {
    _ = try folder.write("file", "")
    try FileManager.default.createDirectory(
      atPath: path("sub"), withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(
      atPath: path("to-sub"), withDestinationPath: "sub")
    let fault = #expect(throws: SystemFault.self) {
      _ = try AtomicFile(path: place.isEmpty ? "" : path(place), mode: 0o600)
    }
    #expect(fault?.code == code)
  }

  @Test func `what is read before it is replaced is a regular file of no more than the limit`()
    throws
  {
    try write("12345", "a")
    try FileManager.default.createSymbolicLink(
      atPath: path("link"), withDestinationPath: "a")
    #expect(mkfifo(path("pipe"), 0o600) == 0)
    let present = { (name: String, limit: Int) throws in
      try AtomicFile(path: path(name), mode: 0o600).present(limit: limit)
    }
    #expect(try present("a", 5) == Array("12345".utf8))
    #expect(try present("a", 4) == nil)
    for name in ["link", "pipe", "none"] { #expect(try present(name, 9) == nil, "\(name)") }
  }
}
