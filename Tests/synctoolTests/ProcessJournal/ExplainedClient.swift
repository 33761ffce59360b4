import Foundation
import Testing

/// The JSON of one client that `explain` shows, as far as the tests look at it.
struct ExplainedClient: Decodable {
  struct Record: Decodable {
    var sourceId: String?
    var email: String
    var emailEscaped: String
    var updatedAt: String?
    var verdict: String
    var reason: String?
    var field: String?
    var winnerId: String?
    var key: String?
    var differsIn: [String]

    /// `2 loses older-record 1`, for comparing.
    var line: String {
      [sourceId, verdict, reason, field, winnerId, key].compactMap { $0 }.joined(separator: " ")
    }
  }

  struct Row: Decodable {
    var id: String
    var emailEscaped: String
    var differsIn: [String]
  }

  struct Column: Decodable {
    var column: String
    var equal: Bool
    var changes: [String: [String: Cell]]
  }

  /// Any value, as text.
  struct Cell: Decodable, Equatable {
    var text: String

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if value.decodeNil() {
        text = "null"
      } else if let flag = try? value.decode(Bool.self) {
        text = "\(flag)"
      } else if let number = try? value.decode(Double.self) {
        text = "\(number)"
      } else {
        text = (try? value.decode(String.self)) ?? "…"
      }
    }
  }

  struct Step: Decodable {
    var action: String
    var reason: String?
    var field: String?
    var changes: [String: [String: Cell]]

    /// `rejected name-missing name`, for comparing.
    var line: String { [action, reason, field].compactMap { $0 }.joined(separator: " ") }
  }

  struct Steps: Decodable {
    var withForce: Step
    var withoutForce: Step?
  }

  struct Event: Decodable {
    var runId: Int
    var action: String
    var command: String?
    var reason: String?
    var targetId: String?
    var changes: [String: [String: Cell]]

    var line: String {
      ["\(runId)", command, action, reason, targetId].compactMap { $0 }.joined(separator: " ")
    }
  }

  struct Reference: Decodable {
    struct Count: Decodable {
      var id: String
      var rows: Int
    }

    var table: String
    var columns: [String]
    var foreignKey: String?
    var onDelete: String?
    var counts: [Count]?
    var problem: String?

    /// `orders.client fk 3=2`, for comparing.
    var line: String {
      let found = problem ?? (counts ?? []).map { "\($0.id)=\($0.rows)" }.joined(separator: ",")
      return [
        "\(table).\(columns.joined(separator: "+"))", foreignKey.map { "fk \($0)" }, onDelete,
        found,
      ].compactMap { $0 }.joined(separator: " ")
    }
  }

  var key: String
  var next: Steps
  var recordCount: Int
  var records: [Record]?
  var nearRecords: [Record]?
  var nearRecordCount: Int?
  var rows: [Row]?
  var nearRows: [Row]?
  var comparison: [Column]?
  var history: [Event]?
  var references: [Reference]?
}

extension ProcessStage {
  /// Runs `explain --format json`, which must end with 0.
  func explain(
    _ email: String, _ options: String..., at location: SourceLocation = #_sourceLocation
  ) throws -> ExplainedClient {
    struct Whole: Decodable {
      var client: ExplainedClient
      var command: String
      var schema: Int
      var exitCode: Int
    }
    let end = try start(["explain", email, "--format", "json"] + options).end()
    #expect(end.status == 0, "\(end.everything)", sourceLocation: location)
    let whole = try JSONDecoder().decode(Whole.self, from: Data(end.output.utf8))
    #expect(
      whole.command == "explain" && whole.schema == 1 && whole.exitCode == 0,
      sourceLocation: location)
    return whole.client
  }
}
