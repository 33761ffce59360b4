/// The metrics of a run, in the order in which the file lists them.
enum MetricName: String, CaseIterable {
  case info = "synctool_info"
  case lastRun = "synctool_last_run_timestamp_seconds"
  case lastSuccess = "synctool_last_success_timestamp_seconds"
  case duration = "synctool_last_run_duration_seconds"
  case exitCode = "synctool_last_run_exit_code"
  case records = "synctool_last_run_records"
  case orphans = "synctool_last_run_orphans"
  case excluded = "synctool_last_run_excluded"
  case newestRecord = "synctool_newest_record_timestamp_seconds"

  /// One sentence without a backslash or a line feed.
  var help: String {
    switch self {
    case .info: "The version of synctool that ran last; always 1."
    case .lastRun: "When the last run ended, in seconds since 1970."
    case .lastSuccess: "When a run last succeeded (exit code 0, 2 or 3), in seconds since 1970."
    case .duration: "How long the last run took."
    case .exitCode: "The exit code of the last run."
    case .records: "Records of the last run by what became of them."
    case .orphans: "Rows of the table without a record in the source."
    case .excluded: "Records that the mapping's where leaves out."
    case .newestRecord: "The greatest updatedAt of the source, in seconds since 1970."
    }
  }
}
