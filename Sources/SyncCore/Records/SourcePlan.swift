/// A value's source as the encoder uses it: places in the encoder's `ValuePlans`, without anything that is
/// reference-counted.
struct SourcePlan {
  enum Shape {
    /// One field, as nearly all are.
    case one
    /// The first of several fields that has a value.
    case first
    case join
    case constant
  }

  let shape: Shape
  /// The first field's node in the tree of fields; 0, the document itself, when there is none.
  let node: Int
  /// The fields' nodes.
  let nodes: Range<Int>
  /// The bytes between two parts of a join.
  let separator: Range<Int>
  /// The constant, or what stands in for an absent value, as a field of a COPY; empty when there is none.
  let constant: Range<Int>
}
