/// Renders the last runs: a chart, and the table that says the same in words.
enum HTMLRuns {
  /// Empty without runs.
  static func section(_ runs: [JournaledRun], _ title: String) -> HTML {
    guard !runs.isEmpty else { return "" }
    return """
      <section aria-labelledby="runs-title">
      <h2 id="runs-title">\(title)</h2>
      \(HTMLChart.figure(runs))<div class="scroll" role="region" aria-labelledby="runs-title" tabindex="0">
      <table>
      <caption>The newest run first; times are UTC</caption>
      <thead><tr><th scope="col" class="n">Run</th><th scope="col">Started</th>\
      <th scope="col">Command</th><th scope="col">Status</th><th scope="col" class="n">Exit</th>\
      <th scope="col" class="n">Took</th><th scope="col">Counts</th></tr></thead>
      <tbody>
      \(runs.reversed().map(row))</tbody>
      </table>
      </div>
      </section>

      """
  }

  private static func row(_ run: JournaledRun) -> HTML {
    let undone = run.undoneText("run ").map { ", \($0)" } ?? ""
    let undoes = run.undoes.map { " of run \($0)" } ?? ""
    let text = ShownValue.cut(RunCounts.text(run), limit: 400)
    return """
      <tr class="\(run.status.rawValue)"><th scope="row" class="n" data-label="run">\(run.id)</th>\
      <td>\(RunCounts.started(run))</td><td>\(run.command + undoes)</td>\
      <td>\(run.status.rawValue)\(undone)</td>\(number(run.exitCode.map { "\($0)" }, "exit"))\
      \(number(RunCounts.duration(run), "took"))\
      <td class="wide">\(text)</td></tr>

      """
  }

  /// A cell that carries its own label for phones, where the heading is hidden.
  private static func number(_ text: String?, _ label: String) -> HTML {
    guard let text else { return "<td class=\"n\"></td>" }
    return "<td class=\"n\" data-label=\"\(label)\">\(text)</td>"
  }
}
