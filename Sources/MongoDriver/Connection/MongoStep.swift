/// What was being done when an error occurred: it decides what the error means.
enum MongoStep {
  case connecting
  case pinging
  case askingVersion
  case reading

  /// The step as the subject of a sentence.
  var words: String {
    switch self {
    case .connecting: "connecting to MongoDB"
    case .pinging: "pinging MongoDB"
    case .askingVersion: "asking for the version of MongoDB"
    case .reading: "reading the collection of MongoDB"
    }
  }
}
