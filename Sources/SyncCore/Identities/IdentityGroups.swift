internal import PostgresDriver

/// The users who are settled together or not at all, because rows have the id of one and the email of another: one row,
/// a chain or a ring.
struct IdentityGroups {
  /// The most others of a group that an entry names.
  static let mostNamed = 10

  private let loose = IdentityTables.loose
  private let members = IdentityTables.members
  private let claims = IdentityTables.claims

  /// Numbers the members, and gives all who are joined, however many are between them, one label: the least number.
  func find(on connection: inout PostgresConnection) throws(PostgresError) {
    try connection.execute(PostgresStatement("find the members of groups", findMembers))
    try connection.execute(PostgresStatement("find the claims", findClaims))
    try connection.execute(
      PostgresStatement("look at the groups", "ANALYZE \(members), \(claims)"))
    while try connection.execute(PostgresStatement("join the groups", join)) > 0 {}
    try connection.execute(PostgresStatement("name the groups", name))
  }

  /// A row `s` with its user, and each user `l` who has the row's email.
  private var disputes: SQL {
    """
    \(loose) s JOIN \(loose) l ON l.user_key = s.row_key AND l.id <> s.id
    WHERE s.has_user AND s.has_row AND NOT s.paired
    """
  }

  private var findMembers: SQL {
    """
    INSERT INTO \(members)
    SELECT id, n, n FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM (
        SELECT s.id FROM \(disputes) UNION SELECT l.id FROM \(disputes)) ids) numbered
    """
  }

  /// Each in both directions.
  private var findClaims: SQL {
    """
    INSERT INTO \(claims)
    SELECT unnest(ARRAY[a.n, b.n]), unnest(ARRAY[b.n, a.n])
    FROM (SELECT s.id AS one, l.id AS other FROM \(disputes)) d
      JOIN \(members) a ON a.id = d.one JOIN \(members) b ON b.id = d.other
    """
  }

  /// One pass: everyone, and whoever his label points to, takes the least label of his neighbours' labels, and of his
  /// own label's. Chains halve with each, so that a million in a row need some twenty.
  private var join: SQL {
    """
    WITH seen AS MATERIALIZED (
        SELECT m.n, m.label, up.label AS next FROM \(members) m JOIN \(members) up ON up.n = m.label),
      near AS MATERIALIZED (
        SELECT c.a AS n, min(s.next) AS label FROM \(claims) c JOIN seen s ON s.n = c.b GROUP BY c.a),
      best AS (SELECT n, min(label) AS label FROM (
          SELECT s.label AS n, near.label FROM near JOIN seen s ON s.n = near.n
          UNION ALL SELECT n, label FROM near UNION ALL SELECT n, next FROM seen) offers GROUP BY n)
    UPDATE \(members) m SET label = best.label FROM best WHERE best.n = m.n AND best.label < m.label
    """
  }

  /// One name more than is shown: everyone's own is left out.
  private var name: SQL {
    """
    INSERT INTO \(IdentityTables.groups)
    SELECT label, max(size), array_agg(name ORDER BY place) FROM (
      SELECT m.label, coalesce(l.user_key, l.id::text) AS name, count(*) OVER (PARTITION BY m.label) AS size,
        row_number() OVER (PARTITION BY m.label ORDER BY l.user_key, l.id) AS place
      FROM \(members) m JOIN \(loose) l ON l.id = m.id) named
    WHERE place <= \(Self.mostNamed + 1) GROUP BY label
    """
  }
}
