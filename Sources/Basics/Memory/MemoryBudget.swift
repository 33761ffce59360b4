/// The memory that a command may take at its peak, and how a run shares it out; all in bytes.
///
/// What is known of the target and of the keys of the source takes what the other shares leave. They were
/// measured: the process with both libraries, the buffers of COPY here and in libpq, and batches that are
/// read ahead.
package struct MemoryBudget: Equatable, Sendable {
  package static let standard = MemoryBudget(size: 64 << 20)
  /// The least that a run can do with.
  package static let least = 32 << 20
  /// The shares of the process and of the buffers.
  private static let fixed = (16 + 5) << 20
  /// What the library takes that speaks with a server, besides batches that are read ahead.
  private static let library = 6 << 20

  /// Of the target's fingerprints and the keys of records, and of reading ahead where a source needs it.
  private let variable: Int

  /// `size` is at least `least`.
  package init(size: Int) {
    variable = size - Self.fixed
  }

  /// Nothing but what fingerprints and keys may take: less than any size allows, so that what does not fit can
  /// be tested with few rows.
  package init(keys: Int) {
    variable = keys
  }

  /// What batches of a server may take that are read ahead, whatever fingerprints and keys take.
  package var readAhead: Int { min(12 << 20, max(variable - Self.library, 0) / 2) }

  /// The same where it is known what fingerprints and keys take: larger batches are fewer turns.
  package func readAhead(besideKeys bytes: Int) -> Int {
    max(readAhead, min(26 << 20, variable - Self.library - bytes))
  }

  /// What fingerprints and keys may take, and less of it where the source is a server.
  package func keys(ofServer: Bool) -> KeyBudget {
    KeyBudget(bytes: max(variable - (ofServer ? Self.library + readAhead : 0), 0))
  }
}

/// How fingerprints of the target's rows and the keys of the source's records share their memory; in bytes.
package struct KeyBudget: Sendable {
  let bytes: Int

  /// The keys of records, where fingerprints are kept too.
  package var ledgerBesideRows: Int { min(8 << 20, bytes / 5) }

  /// The keys of records alone. Of a million keys hardly one is taken for a repeated one by chance, of
  /// ten million one or two per mille: they cost PostgreSQL a second look and nothing else.
  package var ledgerAlone: Int { min(15 << 20, bytes) }

  /// The rows of one COPY into the stage: among the buffers.
  package static let chunk = 2 << 20

  /// The same where the source is a server, as far away as the target may be, and no fingerprints are kept: each COPY
  /// costs two turns. What the keys leave, if that is more.
  package var largeChunk: Int { max(Self.chunk, min(10 << 20, bytes - ledgerAlone)) }

  /// What so many keys take where hardly one is taken for a repeated one by chance.
  package static func ledger(keys: Int) -> Int { 8 * keys }

  /// The fingerprints, with the keys that are doubtful.
  package var rows: Int { bytes - ledgerBesideRows }
}
