import Foundation

/// Runs programs, the built tool among them, and takes what they print.
enum Tool {
  struct Outcome: Equatable {
    var status: Int32
    var output: String
    var error: String
  }

  /// The tool, which the build leaves beside the test bundle.
  static let path: String = {
    let candidates = CommandLine.arguments + ["/proc/self/exe"]
    for candidate in candidates {
      var folder = URL(fileURLWithPath: candidate).resolvingSymlinksInPath()
      while folder.path != "/" {
        folder.deleteLastPathComponent()
        let tool = folder.appendingPathComponent("synctool").path
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: tool, isDirectory: &isFolder), !isFolder.boolValue
        {
          return tool
        }
      }
    }
    return "synctool-was-not-built"
  }()

  /// Runs a program to its end; the environment is empty unless one is given.
  static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:],
    folder: URL? = nil, input: String? = nil
  ) throws -> Outcome {
    let scratch = try ScratchFolder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = environment
    process.currentDirectoryURL = folder ?? scratch.url
    // Files, not pipes: nothing blocks, however much is printed.
    let output = try scratch.file("output")
    let error = try scratch.file("error")
    process.standardOutput = output.handle
    process.standardError = error.handle
    let given = try scratch.file("input")
    try Data((input ?? "").utf8).write(to: given.url)
    process.standardInput = try FileHandle(forReadingFrom: given.url)
    try process.run()
    process.waitUntilExit()
    let status = process.terminationReason == .exit ? process.terminationStatus : -1
    return Outcome(
      status: status, output: String(decoding: try Data(contentsOf: output.url), as: UTF8.self),
      error: String(decoding: try Data(contentsOf: error.url), as: UTF8.self))
  }
}
