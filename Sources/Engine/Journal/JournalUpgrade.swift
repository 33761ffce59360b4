package import PostgresDriver

/// The statements that upgrade a journal from one version to the present one, and its links where it has some.
package struct JournalUpgrade: Sendable {
  /// The statements; empty when there is nothing to do.
  package let sql: SQL

  /// Prevents two upgrades at once, until the end of the transaction.
  package static let lock = PostgresStatement(
    "lock the journal", "SELECT pg_advisory_xact_lock(\(0x7379_6E63_6A6F_7572 as Int64))")

  /// `version` is the existing one, 0 for none; with `hasSchema` an existing schema is filled, which
  /// may be another role's. `links` is the version of its links, 0 where it is to have some; nil without them.
  package init(from version: Int, links: Int? = nil, hasSchema: Bool, _ toolVersion: String) {
    var parts: [SQL] = []
    if version == 0, !hasSchema {
      parts.append(
        """
        CREATE SCHEMA synctool;
        COMMENT ON SCHEMA synctool IS 'the journal of synctool';
        """)
    }
    if version == 0 {
      parts.append(
        """
        CREATE TABLE synctool.migrations (
          version integer PRIMARY KEY,
          applied_at timestamptz NOT NULL DEFAULT now(),
          tool_version text NOT NULL
        );
        """)
    }
    for (index, step) in JournalSchema.migrations.enumerated() where index >= version {
      parts.append(Self.step(index + 1, step, toolVersion))
    }
    for (index, step) in LinkSchema.steps.enumerated() where index >= links ?? .max {
      parts.append(Self.step(LinkSchema.base + index + 1, step, toolVersion))
    }
    sql = parts.map { $0 + "\n" }.joined(separator: "")
  }

  private static func step(_ number: Int, _ step: SQL, _ toolVersion: String) -> SQL {
    """
    -- step \(number)
    \(step)
    INSERT INTO synctool.migrations (version, tool_version)
    VALUES (\(number), \(literal: toolVersion));
    """
  }
}
