import TestSupport
import Testing

/// A MongoDB server that ends a cursor by an error.
struct CursorFaultTests {
  private static let clients = TestBSON.clients(1500)

  /// `code` of MongoDB; what a run ends with when it comes once, and for ever.
  private static let errors: [(code: Int, once: Int32, forEver: Int32)] = [
    (43, 0, 1),  // CursorNotFound
    (50, 0, 1),  // MaxTimeMSExpired
    (13, 77, 77),  // Unauthorized
    (11600, 0, 1),  // InterruptedAtShutdown
    (11602, 0, 1),  // InterruptedDueToReplStateChange
    (10107, 0, 1),  // NotWritablePrimary
    (13435, 0, 1),  // NotPrimaryNoSecondaryOk
    (189, 0, 1),  // PrimarySteppedDown
    (91, 0, 1),  // ShutdownInProgress
  ]

  @Test func `a cursor that ends by an error is read again or fails the run`() async throws {
    let whole = try ScriptedMongo(Self.clients)
    let uri = whole.uri
    let places = Self.errors.flatMap { [("\($0.code):1", $0.once), ("\($0.code)", $0.forEver)] }
    await FaultLoop(name: "MongoDB: a cursor ends by an error").run(
      places, makeRig: { try FaultRig(source: uri) }
    ) { place, rig in
      try rig.reset()
      let peer = try ScriptedMongo(Self.clients, "--fail-getmore", place.0)
      let end = try rig.run(source: peer.uri)
      return try Invariants(side: .source, allowed: [place.1], limit: 20).broken(rig, end)
    }
    withExtendedLifetime(whole) {}
  }
}
