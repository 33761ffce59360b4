import Foundation
import Testing

@testable import synctool

/// The scripts are driven in the shells themselves; `Scripts/bootstrap` installs zsh and fish.
struct CompletionTests {
  @Test(arguments: CompletionScript.shells)
  func `the shell reads the script without a word`(shell: String) throws {
    let script = try #require(CompletionScript.render(shell: shell, .synctool))
    let outcome = try Tool.run(
      "/usr/bin/env", [shell, "-n", "/dev/stdin"], environment: Self.path, input: script)
    #expect(outcome == Tool.Outcome(status: 0, output: "", error: ""))
  }

  @Test(
    arguments: [
      (["sync", ""], []),
      ([""], CommandTree.synctool.words(after: nil).map(\.name)),
      (["ch"], ["check"]),
      (["--dry"], ["--dry-run"]),
      (["check", "--dry"], []),
      (["check", "--f"], ["--format"]),
      (["--format", ""], ["text", "json"]),
      (["--format", "=", "j"], ["json"]),
      (["--format", "="], ["text", "json"]),
      (["sync", "--on-duplicate", "s"], ["skip"]),
      (["completions", ""], ["bash", "zsh", "fish"]),
      (["help", "v"], ["version"]),
      (["--only", "check", "--allow-u"], ["--allow-unprotect"]),
      (["--only", "=", "check", "c"], ["check", "completions"]),
      (["--expect", ""], []),
      (["--env-file", "clients"], ["clients of today.env"]),
      (["help", "sync", ""], []), (["completions", "bash", ""], []), (["show", "1", ""], []),
      (["undo", "last", "l"], []), (["man", "-h", "sync", ""], []), (["nothing", ""], []),
      (["show", "--format", "json", ""], ["last"]), (["show", "1", "--page"], ["--page"]),
      (["--", ""], []), (["--", "s"], []), (["check", "--", "--f"], []),
      (["completions", "--", "z"], ["zsh"]), (["help", "--", "sync", ""], []),
      (["--", "--format", ""], []),
    ] as [([String], [String])])
  func `bash completes`(words: [String], expected: [String]) throws {
    let scratch = try ScratchFolder()
    _ = try scratch.file("clients of today.env")
    let quoted = (["synctool"] + words).map { CompletionScript.quote($0) }.joined(separator: " ")
    let script =
      BashCompletion.render(.synctool) + """
        COMP_WORDS=(\(quoted))
        COMP_CWORD=\(words.count)
        _synctool
        ((${#COMPREPLY[@]} == 0)) || printf '%s\\n' "${COMPREPLY[@]}"
        """
    let outcome = try Tool.run(
      "/usr/bin/env", ["bash", "-u"], environment: Self.path, folder: scratch.url, input: script)
    #expect(outcome.error == "")
    #expect(outcome.output.split(separator: "\n").map(String.init) == expected)
  }

  @Test(arguments: [
    ("synctool ch", ["check"]),
    ("synctool --dry", ["--dry-run"]),
    ("synctool check --dry", []),
    ("synctool --format ", ["json", "text"]),
    ("synctool --format=j", ["--format=json"]),
    ("synctool completions f", ["fish"]),
    ("synctool --only check --allow-u", ["--allow-unprotect"]),
    ("synctool help sync ", []), ("synctool completions bash ", []), ("synctool show 1 ", []),
    ("synctool undo last l", []), ("synctool man -h sync ", []), ("synctool nothing ", []),
    ("synctool show --format json ", ["last"]), ("synctool show 1 --pag", ["--page"]),
    ("synctool -- ", []), ("synctool -- s", []), ("synctool check -- --f", []),
    ("synctool completions -- z", ["zsh"]), ("synctool help -- sync ", []),
    ("synctool --vers", ["--version"]),
    ("synctool check -- --vers", []),
  ])
  func `fish completes`(line: String, expected: [String]) throws {
    let script = FishCompletion.render(.synctool) + "complete -C \(CompletionScript.quote(line))\n"
    let scratch = try ScratchFolder()
    let environment = Self.path.merging(["HOME": scratch.url.path]) { $1 }
    let outcome = try Tool.run(
      "/usr/bin/env", ["fish", "--no-config"], environment: environment, folder: scratch.url,
      input: script)
    let words = outcome.output.split(separator: "\n").compactMap { $0.split(separator: "\t").first }
    #expect(words.map(String.init).sorted() == expected)
  }

  @Test(arguments: ["man", "tcsh", ""])
  func `there is no script for another shell`(word: String) {
    #expect(CompletionScript.render(shell: word, .synctool) == nil)
  }

  private static let path = ["PATH": "/usr/local/bin:/usr/bin:/bin"]
}
