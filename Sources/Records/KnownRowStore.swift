/// What the target held before the source was read, and which of its rows a record equals.
package protocol KnownRowStore: AnyObject {
  /// How many rows were added.
  var count: Int { get }

  /// Adds a row; false when it does not fit, or has no email. `values` are the columns as fields of a binary
  /// COPY.
  func add(
    _ email: Span<UInt8>, _ values: Span<UInt8>, owner: RowOwner, protected: Bool?, tid: UInt64
  ) -> Bool

  /// What is known of rows that were written later, in their order.
  ///
  /// This and the next throw `SystemFault` where the rows cannot be read again.
  func standings(of rows: [YoungRow]) throws -> [YoungRow.Standing]

  /// Hands over the tids of the rows that no record equals.
  func forEachUnclaimed(_ body: (UInt64) throws -> Void) throws
}

/// A row of the target that was written after the others were read.
package struct YoungRow {
  /// What is known of such a row.
  package struct Standing {
    /// True when a row with its email and all of its values was there before.
    package var isKnown = false
    /// True when a record equaled that row.
    package var isClaimed = false
    /// True when its email is not its own key, or not that of a known row, and a record may have
    /// claimed another row by that key.
    package var isRival = false
  }

  package let tid: UInt64
  /// The hash of its email, and that of its key.
  let email: UInt64
  let key: UInt64
  let fingerprint: UInt64
  let protected: Bool?
  /// True when the email is its own key.
  let isKey: Bool

  package init(
    _ email: Span<UInt8>, _ values: Span<UInt8>, owner: RowOwner, protected: Bool?,
    tid: UInt64, _ match: MatchRule
  ) {
    self.tid = tid
    self.protected = protected
    self.email = KeyHash.of(email)
    fingerprint = KeyHash.fingerprint(self.email, values, owner)
    isKey = EmailKey.isKey(ofColumn: email, match)
    var bytes: [UInt8] = []
    EmailKey.copyKey(ofColumn: email, match, into: &bytes)
    key = KeyHash.of(bytes.span)
  }
}
