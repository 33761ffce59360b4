/// A value's source as the encoder uses it: places in the encoder's `ValuePlans`, without anything that is
/// reference-counted, and small: it is copied for every record.
package struct SourcePlan {
  enum Shape {
    /// One field, the usual case.
    case one
    /// The first of several fields that has a value.
    case first
    case join
    case constant
  }

  let shape: Shape
  /// The first field's node in the tree of fields; 0, the document itself, when there is none.
  let node: Int
  /// True when a constant is the value, or replaces an absent one.
  let hasConstant: Bool
  /// The range of this one's parts among those of the plans.
  let parts: Int
}
