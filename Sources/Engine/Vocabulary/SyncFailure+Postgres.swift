package import Basics
package import PostgresDriver

extension SyncFailure {
  /// The failure of a statement or a connect, in the driver's own safe words.
  ///
  /// `stage` is the part of the run in which it occurred; a cancelled statement becomes `.failed` here
  /// and gets the stop's own code where the run ends.
  package init(_ error: PostgresError, _ stage: Stage) {
    self.init(SyncFailure.code(of: error), stage, error.message, hint: error.hint)
  }

  private static func code(of error: PostgresError) -> ExitCode {
    switch error.kind {
    case .unreachable, .connectionLost, .timedOut: .unreachable
    case .refused: .refused
    case .badSettings: .unfit
    case .stopped, .protocolMisuse: .failed
    case .server:
      switch error.sqlState {
      case .insufficientPrivilege: .refused
      case .invalidCatalogName, .undefinedTable, .undefinedColumn, .invalidSchemaName: .unfit
      default: .failed
      }
    }
  }
}
