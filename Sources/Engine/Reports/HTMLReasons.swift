internal import Basics
internal import Records

/// Renders why records were not written as a table.
enum HTMLReasons {
  /// Lines shown at most.
  private static let limit = 100

  /// Empty when every record was written.
  static func section(_ reasons: [ReasonCount]) -> HTML {
    guard !reasons.isEmpty else { return "" }
    let rows: [HTML] = reasons.prefix(limit).map { count in
      let field: HTML? = count.field.map { "<code>\(ShownValue.cut($0, limit: 200))</code>" }
      return """
        <tr class="\(count.action)"><td class="n">\(NumberText.grouped(count.number))</td>\
        <td><span class="tag">\(count.action)</span></td>\
        <th scope="row">\(count.reason.rawValue)</th><td>\(field)</td>\
        <td class="wide">\(count.reason.meaning)</td></tr>

        """
    }
    let more: HTML =
      reasons.count > limit ? "<p>and \(reasons.count - limit) more reasons</p>\n" : ""
    return """
      <section aria-labelledby="reasons-title">
      <h2 id="reasons-title">Not written, by reason</h2>
      <div class="scroll" role="region" aria-labelledby="reasons-title" tabindex="0">
      <table>
      <thead><tr><th scope="col" class="n">Records</th><th scope="col">Action</th>\
      <th scope="col">Reason</th><th scope="col">Field</th><th scope="col">Meaning</th></tr></thead>
      <tbody>
      \(rows)</tbody>
      </table>
      </div>
      \(more)</section>

      """
  }
}
