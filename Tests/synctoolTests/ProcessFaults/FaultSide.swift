/// The side of a run that a fault is on, as messages name it.
enum FaultSide: String {
  case source = "MongoDB"
  case target = "PostgreSQL"
}
