internal import Engine
internal import PostgresDriver

/// How a client finds its row by its link, as parts of the statement that assigns.
struct AssignmentLinks {
  private let links: LinkSet
  private let client: JournaledTable

  /// nil where no links are kept.
  init?(_ tables: AssignmentTables) {
    guard let links = tables.links else { return nil }
    (self.links, client) = (links, tables.client)
  }

  /// The `_id` of a client `c` as links have it; all records of one `_id` have the same.
  let clientID: SQL = ", (array_agg(source_id))[1] AS source_id"

  /// The rows with their ids as texts and their keys.
  private var keyed: SQL {
    """
    (SELECT t.\(client.id)::text AS id, \(client.targetKey) AS key FROM \(client.table.sql) t
      WHERE \(client.targetKey) IS NOT NULL)
    """
  }

  /// Joins the rows `t` by the keys of those that the clients `c` own. A duplicate that lost to the owner of a row has his;
  /// everybody else has the row with his own email.
  func join(_ rows: SQL) -> SQL {
    """
    LEFT JOIN (SELECT l.source_id, l.target_id, l.spare, k.key, w.source_id AS owner FROM \(links.rows) l
        JOIN \(keyed) k ON k.id = l.target_id
        LEFT JOIN \(links.rows) w ON l.spare AND w.target_id = l.target_id AND NOT w.spare) o
        ON o.source_id = c.source_id
      LEFT JOIN \(rows) t ON t.key = CASE WHEN NOT o.spare OR \(Self.isRival("o.owner")) THEN o.key ELSE c.key END
      LEFT JOIN \(links.rows) w ON w.target_id = t.id AND NOT w.spare
    """
  }

  /// True where the document is there and has the email of the client `c`.
  private static func isRival(_ document: SQL) -> SQL {
    """
    (\(document), c.key) IN (SELECT f.source_id, f.key FROM \(AssignmentTables.found) f
      WHERE f.source_id IS NOT NULL AND f.key IS NOT NULL)
    """
  }

  /// True where the row with the client's email belongs to another one, who is not its duplicate: a sync gives it no such
  /// row either, but for that of an owner who is gone, to a duplicate that lost to him.
  let isForeign: SQL = """
    coalesce(w.source_id <> c.source_id AND NOT \(Self.isRival("w.source_id"))
      AND (o.spare AND o.target_id = t.id AND w.source_id NOT IN (SELECT f.source_id FROM \(AssignmentTables.found) f
        WHERE f.source_id IS NOT NULL)) IS NOT TRUE, false)
    """
}
