internal import PostgresDriver

/// The functions work with the owner's rights, and with settings of their own: names mean the catalogs', whoever waits
/// for a lock does so for a time, and a row that row-level security would hide is an error, not a row that does not
/// exist.
extension InstallScript {
  /// How long one who registers waits for a lock of the application, and how long the repair of one person does.
  static let signUpTimeout: SQL = "500ms"
  static let fixTimeout: SQL = "10s"

  /// The statement that makes one of them: `head` is its name, with what it takes and returns.
  static func function(_ head: SQL, lockTimeout: SQL, _ body: SQL) -> SQL {
    """
    CREATE OR REPLACE FUNCTION \(head)
      LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = pg_catalog, pg_temp SET lock_timeout = '\(lockTimeout)' SET row_security = off
      AS \(literal(body));
    """
  }

  /// True, as SQL, for the row `p` of the catalogs that such a statement has made for the owner.
  func isMade(lockTimeout: SQL, _ body: SQL) -> SQL {
    """
    pg_get_userbyid(p.proowner) = \(literal: owner) AND p.prosecdef AND p.prosrc = \(Self.source(body))
            AND p.proconfig = ARRAY['search_path=pg_catalog, pg_temp', 'lock_timeout=\(lockTimeout)', 'row_security=off']
    """
  }

  /// A body as a literal: readable, unless a name in it holds the mark that would end it.
  static func literal(_ body: SQL) -> SQL {
    isPlain(body) ? "$synctool$\n\(body)\n$synctool$" : SQL(literal: body.text)
  }

  /// What the catalogs keep of such a literal.
  private static func source(_ body: SQL) -> SQL {
    isPlain(body) ? "\(literal: "\n" + body.text + "\n")" : SQL(literal: body.text)
  }

  /// To the byte: within a character the mark would hide.
  private static func isPlain(_ body: SQL) -> Bool {
    !Array(body.text.utf8).contains(Array("$synctool$".utf8))
  }
}
