/// A date of the proleptic Gregorian calendar.
package struct CivilDate {
  /// 0 is the year before the year 1, negative ones come before that.
  package let year: Int64
  /// 1 to 12.
  package let month: UInt64
  /// Of the month, from 1.
  package let day: UInt64

  /// The date of a day counted from 1970-01-01, by Howard Hinnant's `civil_from_days`
  /// (https://howardhinnant.github.io/date_algorithms.html).
  ///
  /// Inlined, because records are full of dates and a call would cost a quarter more.
  @inlinable @inline(__always)
  package init(days: Int64) {
    // Eras of 400 years that begin on March 1st, so that the leap day ends a year.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = UInt64(shifted - era * 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    year = Int64(yearOfEra) + era * 400 + (monthFromMarch < 10 ? 0 : 1)
    month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
  }

  /// The days from 1970-01-01 to a date, by the same author's `days_from_civil`; a day beyond its month's end
  /// counts into the next month.
  @inlinable
  package static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month > 2 ? year : year - 1
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
