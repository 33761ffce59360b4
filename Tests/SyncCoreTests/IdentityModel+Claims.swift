import Records

/// What a fix makes of those with one user's id and another's email where one claim counts, spelled out.
extension IdentityModel {
  enum Fate: Equatable {
    case rejected(String)
    case create
    /// The row with this id gets the user's.
    case move(from: Int)
    /// The user's row gets his email.
    case correct
  }

  /// The fates of all who are `claimed-twice`; `claim` is `email` or `id`.
  func settled(_ claim: String) -> [Int: Fate] {
    let kinds = classes
    var fates: [Int: Fate] = [:]
    for user in users where kinds[user.id] == "claimed-twice" {
      let ids = others(user).union([user.id])
      let group = users.filter { ids.contains($0.id) }
      if group.contains(where: { isSplit($0) || obstacle($0, claim) != nil }) {
        fates[user.id] = .rejected(obstacle(user, claim) ?? "claimed-twice")
      } else {
        fates[user.id] = claim == "email" ? fateByEmail(user) : fateByID(user)
      }
    }
    return fates
  }

  /// The rows by their former ids, nil for new ones, once all fates have come true.
  func rows(after fates: [Int: Fate]) -> [(from: Int?, person: Person)] {
    var result: [(from: Int?, person: Person)] = rows.map { row in
      var person = row
      if let user = users.first(where: { fates[$0.id] == .move(from: row.id) }) {
        person.id = user.id
      }
      if let user = users.first(where: { $0.id == row.id && fates[$0.id] == .correct }) {
        person.email = Self.key(ofUser: user.email) == nil ? nil : user.email?.trimmingSpace
      }
      return (row.id, person)
    }
    for user in users where fates[user.id] == .create {
      result.append((nil, Person(id: user.id, email: user.email?.trimmingSpace)))
    }
    return result
  }

  /// The fates of everybody, with those that need no claim.
  func fates(_ claim: String) -> [Int: Fate] {
    var fates = settled(claim)
    for (id, kind) in classes {
      switch kind {
      case "missing": fates[id] = .create
      case "email-differs": fates[id] = .correct
      case "mismatched":
        let user = users.first { $0.id == id }
        fates[id] = row(of: user.flatMap { Self.key(ofUser: $0.email) }).map { .move(from: $0.id) }
      default: break
      }
    }
    return fates
  }

  private func fateByEmail(_ user: Person) -> Fate {
    guard let key = Self.key(ofUser: user.email) else { return .rejected(Self.fault(user)) }
    return row(of: key).map { .move(from: $0.id) } ?? .create
  }

  private func fateByID(_ user: Person) -> Fate {
    rows.contains { $0.id == user.id } ? .correct : .create
  }

  private func row(of key: String?) -> Person? {
    rows.first { key != nil && Self.key(ofRow: $0.email) == key }
  }

  private func isSplit(_ user: Person) -> Bool {
    guard let key = Self.key(ofUser: user.email) else { return false }
    return users.count { Self.key(ofUser: $0.email) == key } > 1
      || rows.count { Self.key(ofRow: $0.email) == key } > 1
  }

  private func obstacle(_ user: Person, _ claim: String) -> String? {
    let own = rows.first { $0.id == user.id }
    guard let key = Self.key(ofUser: user.email) else {
      return claim == "id" && Self.fault(user) != "email-missing" ? Self.fault(user) : nil
    }
    if claim == "email" { return own.map { claimants($0).isEmpty } == true ? "id-taken" : nil }
    let isNobodys = row(of: key).map { row in !users.contains { $0.id == row.id } } ?? false
    return isNobodys ? "key-occupied" : nil
  }

  private static func fault(_ user: Person) -> String {
    guard let email = user.email, !email.trimmingSpace.isEmpty else { return "email-missing" }
    return EmailKey.normalize(email, .casefold) == nil ? "email-invalid" : "too-long"
  }
}
