/// The options that decide what a plan does with a record.
struct PlanRules: Sendable {
  var force: Bool
  var onDuplicate: DuplicateRule
  var allowUnprotect: Bool

  init(force: Bool, onDuplicate: DuplicateRule, allowUnprotect: Bool) {
    self.force = force
    self.onDuplicate = onDuplicate
    self.allowUnprotect = allowUnprotect
  }
}
