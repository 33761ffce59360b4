/// The transactions of a server, in whichever database, that are older than what a test has written.
///
/// While one of them runs the tool cannot take the rows for settled: it looks at them again, and that costs turns.
package enum OlderTransactions {
  /// A script that waits until none is left that is older than the table's rows.
  package static func wait(for table: String) -> String {
    """
    DO $$
    BEGIN
      FOR tenth IN 1..1200 LOOP
        IF NOT EXISTS (SELECT FROM \(table) t
          WHERE age(t.xmin) <= age(pg_snapshot_xmin(pg_current_snapshot())::xid)) THEN
          RETURN;
        END IF;
        PERFORM pg_sleep(0.1);
      END LOOP;
      RAISE EXCEPTION 'a transaction has run for two minutes';
    END $$
    """
  }
}
