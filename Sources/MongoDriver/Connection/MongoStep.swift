/// What was being done when an error arose: it decides what the error means.
enum MongoStep {
  case connecting
  case pinging
  case askingVersion
  case reading

  var words: String {
    switch self {
    case .connecting: "connecting"
    case .pinging: "pinging the database"
    case .askingVersion: "asking for the server's version"
    case .reading: "reading the collection"
    }
  }
}
