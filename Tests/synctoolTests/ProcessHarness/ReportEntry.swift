/// One line of an `.ndjson` report, as far as the tests look at it.
struct ReportEntry: Decodable, Equatable {
  var action: String
  var key: String?
  var sourceId: String?
  var targetId: Int?
  var reason: String?
  var field: String?
  var winnerId: String?
  var line: Int?
  var byte: Int?
  var detail: String?

  /// `rejected email-invalid email`, for comparing.
  var verdict: String {
    [action, reason, field].compactMap { $0 }.joined(separator: " ")
  }
}
