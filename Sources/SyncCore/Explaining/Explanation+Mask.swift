internal import Engine

extension Explanation {
  /// The same with emails and phones hidden, where the mask hides them.
  func masked(by mask: Mask) -> Explanation {
    var client = self
    client.key = mask.key(key)
    client.records = records.map { $0.masked(by: mask) }
    client.nearRecords = nearRecords.map { $0.masked(by: mask) }
    client.rows = rows.map { $0.masked(by: mask) }
    client.nearRows = nearRows.map { $0.masked(by: mask) }
    client.comparison = comparison.map { column in
      ComparedColumn(
        name: column.name, value: mask.value(column.value, at: column.name),
        changes: column.changes.map(mask.change))
    }
    client.withoutForce = withoutForce.masked(by: mask)
    client.withForce = withForce.masked(by: mask)
    client.links = links?.map { link in
      var masked = link
      masked.sourceID = link.sourceID.map(mask.text)
      masked.rowID = link.rowID.map(mask.text)
      masked.email = link.email.map(mask.key)
      return masked
    }
    if case .entries(let entries) = history {
      client.history = .entries(
        entries.map { entry in
          var masked = entry
          masked.entry = mask.entry(entry.entry)
          return masked
        })
    }
    for place in references.indices {
      client.references[place].counts = references[place].counts.map { (mask.text($0.id), $0.rows) }
    }
    return client
  }
}

extension ExplainedRecord {
  fileprivate func masked(by mask: Mask) -> ExplainedRecord {
    var record = self
    record.sourceID = sourceID.map(mask.text)
    record.email = mask.key(email)
    switch verdict {
    case .wins, .excluded: break
    case .loses(let reason, let field, let winner):
      record.verdict = .loses(
        reason, field: field.map(mask.path), winnerID: winner.map(mask.text))
    case .rejected(let reason, let field):
      record.verdict = .rejected(reason, field: field.map(mask.path))
    case .otherClient(let key): record.verdict = .otherClient(key: mask.key(key))
    }
    return record
  }
}

extension ExplainedRow {
  fileprivate func masked(by mask: Mask) -> ExplainedRow {
    ExplainedRow(
      id: mask.text(id), email: mask.key(email),
      columns: columns.map { ($0.name, mask.value($0.value, at: $0.name)) },
      differences: differences)
  }
}

extension NextStep {
  fileprivate func masked(by mask: Mask) -> NextStep {
    var step = self
    step.field = field.map(mask.path)
    step.changes = changes.map(mask.change)
    return step
  }
}
