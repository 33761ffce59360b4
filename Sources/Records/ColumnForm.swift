/// How the actual column holds what the mapping sends: several types of PostgreSQL take the same kind of
/// value.
package enum ColumnForm: Equatable, Sendable {
  /// `text`, `varchar`, `citext`.
  case text
  /// `char(n)`, in which blanks at the end do not count.
  case padded
  /// An enum, which takes only its labels.
  case label(EnumType)
  case boolean
  /// `smallint`, `integer`, `bigint`.
  case integer
  case numeric
  /// `double precision`.
  case double
  case timestamptz
  /// Without a time zone: its values are taken as UTC, whatever the session's time zone.
  case timestamp
  case uuid
  case jsonb
  /// Compared as `jsonb`: it has no equality of its own.
  case json

  /// True for an enum.
  package var isLabel: Bool {
    if case .label = self { true } else { false }
  }

  /// The kind of value that a mapping must send.
  package var kind: ColumnKind {
    switch self {
    case .text, .padded, .label: .text
    case .boolean: .boolean
    case .integer: .integer
    case .numeric, .double: .numeric
    case .timestamptz, .timestamp: .timestamptz
    case .uuid: .uuid
    case .jsonb, .json: .jsonb
    }
  }

  /// The form of a column whose type has the kind's own name.
  init(_ kind: ColumnKind) {
    self =
      switch kind {
      case .text: .text
      case .boolean: .boolean
      case .integer: .integer
      case .numeric: .numeric
      case .timestamptz: .timestamptz
      case .uuid: .uuid
      case .jsonb: .jsonb
      }
  }
}

/// The kinds of target columns that a mapping can fill.
package enum ColumnKind: String, CaseIterable, Sendable {
  case text
  case boolean
  /// `smallint`, `integer` or `bigint`: the table decides which.
  case integer
  case numeric
  case timestamptz
  case uuid
  case jsonb
}
