/// One row of `clients`, as the model has it.
struct PropertyRow {
  /// A time that the model foresees exactly, or only as the time of the run.
  enum Time: Equatable {
    /// Microseconds since 2000-01-01 UTC, from which every time of PostgreSQL fits.
    case known(Int64)
    case none
    case now
  }

  /// What the model foresees of the row itself.
  enum Fate: Equatable {
    /// The very row version that was there.
    case untouched
    case updated, created
  }

  /// nil for a row that PostgreSQL has yet to number.
  var id: Int64?
  var name: [UInt8]
  var email: [UInt8]
  var phone: [UInt8]?
  var protected: Bool?
  var address: PropertyJSON?
  var createdAt: Time
  var fate = Fate.untouched
}
