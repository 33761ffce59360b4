import Testing

/// The function that `identities install` makes, and `identities fix`: the same people, fixed by one and by the other.
struct FixAgreementTests {
  /// What is in the tables, with those who refer to the people.
  private static let tables = """
    SELECT 'people', id::text, btrim(email), plan FROM public.app_users
    UNION ALL SELECT 'notes', who::text, n::text, '' FROM public.notes
    UNION ALL SELECT 'events', who::text, n::text, '' FROM public.events ORDER BY 1, 2, 3, 4
    """

  /// Everybody's class, what is no email in both tables and so nobody's, and an email that was given out again.
  private static func scene(_ kind: IdentityScene.Kind) throws -> IdentityScene {
    let scene = try IdentityScene(kind)
    scene.stage.environment["SYNCTOOL_APP_REFERENCES"] = "public.events.who"
    try scene.users([
      (21, "no email"), (22, "neither"), (23, "twentythree@x.test"), (24, "given@x.test"),
      (25, "Given@x.test"),
    ])
    try scene.rows([(210, "no email"), (22, "other@x.test"), (23, "neither"), (24, "given@x.test")])
    try scene.stage.database.run(
      """
      UPDATE auth.users SET deleted_at = now() WHERE id = '\(kind.id(24))';
      CREATE TABLE public.notes (who \(kind.rawValue) REFERENCES public.app_users, n int);
      CREATE TABLE public.events (who \(kind.rawValue), n int);
      INSERT INTO public.notes SELECT id, row_number() OVER (ORDER BY email COLLATE "C") FROM public.app_users;
      INSERT INTO public.events SELECT who, n FROM public.notes
      """)
    for arguments in [["init"], ["identities", "install"]] {
      #expect(try scene.stage.start(arguments).end().status == 0)
    }
    return scene
  }

  @Test(arguments: IdentityScene.Kind.allCases)
  func `function and fix leave the same tables, and the view and status tell the same of them`(
    kind: IdentityScene.Kind
  ) throws {
    let byTool = try Self.scene(kind)
    try byTool.stage.expect(3, "identities", "fix", "--all")
    let byFunction = try Self.scene(kind)
    try byFunction.stage.database.run(
      """
      SELECT public.fix_user_id_mismatch(email, true) FROM auth.users WHERE length(email) < 40
      ORDER BY email COLLATE "C" DESC
      """)
    let left = try byTool.stage.database.rows(Self.tables)
    #expect(try byFunction.stage.database.rows(Self.tables) == left)
    #expect(left.contains("people|\(kind.id(6))|Six@x.test|"))
    for scene in [byTool, byFunction] {
      let end = try scene.stage.expect(3, "identities", "status", "--format", "json")
      let classes = try IdentityScene.classes(end)
      let told = try scene.stage.database.rows(
        "SELECT sync_status, count(*) FROM public.user_sync_status GROUP BY 1 ORDER BY 1")
      var expected = [
        "AMBIGUOUS": classes["ambiguous"], "CLAIMED_TWICE": classes["claimed-twice"],
        "DUPLICATE": classes["duplicate"], "MISSING": classes["email-invalid"],
        "MISMATCHED": classes["key-occupied"], "ORPHAN": classes["orphan"],
      ].compactMapValues { $0 }
      // Who has no email and no row is not in the view.
      expected["SYNCED"] = classes["synced"]
      #expect(told == expected.sorted { $0.key < $1.key }.map { "\($0.key)|\($0.value)" })
    }
  }
}
