internal import Basics
internal import Engine
internal import PostgresDriver
internal import Records

/// Looks for clients and their twins in the target.
struct TargetLook {
  let tables: PlanTables
  let mapping: Mapping
  let names: ClientNames

  private typealias FoundRow = (
    tid: String, id: String, columns: [(name: String, value: JSONValue)]
  )

  private struct Hit {
    var place: Int
    var mayRepeat: Bool
    var email: String
    var form: String
  }

  /// Adds the rows to the clients, which come in the order of the names; reads every row's email, in one snapshot with
  /// the values. The other question is asked in the same turn as these.
  func read<Other>(
    into clients: inout [Explanation], beside other: Question<Other>,
    on connection: inout PostgresConnection
  ) throws -> Other {
    do throws(TransactionError) {
      return try connection.transaction(.snapshot("begin to look")) { connection in
        let (hits, counts) = try scan(on: &connection)
        for (place, count) in counts.enumerated() { clients[place].nearRowCount = count }
        let (rows, answer) = try connection.ask(values(of: hits.keys.sorted()).and(other))
        for (tid, id, columns) in rows {
          for hit in hits[tid] ?? [] {
            var row = ExplainedRow(id: id, email: hit.email, columns: columns, differences: [])
            if hit.mayRepeat {
              row.differences = names.differences(hit.place, hit.email, hit.form)
              clients[hit.place].nearRows.append(row)
            } else {
              clients[hit.place].rows.append(row)
            }
          }
        }
        return answer
      }
    } catch {
      throw error.cause
    }
  }

  /// The hits by the row's tid, and how many twins each client has.
  private func scan(
    on connection: inout PostgresConnection
  ) throws -> (hits: [String: [Hit]], twins: [Int]) {
    let email = tables.columns[0].targetValue
    let statement = PostgresStatement(
      "look for clients",
      """
      COPY (SELECT t.ctid::text, \(email), CASE WHEN octet_length(\(email)) = char_length(\(email))
          THEN NULL ELSE normalize(\(email), NFKC) END
        FROM \(tables.table.sql) t WHERE \(email) IS NOT NULL)
      TO STDOUT (FORMAT binary)
      """)
    var hits: [String: [Hit]] = [:]
    var twins = Array(repeating: 0, count: names.keys.count)
    var key: [UInt8] = []
    var shape: [UInt8] = []
    try connection.copyOut(statement) { row in
      let (own, near) = row.withField(1) { bytes -> (Int?, [Int]) in
        guard let bytes else { return (nil, []) }
        EmailKey.copyKey(ofColumn: bytes, names.match, into: &key)
        let own = names.place(ofKey: key)
        return (own, names.places(ofPlain: bytes, 0..<bytes.count, &shape))
      }
      let other = try row.string(2)
      let places = other.map { names.places(ofShape: EmailShape.of($0)) } ?? near
      guard own != nil || !places.isEmpty, let tid = try row.string(0), let text = try row.string(1)
      else { return }
      let form = other ?? text
      if let own {
        hits[tid, default: []].append(Hit(place: own, mayRepeat: false, email: text, form: form))
      }
      for place in places where place != own {
        twins[place] += 1
        guard twins[place] <= FoundClients.mostKept else { continue }
        hits[tid, default: []].append(Hit(place: place, mayRepeat: true, email: text, form: form))
      }
    }
    return (hits, twins)
  }

  /// The rows with these tids, in the order of their ids.
  private func values(of tids: [String]) -> Question<[FoundRow]> {
    if tids.isEmpty { return .known([]) }
    let columns = shownColumns
    let values: [SQL] = columns.map { name in
      let form = tables.table.column(name)?.form
      let column: SQL = "t.\(identifier: name)"
      return "to_jsonb(\(form?.read(column) ?? column))::text"
    }
    let question = PostgresStatement(
      "read the rows of clients",
      """
      SELECT t.ctid::text, t.\(tables.id)::text, \(values)
      FROM \(tables.table.sql) t WHERE t.ctid = ANY ($1::text[]::tid[]) ORDER BY t.\(tables.id), t.ctid
      """, [.texts(tids)])
    return .rows(question) { (result, row) throws(PostgresError) -> FoundRow in
      var values: [(name: String, value: JSONValue)] = []
      for (index, name) in columns.enumerated() {
        values.append((name, Self.json(try result.stringIfPresent(row, 2 + index))))
      }
      return (try result.string(row, 0), try result.stringIfPresent(row, 1) ?? "", values)
    }
  }

  /// The id, the mapped columns, and the two times; each once.
  private var shownColumns: [String] {
    let mapped = (tables.columns + tables.createColumns).map(\.layout.column)
    let times = [mapping.createdAt?.column, mapping.updatedAt.column].compactMap(\.self)
    var seen: Set<[UInt8]> = []
    return ([mapping.id] + mapped + times).filter { seen.insert(Array($0.utf8)).inserted }
  }

  /// A value that is nested too deeply to be read is named instead of shown.
  private static func json(_ text: String?) -> JSONValue {
    guard let text else { return .null }
    return (try? JSONReader.parse(text, depthLimit: JSONReader.jsonbDepthLimit))
      ?? .string("(a value nested too deeply to be shown)")
  }
}
