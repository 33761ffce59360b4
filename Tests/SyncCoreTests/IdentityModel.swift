import Records

/// The classes of `identities`, spelled out for small tables: one user and one row after the other.
struct IdentityModel {
  struct Person: Equatable {
    var id: Int
    var email: String?
  }

  static let longest = 20

  let users: [Person]
  let rows: [Person]

  /// What becomes of each user, by id, and how many rows are nobody's.
  var classes: [Int: String] { Dictionary(uniqueKeysWithValues: users.map { ($0.id, kind($0)) }) }
  var orphans: Int { rows.count { isOrphan($0.id) } }

  /// True when the row with the id is nobody's.
  func isOrphan(_ id: Int) -> Bool {
    rows.contains { row in
      row.id == id && !users.contains { $0.id == id } && claimants(row).isEmpty
    }
  }

  /// Everyone whom the user is settled together with, himself left out.
  func others(_ user: Person) -> Set<Int> {
    var (group, edge) = (Set([user.id]), [user.id])
    while let id = edge.popLast() {
      for (a, b) in claims where a == id || b == id {
        for next in [a, b] where group.insert(next).inserted { edge.append(next) }
      }
    }
    return group.subtracting([user.id])
  }

  /// The key of a user's email; nil where it cannot be a row's.
  static func key(ofUser email: String?) -> String? {
    guard let email, let key = EmailKey.normalize(email, .casefold), key.count <= longest else {
      return nil
    }
    return String(decoding: key, as: UTF8.self)
  }

  static func key(ofRow email: String?) -> String? {
    let plain = email?.trimmingSpace.lowercased()
    return plain?.isEmpty == false ? plain : nil
  }

  private func kind(_ user: Person) -> String {
    let row = rows.first { $0.id == user.id }
    let isDisputed = row.map { row in claimants(row).contains { $0.id != user.id } } ?? false
    guard let key = Self.key(ofUser: user.email) else {
      if row != nil { return isDisputed ? "claimed-twice" : "synced" }
      return user.email?.trimmingSpace.isEmpty ?? true ? "email-missing" : "email-invalid"
    }
    let (same, found) = (
      users.filter { Self.key(ofUser: $0.email) == key },
      rows.filter { Self.key(ofRow: $0.email) == key }
    )
    let strays = found.count { row in !users.contains { $0.id == row.id && isPair($0) } }
    if found.count > 1, strays > 0 { return "ambiguous" }
    if isPair(user) { return "synced" }
    let winner = same.first(where: isPair)
    if same.count > 1, winner == nil { return "ambiguous" }
    let takes = found.first.map { row in users.contains { $0.id == row.id } } ?? false
    if isDisputed || takes && winner == nil { return "claimed-twice" }
    if winner != nil { return "duplicate" }
    if row != nil { return found.isEmpty ? "email-differs" : "key-occupied" }
    return found.isEmpty ? "missing" : "mismatched"
  }

  private func isPair(_ user: Person) -> Bool {
    guard let key = Self.key(ofUser: user.email) else { return false }
    return rows.contains { $0.id == user.id && Self.key(ofRow: $0.email) == key }
  }

  /// The users with the row's email.
  func claimants(_ row: Person) -> [Person] {
    guard let key = Self.key(ofRow: row.email) else { return [] }
    return users.filter { Self.key(ofUser: $0.email) == key }
  }

  /// Who has a row's id, and who its email.
  private var claims: [(Int, Int)] {
    rows.flatMap { row -> [(Int, Int)] in
      guard let own = users.first(where: { $0.id == row.id }), !isPair(own) else { return [] }
      return claimants(row).filter { $0.id != own.id }.map { (own.id, $0.id) }
    }
  }
}

extension String {
  /// Without ASCII white space around it.
  var trimmingSpace: String {
    let isSpace = { (scalar: Unicode.Scalar) in " \t\n\u{B}\u{C}\r".unicodeScalars.contains(scalar)
    }
    let scalars = unicodeScalars.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
    return String(String.UnicodeScalarView(scalars))
  }
}
