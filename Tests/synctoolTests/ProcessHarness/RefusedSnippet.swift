import Foundation

/// Lines of Swift that the compiler has to refuse, beside others that show that it takes what is right.
struct RefusedSnippet {
  /// The file that declares the type in question, below `Sources`; nil for a type of one of the modules.
  var file: String?
  /// The files of the modules that it, or else the lines, import, as far as they are needed, by the module's
  /// name.
  var modules: [String: [String]] = [:]

  private static let sources = URL(filePath: #filePath)
    .appending(path: "../../../../Sources").standardized

  /// What the compiler says of each of the lines that it refuses. Each stands in a function of its own that
  /// is given `text`, a `String` that nobody knows.
  func refusals(of lines: [String]) throws -> [String: String] {
    let scratch = try ScratchFolder()
    for (name, files) in modules {
      let end = try compile(
        ["-emit-module", "-module-name", name, "-parse-as-library"] + files.map(Self.path), scratch)
      guard end.status == 0 else { throw CocoaError(.fileReadUnknown, userInfo: ["": end.error]) }
    }
    let snippet = scratch.url.appending(path: "snippet.swift")
    let imports = file == nil ? modules.keys.map { "import \($0); " }.joined() : ""
    let functions = lines.enumerated().map {
      ($0 == 0 ? imports : "") + "func line\($0)(_ text: String) { \($1) }"
    }
    try functions.joined(separator: "\n").write(to: snippet, atomically: true, encoding: .utf8)
    let end = try compile(
      ["-typecheck", "-parse-as-library", "-I", ".", snippet.path]
        + [file].compactMap(\.self).map(Self.path),
      scratch)
    var refusals: [String: String] = [:]
    for fault in end.error.matches(of: #/snippet\.swift:(\d+):\d+: error: (.*)/#) {
      guard let number = Int(fault.1), lines.indices.contains(number - 1) else { continue }
      refusals[lines[number - 1]] = String(fault.2)
    }
    // Whatever else does not compile would pass for a refusal.
    let faults = end.error.matches(of: #/error: /#).count
    guard faults == end.error.matches(of: #/snippet\.swift:\d+:\d+: error: /#).count,
      (faults == 0) == (end.status == 0)
    else { throw CocoaError(.fileReadUnknown, userInfo: ["": end.error]) }
    return refusals
  }

  private func compile(_ arguments: [String], _ scratch: ScratchFolder) throws -> Tool.Outcome {
    try Tool.run(
      "/usr/bin/env",
      ["swiftc", "-swift-version", "6", "-package-name", "snippet", "-diagnostic-style", "llvm"]
        + arguments,
      environment: ProcessInfo.processInfo.environment, folder: scratch.url)
  }

  private static func path(_ file: String) -> String { sources.appending(path: file).path }
}
