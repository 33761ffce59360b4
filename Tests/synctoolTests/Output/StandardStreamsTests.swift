import Basics
import Foundation
import SyncCore
import Testing

@testable import synctool

struct StandardStreamsTests {
  @Test func `the result and the faults go their own ways`() throws {
    let scratch = try ScratchFolder()
    let output = try scratch.file("output")
    let error = try scratch.file("error")
    let streams = StandardStreams(
      output: output.handle.fileDescriptor, error: error.handle.fileDescriptor)
    let long = String(repeating: "0123456789", count: 20_000)
    streams.write(long)
    streams.showProgress("half")
    streams.say("fault\n")
    streams.write("end\n")
    #expect(streams.finish() == nil)
    #expect(try String(contentsOf: output.url, encoding: .utf8) == long + "end\n")
    #expect(
      try String(contentsOf: error.url, encoding: .utf8) == "\r\u{1B}[Khalf\r\u{1B}[Kfault\n")
  }

  @Test func `a full device makes the result a failure`() throws {
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let streams = StandardStreams(output: full.fileDescriptor, error: full.fileDescriptor)
    streams.write("result")
    let failure = try #require(streams.finish())
    #expect(failure.code == .failed && failure.stage == .output)
    #expect(failure.message.contains("ENOSPC"))
  }

  @Test(arguments: ["/dev/full", "closed"])
  func `the tool ends with 1 when its result is lost`(place: String) throws {
    let target = place == "closed" ? ">&-" : ">\(place)"
    let outcome = try Tool.run(
      "/bin/sh", ["-c", "exec \"$1\" help sync \(target)", "sh", Tool.path])
    #expect(outcome.status == 1)
    #expect(outcome.error.hasPrefix("synctool: error: cannot write the result"))
  }

  @Test func `a reader that goes away is a failure, not a signal`() throws {
    let script = "{ sleep 0.3; \"$1\" help sync; echo $? >&2; } | :"
    let outcome = try Tool.run("/bin/sh", ["-c", script, "sh", Tool.path])
    #expect(outcome.error.contains("EPIPE") && outcome.error.hasSuffix("\n1\n"))
  }
}
