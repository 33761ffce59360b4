/// What only a source of several fields or with a constant needs: places in the encoder's `ValuePlans`.
struct SourceParts {
  /// The fields' nodes.
  let nodes: Range<Int>
  /// The bytes between two parts of a join.
  let separator: Range<Int>
  /// The constant, or what stands in for an absent value, as a field of a COPY; empty when there is none.
  let constant: Range<Int>
}
