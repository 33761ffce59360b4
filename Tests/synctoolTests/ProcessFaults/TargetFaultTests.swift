import TestSupport
import Testing

/// The connection to PostgreSQL breaks, at one place after the other.
struct TargetFaultTests {
  /// Runs through a relay with the fault.
  private static func attempt(
    _ fault: Fault, _ rig: FaultRig, _ allowed: Set<Int32>, limit: Double = 20,
    _ more: [String] = [], keywords: String = ""
  ) throws -> [String] {
    try rig.reset()
    let proxy = try FaultProxy(to: TestServer.port(), fault)
    let end = try rig.run(port: proxy.port, more, keywords: keywords)
    // On a slow machine a deadline may come before the fault, and the last few places may not exist.
    guard proxy.hasStruck || end.status == 124 || fault.isBeyond(proxy.traffic) else {
      return ["the fault did not strike"]
    }
    // A run that no fault has met does its job.
    let isDisturbed = proxy.hasStruck || end.status == 124
    return try Invariants(side: .target, allowed: isDisturbed ? allowed : [0], limit: limit)
      .broken(rig, end)
  }

  /// What passes in a run without a fault; a little less, as some of it differs from run to run.
  private static func traffic(_ options: [String] = []) throws -> Traffic {
    let proxy = try FaultProxy(to: TestServer.port())
    let end = try FaultRig(options: options).run(port: proxy.port)
    try #require(end.status == 0, "\(end.everything)")
    try #require(proxy.traffic.messages(.fromTool) > 50 && !proxy.hasStruck)
    return proxy.traffic
  }

  /// What passes up to the COMMIT of the writes. Silence after it is another matter: its answer is
  /// awaited.
  private static func trafficBeforeCommit() throws -> Traffic {
    let proxy = try FaultProxy(
      to: TestServer.port(), Fault(.cut, .sending(LostCommitTests.commit), forEver: true))
    let end = try FaultRig().run(port: proxy.port)
    try #require(end.status == 6 && proxy.hasStruck, "\(end.everything)")
    try #require(proxy.traffic.messages(.fromTool) > 50)
    return proxy.traffic
  }

  private static func afterMessages(
    _ options: [String] = [], few: Int, most: Int = .max
  ) throws -> [Fault.Moment] {
    let traffic = try traffic(options)
    return [Fault.Way.fromTool, .fromServer].flatMap { way in
      // The last message says goodbye, and the tool does not wait until it has passed.
      FaultLoop.places(traffic.messages(way) - 1, few: few, most: most).map { .message(way, $0) }
    }
  }

  @Test(arguments: [Fault.Act.cut, .reset], [false, true])
  func `a connection that is lost after any message leaves all or nothing`(
    act: Fault.Act, forEver: Bool
  ) async throws {
    await FaultLoop(name: "PostgreSQL: \(act) after message n, \(FaultLoop.times(forEver))")
      .run(
        try Self.afterMessages(few: 4, most: act == .cut ? .max : 60), makeRig: { try FaultRig() }
      ) { moment, rig in
        try Self.attempt(
          Fault(act, moment, forEver: forEver), rig, forEver ? [0, 6, 69] : [0, 69])
      }
  }

  @Test(arguments: [false, true])
  func `a connection that is lost within a message leaves all or nothing`(forEver: Bool)
    async throws
  {
    let traffic = try Self.traffic()
    let moments = [Fault.Way.fromTool, .fromServer].flatMap { way in
      FaultLoop.places(traffic.bytes(way) * 9 / 10, few: 3, most: 101)
        .map { Fault.Moment.byte(way, $0) }
    }
    await FaultLoop(name: "PostgreSQL: cut after byte n, \(FaultLoop.times(forEver))")
      .run(moments, makeRig: { try FaultRig() }) { moment, rig in
        try Self.attempt(
          Fault(.cut, moment, forEver: forEver), rig, forEver ? [0, 6, 69] : [0, 69])
      }
  }

  @Test func `a dry run that loses its connection has moved nothing`() async throws {
    await FaultLoop(name: "PostgreSQL: cut after message n of a dry run").run(
      try Self.afterMessages(["--dry-run"], few: 3),
      makeRig: { try FaultRig(options: ["--dry-run"]) }
    ) { moment, rig in
      try Self.attempt(Fault(.cut, moment, forEver: true), rig, [0, 69])
    }
  }

  @Test func `bytes that are no protocol end the run and leave all or nothing`() async throws {
    let traffic = try Self.traffic()
    await FaultLoop(name: "PostgreSQL: noise after message n").run(
      FaultLoop.places(traffic.messages(.fromServer) - 8, few: 4, most: 60),
      makeRig: { try FaultRig() }
    ) { count, rig in
      let noise = Fault.Act.insert([UInt8](repeating: 0xFF, count: 64))
      return try Self.attempt(Fault(noise, .message(.fromServer, count)), rig, [0, 69])
    }
  }

  @Test func `a connection that is slow changes nothing`() throws {
    let fault = Fault(.pause(0.002), .message(.fromTool, 1), forEver: true)
    let broken = try Self.attempt(fault, FaultRig(), [0], limit: 40)
    #expect(broken.isEmpty, "\(broken)")
  }

  @Test(arguments: [false, true])
  func `a server that falls silent is left at the deadline`(forEver: Bool) async throws {
    let traffic = try Self.trafficBeforeCommit()
    // How much passes depends on what other sessions write meanwhile, up to a seventh of it: the last
    // moments are named by the statements' words.
    let (lock, last) = ("SHARE ROW EXCLUSIVE", "pg_current_xact_id_if_assigned")
    let moments =
      [Fault.Way.fromTool, .fromServer].flatMap { way in
        FaultLoop.places(traffic.messages(way) * 4 / 5, few: 3).map {
          Fault.Moment.message(way, $0)
        }
      } + [
        .sending([lock]), .answering([lock]), .sending([lock, last]), .answering([lock, last]),
      ]
    await FaultLoop(
      name: "PostgreSQL: silence after message n, \(FaultLoop.times(forEver))", workers: 6
    )
    .run(moments, makeRig: { try FaultRig() }) { moment, rig in
      try Self.attempt(
        Fault(.stall, moment, forEver: forEver), rig, [124], limit: 8, ["--deadline", "1.5"])
    }
  }

  @Test func `a server that never answers the connect is left after its time`() throws {
    let broken = try Self.attempt(
      Fault(.stall, .byte(.fromTool, 0), forEver: true), FaultRig(), [69], limit: 6,
      keywords: "&connect_timeout=2")
    #expect(broken.isEmpty, "\(broken)")
  }
}
