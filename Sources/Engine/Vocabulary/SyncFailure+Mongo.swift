internal import Basics
internal import MongoDriver

extension SyncFailure {
  /// The failure of a command or a read on MongoDB, in the driver's own safe words.
  init(_ error: MongoError) {
    let code: ExitCode =
      switch error.kind {
      case .unreachable: .unreachable
      case .refused: .refused
      // Cut by the network when no server has answered; else the server itself ended the read.
      case .interrupted: error.domain == Self.serverDomain ? .failed : .unreachable
      case .badURI: .unfit
      case .serverError: .failed
      }
    self.init(code, .source, error.message, hint: error.hint)
  }

  /// The failure of a source file.
  init(_ error: SourceFileError) {
    let code: ExitCode =
      switch error.kind {
      case .notFound: .unreachable
      case .denied: .refused
      default: .failed
      }
    self.init(code, .source, error.message, hint: error.hint)
  }

  /// libmongoc's domain of errors that a server reported.
  private static var serverDomain: UInt32 { 17 }
}
