internal import Basics

/// Draws the counts of runs as stacked bars, in SVG within the page.
enum HTMLChart {
  /// Bars at most; the newest runs are drawn.
  private static let limit = 12
  private static let (width, top, height, step) = (400, 22, 110, 31)

  /// Empty when no run did anything worth a bar.
  static func figure(_ runs: [JournaledRun]) -> HTML {
    let runs = Array(runs.suffix(limit))
    let counts = runs.map(RunCounts.done)
    let highest = counts.map { sum($0) }.max() ?? 0
    guard highest > 0 else { return "" }
    let bars: [HTML] = zip(runs, counts).enumerated().map { place, pair in
      bar(pair.0, pair.1, x: 20 + place * step, highest: highest)
    }
    let used = RunCounts.names.filter { name in counts.contains { $0.contains { $0.name == name } }
    }
    let legend: [HTML] = used.map { "<li class=\"\($0)\"><span></span>\($0)</li>" }
    let isMarked = runs.contains { !mark($0).isEmpty }
    let cross: HTML = isMarked ? "<li>× failed or crashed</li>" : ""
    let bottom = top + height
    return """
      <svg class="chart" viewBox="0 0 \(width) \(bottom + 34)" role="img" aria-labelledby="chart-title chart-text">
      <title id="chart-title">Clients by action in each of the last runs</title>
      <desc id="chart-text">\(words(runs))</desc>
      <line class="axis" x1="14" y1="\(bottom)" x2="\(width - 6)" y2="\(bottom)"/>
      \(bars)</svg>
      <ul class="legend" aria-hidden="true">\(legend)\(cross)</ul>

      """
  }

  private static func bar(
    _ run: JournaledRun, _ counts: [(name: String, number: Int)], x: Int, highest: Int
  ) -> HTML {
    var y = Double(top + height)
    var shapes: [HTML] = []
    for (name, number) in counts {
      // Anything that exists is visible, however small it is beside a first load.
      let tall = max(2, Double(height) * Double(number) / Double(highest))
      y -= tall
      shapes.append(
        """
        <rect class="\(name)" x="\(x)" y="\(fixed(y))" width="22" height="\(fixed(tall))">\
        <title>run \(run.id): \(name) \(NumberText.grouped(number))</title></rect>

        """)
    }
    let middle = x + 11
    let total = counts.isEmpty ? "" : short(sum(counts))
    return """
      \(shapes)<text x="\(middle)" y="\(fixed(y - 4))" text-anchor="middle">\(total)</text>
      <text x="\(middle)" y="\(top + height + 14)" text-anchor="middle">\(run.id)</text>
      <text x="\(middle)" y="\(top + height + 28)" text-anchor="middle">\(mark(run))</text>

      """
  }

  /// The label below a run that did not do its job.
  private static func mark(_ run: JournaledRun) -> String {
    run.status == .failed || run.status == .crashed ? "×" : ""
  }

  /// The chart in words.
  private static func words(_ runs: [JournaledRun]) -> String {
    runs.map { run in
      let counts = RunCounts.done(run).map { "\($0.name) \(NumberText.grouped($0.number))" }
      let what = counts.isEmpty ? "nothing" : counts.joined(separator: ", ")
      return "Run \(run.id), \(run.status.rawValue): \(what)."
    }.joined(separator: " ")
  }

  private static func sum(_ counts: [(name: String, number: Int)]) -> Int {
    counts.reduce(0) { $0.addingReportingOverflow($1.number).partialValue }
  }

  /// At most four characters: `950`, `1.2k`, `12k`, `3.4M`.
  private static func short(_ number: Int) -> String {
    for (unit, size) in [("G", 1_000_000_000), ("M", 1_000_000), ("k", 1000)] where number >= size {
      let tenths = number / (size / 10)
      return tenths < 100 && tenths % 10 != 0
        ? "\(tenths / 10).\(tenths % 10)\(unit)" : "\(tenths / 10)\(unit)"
    }
    return "\(number)"
  }

  private static func fixed(_ number: Double) -> String {
    let tenths = Int((number * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
