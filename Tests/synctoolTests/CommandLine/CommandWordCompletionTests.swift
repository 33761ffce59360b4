import Foundation
import Testing

@testable import synctool

/// The words of a command are completed in the shells themselves.
struct CommandWordCompletionTests {
  @Test(arguments: CompletionScript.shells)
  func `the shell reads the script without a word`(shell: String) throws {
    let script = try #require(CompletionScript.render(shell: shell, .wordy))
    let outcome = try Tool.run(
      "/usr/bin/env", [shell, "-n", "/dev/stdin"], environment: Self.path, input: script)
    #expect(outcome == Tool.Outcome(status: 0, output: "", error: ""))
  }

  private static let completed: [(line: String, words: [String])] = [
    ("synctool ha", ["harbours"]), ("synctool harbours ", ["fix"]),
    ("synctool harbours --format text f", ["fix"]),
    ("synctool harbours fix --dry", ["--dry-run"]), ("synctool harbours --dry", []),
    ("synctool buoys prune ", ["old"]), ("synctool buoys prune --only old --dry", ["--dry-run"]),
    ("synctool buoys prune old s", ["square"]),
    ("synctool fix harbours --detailed", ["--detailed-exitcode"]),
    ("synctool buoys prune old square ", []), ("synctool buoys ann@x.test p", []),
    ("synctool help harb", ["harbours"]), ("synctool --format=text buoys p", ["prune"]),
  ]

  @Test(arguments: completed)
  func `bash completes the words`(line: String, words: [String]) throws {
    let typed = line.split(separator: " ", omittingEmptySubsequences: false)
      .flatMap { word in
        // As bash itself takes words apart.
        let parts = word.split(separator: "=", maxSplits: 1)
        return parts.count == 2 ? [String(parts[0]), "=", String(parts[1])] : [String(word)]
      }
    let script =
      BashCompletion.render(.wordy) + """
        COMP_WORDS=(\(typed.map { CompletionScript.quote($0) }.joined(separator: " ")))
        COMP_CWORD=\(typed.count - 1)
        _synctool
        ((${#COMPREPLY[@]} == 0)) || printf '%s\\n' "${COMPREPLY[@]}"
        """
    #expect(try Self.shell(["bash", "-u"], script) == words)
  }

  @Test(arguments: completed)
  func `fish completes the words`(line: String, words: [String]) throws {
    let script =
      FishCompletion.render(.wordy) + "complete -C \(CompletionScript.quote(line))\n"
    #expect(try Self.shell(["fish", "--no-config"], script) == words)
  }

  @Test(arguments: completed)
  func `zsh looks for the words in the right place`(line: String, words: [String]) throws {
    // What `_arguments` is asked: the functions that complete are stubs that print it.
    let typed = line.split(separator: " ", omittingEmptySubsequences: false).map {
      CompletionScript.quote(String($0))
    }
    let script = """
      compdef() { : }
      _arguments() { printf '%s\\n' "$@" }
      \(ZshCompletion.render(.wordy))
      words=(\(typed.joined(separator: " ")))
      CURRENT=\(typed.count)
      _synctool
      """
    let specs = try Self.shell(["zsh", "-f"], script)
    for word in words {
      let isOffered = specs.contains { spec in
        if word.hasPrefix("-") { return spec.contains("\(word)[") }
        if typed.count == 2 { return spec == "1:command:_synctool_commands" }
        return spec.split(separator: "(").last?.dropLast().split(separator: " ")
          .contains { $0 == word } ?? false
      }
      #expect(isOffered, "\(word) of \(specs)")
    }
    #expect(!words.isEmpty || !specs.contains { $0.contains("--dry-run[") })
  }

  @Test(
    arguments: [
      ("synctool ", true), ("synctool -n --format text ", true), ("synctool -- ", false),
      ("synctool --force -- c", false),
    ])
  func `zsh offers commands until options end`(line: String, isOffered: Bool) throws {
    let typed = line.split(separator: " ", omittingEmptySubsequences: false).map {
      CompletionScript.quote(String($0))
    }
    let script = """
      compdef() { : }
      _describe() { print offered }
      _arguments() { [[ "$*" == *1:command:_synctool_commands* ]] && _synctool_commands }
      \(ZshCompletion.render(.synctool))
      words=(\(typed.joined(separator: " ")))
      CURRENT=\(typed.count)
      _synctool
      """
    #expect(try Self.shell(["zsh", "-f"], script) == (isOffered ? ["offered"] : []))
  }

  private static let path = ["PATH": "/usr/local/bin:/usr/bin:/bin"]

  private static func shell(_ program: [String], _ script: String) throws -> [String] {
    let scratch = try ScratchFolder()
    let outcome = try Tool.run(
      "/usr/bin/env", program, environment: path.merging(["HOME": scratch.url.path]) { $1 },
      folder: scratch.url, input: script)
    #expect(outcome.error == "")
    return outcome.output.split(separator: "\n").compactMap {
      $0.split(separator: "\t").first.map(String.init)
    }
  }
}
