import Foundation
import Testing

/// A wall clock that is wrong, for the tool alone; its monotonic clock stays right, as the kernel's
/// does when somebody sets the date.
enum FakeClock {
  private static let library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"

  /// The environment that starts the clock at a time.
  static func at(_ time: String) throws -> [String: String] {
    try preloaded().merging(["FAKETIME": "@" + time]) { $1 }
  }

  /// The environment for a clock that follows the file: write a time into it and it jumps.
  static func following(_ file: String) throws -> [String: String] {
    try preloaded().merging(["FAKETIME_TIMESTAMP_FILE": file, "FAKETIME_NO_CACHE": "1"]) { $1 }
  }

  private static func preloaded() throws -> [String: String] {
    let found = FileManager.default.fileExists(atPath: library)
    try #require(found, "faketime is missing: run Scripts/bootstrap")
    return [
      "LD_PRELOAD": library, "FAKETIME_DONT_FAKE_MONOTONIC": "1", "TZ": "UTC",
      "ASAN_OPTIONS": "verify_asan_link_order=0",
    ]
  }
}
