/// The rows and links of a table as they stand.
struct LinkState: Equatable {
  struct Link: Equatable {
    var target: String
    var isSpare: Bool
  }

  struct Row: Equatable {
    var email: String
    var text: String
  }

  private(set) var rows: [String: Row] = [:]
  /// By the hexadecimal `_id`.
  private(set) var links: [String: Link] = [:]

  init(_ database: inout PropertyDatabase) throws {
    for line in try database.texts(
      "SELECT id || ' ' || email || ' ' || t::text FROM \(database.schema).clients t")
    {
      let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
      rows[parts[0]] = Row(email: parts[1], text: parts[2])
    }
    for line in try database.texts(
      """
      SELECT right(encode(l.source_id, 'hex'), 24) || ' ' || l.target_id || ' ' || l.spare FROM synctool.links l
        JOIN synctool.link_sets s ON s.id = l.link_set WHERE s.table_schema = '\(database.schema)'
      """)
    {
      let parts = line.split(separator: " ").map(String.init)
      links[parts[0]] = Link(target: parts[1], isSpare: parts[2] == "true")
    }
  }

  /// What the one has and the other has not.
  func difference(from other: LinkState) -> String {
    let places = Set(rows.keys).union(other.rows.keys).filter { rows[$0] != other.rows[$0] }
    let ids = Set(links.keys).union(other.links.keys).filter { links[$0] != other.links[$0] }
    let words =
      places.map {
        "row \($0): \(String(describing: rows[$0])), not \(String(describing: other.rows[$0]))"
      }
      + ids.map {
        "link \($0): \(String(describing: links[$0])), not \(String(describing: other.links[$0]))"
      }
    return words.joined(separator: "; ")
  }

  func owned(by id: String) -> String? {
    links[id].flatMap { $0.isSpare ? nil : $0.target }
  }
}
