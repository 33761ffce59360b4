import Foundation

/// What must be true after every run that a fault has met, whatever the fault.
struct Invariants {
  let side: FaultSide
  /// The exit codes that the scenario allows.
  let allowed: Set<Int32>
  /// Seconds within which the run must have ended.
  let limit: Double

  /// What is broken after a run; empty is good. A plain run that follows is a part of it.
  func broken(_ rig: FaultRig, _ end: ToolEnd) throws -> [String] {
    var broken: [String] = []
    func hold(_ fact: Bool, _ words: String) { if !fact { broken.append(words) } }
    hold(allowed.contains(end.status), "exit code \(end.status)")
    hold(end.seconds < limit, "it took \(end.seconds) s")
    hold(!end.everything.contains(FaultRig.canary), "the password is told")
    if ![0, 124].contains(end.status) {
      let told = end.error.split(separator: "\n").filter { $0.hasPrefix("synctool: error: ") }
      hold(told.contains { $0.contains(side.rawValue) }, "no line names \(side.rawValue)")
      hold(end.error.contains("synctool: hint: "), "no next step")
    }
    broken += try brokenCounts(rig, end)
    hold(try !rig.hasWritten(), "a dry run has written")
    let state = try rig.checksum()
    switch end.status {
    case 0, 3: hold(state == rig.after, "the result is not there")
    case 6: hold(state == rig.after || state == rig.before, "a part of the result is there")
    default: hold(state == rig.before, "the target has changed")
    }
    return broken.isEmpty ? try brokenRepeat(rig) : broken.map { "\($0)\n\(end.everything)" }
  }

  /// The printed counts add up, and are the right ones of a run that did its job.
  private func brokenCounts(_ rig: FaultRig, _ end: ToolEnd) throws -> [String] {
    // A run that does not end in order is ended at once, without a result.
    if end.status == 124, end.output.isEmpty {
      return end.error.contains("ended at once") ? [] : ["a deadline without a word"]
    }
    let result = try end.json()
    let counts = try end.counts()
    let parts = counts.filter { $0.key != "read" && $0.key != "orphan" }.values.reduce(0, +)
    var broken: [String] = []
    if counts["read"] ?? 0 != parts { broken.append("the counts do not add up") }
    if result["exitCode"] as? Int != Int(end.status) { broken.append("another code is told") }
    if end.status == 0, counts != rig.counts { broken.append("the counts are wrong") }
    let isThere = try rig.checksum() == rig.after && rig.after != rig.before
    if end.status != 6, result["committed"] as? Bool != isThere {
      broken.append("committed is not what happened")
    }
    return broken
  }

  /// A plain run converges, and nothing that was left behind holds it up for long.
  private func brokenRepeat(_ rig: FaultRig) throws -> [String] {
    var end = try rig.runPlainly()
    for _ in 0..<50 where end.status == 11 {
      usleep(100_000)
      end = try rig.runPlainly()
    }
    if end.status != 0 { return ["the next run fails\n\(end.everything)"] }
    return try rig.checksum() == rig.done ? [] : ["the next run does not converge"]
  }
}
