/// A thing that is wrong with a record: the reason's code and the field.
struct PropertyFault: Hashable {
  var reason: String
  var field: String
}
