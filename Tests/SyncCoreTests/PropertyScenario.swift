/// All that one seed stands for: a table, a source and the options of the runs.
struct PropertyScenario {
  var documents: [PropertyDocument]
  let rows: [PropertyRow]
  var options: PropertyOptions

  init(seed: Int) {
    var random = PropertyRandom(seed: seed)
    let isLarge = seed % 100 == 99
    let size = isLarge ? 2000 : random.chance(4) ? 0 : random.below(25) + 1
    var options = Self.options(&random)
    var maker = PropertyMaker(random: random, isLarge: isLarge)
    let documents = maker.documents(size)
    if maker.random.chance(18) { options.only = maker.emailsToAskFor() }
    let rows = maker.rows(for: documents, folds: options.folds)
    let few = maker.random.pick([9, 10, 10, 10])
    // About where a percentage begins to count.
    self.rows = options.hasPercentage ? Array(rows.prefix(few)) : rows
    self.documents = documents
    self.options = options
  }

  private static func options(_ random: inout PropertyRandom) -> PropertyOptions {
    var options = PropertyOptions()
    options.force = random.chance(65)
    options.folds = random.chance(75)
    let rules = ["newest", "newest", "newest", "oldest", "oldest", "skip", "fail"]
    options.onDuplicate = random.pick(rules)
    options.allowUnprotect = random.chance(30)
    options.allowEmpty = random.chance(50)
    options.detailed = random.chance(40)
    if random.chance(18) { options.maxCreates = limit(&random) }
    if random.chance(18) { options.maxUpdates = limit(&random) }
    return options
  }

  private static func limit(_ random: inout PropertyRandom) -> PropertyOptions.Limit {
    random.chance(50) ? .count(random.below(8)) : .percent(random.pick([0, 10, 25, 50, 100, 300]))
  }
}
