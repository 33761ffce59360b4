internal import Engine
internal import PostgresDriver

/// The temporary tables of a plan that has links.
enum LinkTables {
  /// The staged records that have a link, whatever becomes of them: their documents live.
  static let linked: SQL = "pg_temp.synctool_linked"
  /// The good records, of several with one key the one that represents the client, whose link and key lead to different
  /// rows, or whose key is that of a row that another document owns.
  static let claims: SQL = "pg_temp.synctool_claims"

  /// The rows that have a staged record's key, with the documents that own them.
  static let owned: SQL = "pg_temp.synctool_owned"

  /// The ids of the rows that are to be candidates, where rows are known by them.
  static let places: SQL = "pg_temp.synctool_places"

  /// The good records that equal a row and are not staged, with the row's place, where the links are fresh.
  static func adopted(_ place: RowPlace) -> TemporaryTable {
    TemporaryTable("synctool_adopted", " (source_id bytea, row \(place.type))")
  }

  /// Each of two large tables is read once, and never one for each row of the other: until the end of the transaction.
  static let joins = Session.setUp("set up the links", ["enable_nestloop = off"])

  /// All of them, for ids of this type.
  ///
  /// In `linked`, `lives` says whether the row is there, and `own_key` is its key. In `claims`, `own_id` and `own_key` are
  /// those of the record's own row, NULL without one; `at_id` is the row that has the record's key, `holder` the document
  /// that owns it, and `holder_row` that document's record, NULL where it was not read. `next`, `last` and `unit` tell
  /// which rows move together.
  static func of(_ idType: SQL, _ place: RowPlace) -> [TemporaryTable] {
    [
      adopted(place), TemporaryTable("synctool_places", " (row int8)"),
      TemporaryTable(
        "synctool_linked",
        """
         (row tid, source_id bytea, key text COLLATE "C", target_id \(idType), spare bool, lives bool,
          own_key text COLLATE "C")
        """),
      TemporaryTable(
        "synctool_owned", " (id \(idType), key text COLLATE \"C\", owner bytea)"),
      TemporaryTable(
        "synctool_claims",
        """
         (row tid, source_id bytea, key text COLLATE "C", own_id \(idType), own_key text COLLATE "C",
          at_id \(idType), holder bytea, holder_row tid, spare bool NOT NULL DEFAULT false, verdict text,
          parks bool NOT NULL DEFAULT false, next tid, last tid, unit tid)
        """),
    ]
  }
}

/// What becomes of a record of `LinkTables.claims`; the reasons of those that are rejected are verdicts, too.
enum LinkVerdict: String, CaseIterable {
  /// It takes its row with it to its new key.
  case moves
  /// It is created under a key that another one gives up.
  case freed
  /// It takes over the row that it was a spare of: the owner is gone from the source.
  case inherits
}
