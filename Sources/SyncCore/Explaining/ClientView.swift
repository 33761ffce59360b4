internal import PostgresDriver

/// Combines what the source and the plan say of each client.
struct ClientView {
  let names: ClientNames
  let found: FoundClients
  let plain: PlanVerdicts
  let forced: PlanVerdicts

  /// One value for each client, in their order, without what the target says.
  func clients(
    on connection: inout PostgresConnection
  ) throws(PostgresError) -> [Explanation] {
    var clients: [Explanation] = []
    for (place, key) in names.keys.enumerated() {
      let verdicts = plain.verdicts(found.records[place], key)
      var client = Explanation(
        key: key, withoutForce: plain.nextStep(key, verdicts),
        withForce: forced.nextStep(key, verdicts))
      let records = zip(found.records[place], verdicts).map { record, verdict in
        ExplainedRecord(
          sourceID: record.sourceID, email: record.email, updatedAt: record.updatedAt,
          verdict: verdict, differences: [])
      }
      client.records =
        records.filter { $0.verdict == .wins } + records.filter { $0.verdict != .wins }
      client.recordCount = found.recordCounts[place]
      client.nearRecordCount = found.twinCounts[place]
      client.nearRecords = try twins(place, on: &connection)
      clients.append(client)
    }
    return clients
  }

  private func twins(
    _ place: Int, on connection: inout PostgresConnection
  ) throws(PostgresError) -> [ExplainedRecord] {
    let twins = found.twins[place]
    guard !twins.isEmpty else { return [] }
    let emails = twins.map { $0.email.utf8.contains(0) ? "" : $0.email }
    let forms = try CompatibilityForms.of(emails, on: &connection)
    return zip(twins, forms).map { twin, form in
      ExplainedRecord(
        sourceID: twin.sourceID, email: twin.email, updatedAt: twin.updatedAt,
        verdict: twin.isExcluded
          ? .excluded
          : twin.key.map { .otherClient(key: $0) }
            ?? .rejected(twin.reason, field: found.emailField),
        differences: names.differences(place, twin.email, form.isEmpty ? twin.email : form))
    }
  }
}
