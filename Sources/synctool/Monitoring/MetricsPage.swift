/// A metrics file in Prometheus's text format.
enum MetricsPage {
  /// The page with the figures of a run replacing those that the earlier page has for the same
  /// command, table and scope; the other series stay. Lines of any other form are dropped.
  static func text(_ run: RunMetrics, earlier: String) -> String {
    let labels = run.labels
    var others: [MetricSample] = []
    var lastSuccess: String?
    for line in earlier.split(separator: "\n") {
      guard let sample = MetricSample(parsing: line) else { continue }
      if !sample.labels.starts(with: labels) {
        others.append(sample)
      } else if sample.metric == .lastSuccess {
        lastSuccess = sample.value
      }
    }
    let samples = others + run.samples(lastSuccess: lastSuccess)
    return MetricName.allCases.map { group($0, samples) }.joined()
  }

  /// All samples of one metric together, as the format requires; nothing without samples.
  private static func group(_ metric: MetricName, _ samples: [MetricSample]) -> String {
    var known: Set<String> = []
    let lines = samples.filter { $0.metric == metric }.map(\.text).filter {
      // Prometheus would refuse the whole file for two lines with the same labels.
      known.insert(String($0.prefix(upTo: $0.lastIndex(of: " ") ?? $0.endIndex))).inserted
    }
    guard !lines.isEmpty else { return "" }
    return "# HELP \(metric.rawValue) \(metric.help)\n# TYPE \(metric.rawValue) gauge\n"
      + lines.map { $0 + "\n" }.joined()
  }
}
