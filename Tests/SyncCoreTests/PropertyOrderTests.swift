import Engine
import Foundation
import SyncCore
import Testing

/// The plan of a source that is read in another order.
struct PropertyOrderTests {
  @Test(arguments: Array(stride(from: 0, to: PropertyTests.seeds.count, by: 10)))
  func `the order of the source plays no part`(seed: Int) throws {
    var scenario = PropertyScenario(seed: seed)
    var random = PropertyRandom(seed: seed)
    // Twins of equal rank too: the same `_id` and time, other values.
    scenario.documents = scenario.documents.map { document in
      var document = document
      let members = scenario.documents.randomElement(using: &random)?.members ?? []
      if random.chance(30), let id = members.first(where: { $0.name == "_id" }) {
        document.members.removeAll { $0.name == "_id" }
        document.members.append(id)
      }
      return document
    }
    var database = try PropertyDatabase(schema: "q_\(seed)")
    let folder = PropertyTests.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try database.create()
    try database.insert(scenario.rows, &random)
    let tool = try PropertyTool(folder: folder, database)
    let first = try tool.run(scenario.documents, scenario.options, dryRun: true)
    for documents in [scenario.documents.reversed(), scenario.documents.shuffled(using: &random)] {
      let other = try tool.run(documents, scenario.options, dryRun: true)
      #expect(other.result.planDigest == first.result.planDigest, "seed \(seed)")
      #expect(other.counts == first.counts, "seed \(seed)")
      #expect(Set(other.entries) == Set(first.entries), "seed \(seed)")
    }
    try database.drop()
  }
}
