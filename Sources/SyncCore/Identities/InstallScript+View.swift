internal import Engine
internal import PostgresDriver
internal import Records

/// The view that shows each person's state to those who work in the database.
extension InstallScript {
  /// The view: a row for each user who counts and has an email or a row, and for each row that belongs to no user.
  ///
  /// Whoever reads it needs the right to read both tables, where the server knows that.
  var viewSQL: SQL {
    let invoker: SQL = hasSecurityInvoker ? " WITH (security_invoker = true)" : ""
    return """
      CREATE OR REPLACE VIEW \(view)\(invoker) AS
      WITH a AS (
        SELECT k.id, k.email, CASE WHEN \(EmailKey.isEmail("k.key")) THEN k.key END AS key, k.key IS NOT NULL AS has_email
        FROM (SELECT \(auth.id(of: "u")) AS id, \(auth.email(of: "u"))::text AS email, \(key(auth, of: "u")) AS key
            FROM \(auth.sql) u WHERE \(counts("u"))) k),
      a_keys AS (SELECT a.key, count(*) AS many FROM a WHERE a.key IS NOT NULL GROUP BY a.key),
      p AS (
        SELECT r.id, r.email, r.key, i.id IS NOT NULL AND i.key = r.key AS is_synced,
          i.id IS NOT NULL AND i.key IS DISTINCT FROM r.key AND k.key IS NOT NULL AS is_claimed,
          i.id IS NULL AND k.key IS NULL AS is_orphan
        FROM (SELECT \(app.id(of: "r")) AS id, \(app.email(of: "r"))::text AS email, \(key(app, of: "r")) AS key
            FROM \(app.sql) r) r
          LEFT JOIN a i ON i.id = r.id LEFT JOIN a_keys k ON k.key = r.key),
      p_keys AS (
        SELECT p.key, count(*) AS many, (array_agg(p.id))[1] AS id, count(*) FILTER (WHERE p.is_synced) AS pairs,
          bool_or(p.is_claimed) AS is_claimed
        FROM p WHERE p.key IS NOT NULL GROUP BY p.key)
      SELECT coalesce(a.email, own.email) AS email, a.id AS auth_id,
        CASE WHEN own.is_synced OR keyed.id IS NULL THEN own.id ELSE keyed.id END AS app_id,
        CASE
          WHEN a.key IS NULL THEN CASE WHEN own.is_claimed THEN 'CLAIMED_TWICE'
            WHEN own.id IS NULL THEN 'MISSING' ELSE 'SYNCED' END
          WHEN keyed.many > greatest(keyed.pairs, 1) THEN 'AMBIGUOUS'
          WHEN own.is_synced THEN 'SYNCED'
          WHEN same.many > 1 AND coalesce(keyed.pairs, 0) = 0 THEN 'AMBIGUOUS'
          WHEN own.is_claimed OR keyed.is_claimed AND keyed.pairs = 0 THEN 'CLAIMED_TWICE'
          WHEN keyed.pairs > 0 THEN 'DUPLICATE'
          WHEN own.id IS NULL AND keyed.id IS NULL THEN 'MISSING'
          ELSE 'MISMATCHED' END AS sync_status
      FROM a LEFT JOIN p own ON own.id = a.id LEFT JOIN p_keys keyed ON keyed.key = a.key
        LEFT JOIN a_keys same ON same.key = a.key
      WHERE a.has_email OR own.id IS NOT NULL
      UNION ALL
      SELECT p.email, NULL, p.id, 'ORPHAN' FROM p WHERE p.is_orphan;
      """
  }
}
