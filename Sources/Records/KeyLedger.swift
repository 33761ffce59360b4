internal import Basics

/// How a record is recognised that equals its row, and need not be staged.
package enum Recognition {
  /// Not at all: every record is staged.
  case none
  /// At once, by the rows in memory.
  case atOnce(KnownRows)
  /// When all records were seen: this time none is staged.
  case later(RecordSurvey)
}

/// The keys of the records that compete for one, rejected ones among them: which may repeat, and which are known.
package struct KeyLedger {
  private let seen: KeyFilter
  /// All keys once more, where they may be too many for `seen`.
  private let spilled: SpilledKeys?
  private var recognition: Recognition
  /// True when two records may share a key; never false when two do.
  package private(set) var mayRepeat = false
  /// True when a record may have been taken for known that must be staged: read the source again.
  package private(set) var claimedRepeat = false

  /// `bytes` are what the keys may take in memory; with a file, `settle` tells for certain which may repeat.
  init(_ recognition: Recognition, bytes: Int, _ spilled: SpilledKeys?) {
    self.recognition = recognition
    self.spilled = spilled
    seen = KeyFilter(bytes: bytes)
  }

  /// Forgets all keys, to read the source again.
  mutating func restart(_ recognition: Recognition) {
    seen.removeAll()
    spilled?.removeAll()
    self.recognition = recognition
    (mayRepeat, claimedRepeat) = (false, false)
  }

  /// Enters the key of this hash; true when it may have been entered before. `mayClaim` says that the record
  /// will try to claim a row.
  mutating func enter(_ key: UInt64, mayClaim: Bool) -> Bool {
    if case .later(let survey) = recognition {
      if !mayClaim { survey.contend(key) }
      return false
    }
    spilled?.append(key)
    guard seen.insert(key) else { return false }
    mayRepeat = true
    // The rival that came first may have been taken for known.
    if case .atOnce(let known) = recognition, known.doubt(key) { claimedRepeat = true }
    return true
  }

  /// All keys were entered: finds out whether those that may repeat do.
  mutating func settle() {
    // Where the file has failed, PostgreSQL looks.
    if mayRepeat, let spilled { mayRepeat = (try? spilled.haveRepeated()) ?? true }
  }

  /// What becomes of a record by itself: it is known where the target has an equal row, which from now on is this
  /// record's, or may have one.
  func claim(
    _ key: UInt64, _ values: Span<UInt8>, owner: RowOwner, protected: Bool?
  ) -> RecordFate {
    switch recognition {
    case .none: return .staged
    case .atOnce(let known):
      let tid = known.claim(key, values, owner: owner, protected: protected)
      return tid.map { .known(tid: $0) } ?? .staged
    case .later(let survey):
      survey.offer(key, values, owner: owner, protected: protected)
      return .known(tid: nil)
    }
  }
}
