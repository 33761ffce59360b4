internal import Basics
internal import Engine

/// The figures of one run, for its series in a metrics file.
struct RunMetrics: Sendable {
  /// The command, the table (`schema.table`) and the scope identify the series of a file.
  var command: String
  var table: String
  var scope: String
  var toolVersion: String
  /// Microseconds since 1970.
  var finishedAt: Int64
  var durationSeconds: Double
  var exitCode: ExitCode
  /// nil when no plan was made.
  var counts: Tally?
  /// The greatest `updatedAt` of the source, in microseconds since 1970; nil when it is not known.
  var newestRecord: Int64?

  /// The labels that make the series this run's and no other's.
  var labels: [MetricSample.Label] {
    [.init("command", command), .init("table", table), .init("scope", scope)]
  }

  /// The samples of the run; `lastSuccess` is the value of an earlier one, for a run that failed.
  func samples(lastSuccess: String?) -> [MetricSample] {
    let end = Self.seconds(Double(finishedAt) / 1e6)
    var samples = [
      MetricSample(.info, labels + [.init("version", toolVersion)], "1"),
      MetricSample(.lastRun, labels, end),
      MetricSample(.duration, labels, Self.seconds(durationSeconds)),
      MetricSample(.exitCode, labels, String(exitCode.rawValue)),
    ]
    if let success = exitCode.isSuccess ? end : lastSuccess {
      samples.append(MetricSample(.lastSuccess, labels, success))
    }
    if let counts, let kind = RunKind.of(command) {
      var numbers = kind.totals(counts)
      if kind.comparesSource {
        numbers.append((RunKind.unchanged, counts.unchanged))
        samples.append(MetricSample(.orphans, labels, String(counts[.orphan])))
        samples.append(MetricSample(.excluded, labels, String(counts.excluded)))
      }
      samples += numbers.map {
        MetricSample(.records, labels + [.init("action", $0.name)], String($0.number))
      }
    }
    if let newestRecord {
      samples.append(MetricSample(.newestRecord, labels, Self.seconds(Double(newestRecord) / 1e6)))
    }
    return samples
  }

  /// Rounded to milliseconds.
  private static func seconds(_ seconds: Double) -> String {
    String((seconds * 1000).rounded() / 1000)
  }
}
