/// What the model says becomes of one record.
struct PropertyFate {
  /// The contract's word; `unchanged` among them.
  var action: String
  /// Each of them is a right answer where a record has several faults; empty when there is none.
  var faults: Set<PropertyFault> = []
  /// For reasons that concern no field.
  var reason: String?
  /// The index of the row that the record has.
  var row: Int?
  /// The index of the record that won over this one.
  var winner: Int?
  /// The columns that a report lists as changed.
  var columns: Set<String> = []
}
