/// The style sheet of a page: light and dark, for paper and for a phone.
enum HTMLStyle {
  /// The CSS, whose hash is in the policy.
  static let text: HTML = "\(base)\(table)\(narrow)"

  /// The actions that have a tone of their own.
  private static let toned = Action.allCases.compactMap { action in
    action.look.tone.map { (action: action, tone: $0) }
  }

  /// The variables with the tones of the actions, in lines with this indentation.
  private static func tones(
    _ place: KeyPath<Tone, String>, _ indent: String, after start: String? = nil
  ) -> HTML {
    lines(
      (start.map { [$0] } ?? [])
        + toned.map { "--\($0.action.rawValue): \($0.tone[keyPath: place]);" }, indent)
  }

  /// An element whose class is an action's word gets its tone; a crashed run looks like a failed one.
  private static let rules = lines(
    toned.map { action, _ in
      let word = action.rawValue
      let also = word == RunStatus.failed.rawValue ? ", .\(RunStatus.crashed.rawValue)" : ""
      return ".\(word)\(also) { --tone: var(--\(word)); }"
    }, "")

  /// The parts separated by blanks, in lines of at most 100 characters.
  private static func lines(_ parts: [String], _ indent: String) -> HTML {
    var (text, length): (HTML, Int?) = ("", nil)
    for part in parts {
      if let before = length, before + 1 + part.count <= 100 {
        (text, length) = ("\(text) \(part)", before + 1 + part.count)
      } else {
        let line: HTML = "\(indent)\(part)"
        (text, length) = (length == nil ? line : "\(text)\n\(line)", indent.count + part.count)
      }
    }
    return text
  }

  private static let base: HTML = #"""

    :root {
      color-scheme: light dark;
      --page: #f4f6f8; --paper: #ffffff; --ink: #1c2329; --quiet: #55606b; --line: #d5dbe1;
      --head: #eaeef2; --link: #0b57a4; --warn-page: #fff4d6; --warn-line: #b07d00;
    \#(tones(\.light, "  "))
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --page: #12161a; --paper: #1b2127; --ink: #e4e9ee; --quiet: #a3aeb9; --line: #39434d;
        --head: #252d35; --link: #7ab8ff; --warn-page: #3a2f10; --warn-line: #e3b341;
    \#(tones(\.dark, "    "))
      }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
    body {
      margin: 0; background: var(--page); color: var(--ink);
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
    }
    header, main, footer { max-width: 72rem; margin: 0 auto; padding: 0 1.25rem; }
    header { padding-top: 1.5rem; }
    footer { padding-bottom: 2rem; color: var(--quiet); font-size: .875rem; }
    h1 { margin: 0; font-size: 1.75rem; line-height: 1.25; overflow-wrap: anywhere; }
    h2 { margin: 0 0 .75rem; font-size: 1.2rem; }
    a { color: var(--link); }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 4px; }
    .skip { position: absolute; left: -99rem; }
    .skip:focus { left: 1rem; top: .5rem; background: var(--paper); padding: .5rem 1rem; }
    .banner, .notice {
      margin: .75rem 0 0; padding: .6rem .9rem; border-left: 5px solid var(--warn-line);
      background: var(--warn-page); overflow-wrap: anywhere;
    }
    .banner { font-weight: 700; }
    section {
      margin: 1.25rem 0; padding: 1.1rem 1.25rem; background: var(--paper);
      border: 1px solid var(--line); border-radius: 10px;
    }
    dl { margin: 0; }
    .counts { display: grid; grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr)); gap: .6rem; }
    .counts div {
      padding: .5rem .75rem; border: 1px solid var(--line); border-top: 4px solid var(--tone, var(--line));
      border-radius: 8px;
    }
    .counts dt { color: var(--quiet); font-size: .875rem; }
    .counts dd { margin: 0; font-size: 1.4rem; font-weight: 650; font-variant-numeric: tabular-nums; }
    .counts .zero dd { font-weight: 400; color: var(--quiet); }
    .facts { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.25rem; margin-top: 1.1rem; }
    .facts dt { color: var(--quiet); }
    .facts dd { margin: 0; overflow-wrap: anywhere; }
    \#(rules)

    """#

  private static let table: HTML = #"""
    table { width: 100%; border-collapse: collapse; }
    caption { text-align: left; color: var(--quiet); padding-bottom: .5rem; }
    th, td {
      padding: .4rem .6rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line);
      overflow-wrap: anywhere;
    }
    thead th { background: var(--head); border-top: 0; font-weight: 600; }
    tbody th { font-weight: 400; }
    td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
    .scroll { overflow-x: auto; }
    .scroll td, .scroll th { overflow-wrap: normal; white-space: nowrap; }
    .scroll td.wide { white-space: normal; min-width: 16rem; overflow-wrap: anywhere; }
    code, #entries td.b, #entries td.a, #entries td.f {
      font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
      font-size: .875em;
    }
    #entries { table-layout: fixed; }
    #entries .k { width: 32%; } #entries .f { width: 18%; }
    #entries td.b, #entries td.a { white-space: pre-wrap; }
    #entries td { border-top-style: dotted; }
    #entries tr:first-child > * { border-top: 1px solid var(--line); }
    #entries .nil { color: var(--quiet); }
    #entries small { display: block; color: var(--quiet); }
    #entries tbody[hidden] { display: none; }
    .tag {
      display: inline-block; margin-right: .5rem; padding: 0 .45rem; border: 1px solid currentColor;
      border-radius: 1rem; color: var(--tone, var(--quiet)); font-size: .8rem; font-weight: 600;
    }
    .filter { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: end; margin-bottom: 1rem; }
    .filter[hidden] { display: none; }
    .filter label { display: block; color: var(--quiet); font-size: .875rem; }
    .filter .grow { flex: 1 1 16rem; }
    input, select, button {
      min-height: 2.6rem; padding: .4rem .7rem; border: 1px solid var(--quiet); border-radius: 8px;
      background: var(--paper); color: var(--ink); font: inherit;
    }
    input { width: 100%; }
    .filter p { flex-basis: 100%; margin: 0; color: var(--quiet); }
    .chart { display: block; width: 100%; max-width: 44rem; height: auto; }
    .chart text { fill: var(--ink); font-size: 11px; font-family: inherit; }
    .chart .axis { stroke: var(--quiet); }
    .chart rect { fill: var(--tone, var(--quiet)); stroke: var(--paper); stroke-width: .5; }
    .legend { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin: .5rem 0 1rem; padding: 0; list-style: none; }
    .legend span {
      display: inline-block; width: .8rem; height: .8rem; margin-right: .4rem; border-radius: 3px;
      background: var(--tone);
    }

    """#

  private static let narrow: HTML = #"""
    @media (max-width: 40rem) {
      header, main, footer { padding-left: .75rem; padding-right: .75rem; }
      section { padding: .9rem .8rem; }
      h1 { font-size: 1.4rem; }
      .counts { grid-template-columns: repeat(auto-fill, minmax(6.2rem, 1fr)); }
      .facts { grid-template-columns: 1fr; gap: 0; }
      .facts dd { margin-bottom: .5rem; }
      #entries, #entries tbody, #entries tr, #entries td, #entries th { display: block; }
      #entries thead { position: absolute; left: -99rem; }
      #entries tbody { border-top: 1px solid var(--line); padding: .5rem 0; }
      #entries tr > *, #entries tr:first-child > * { width: auto !important; border-top: 0; padding: .1rem 0; }
      #entries caption { display: block; }
      #entries td.f { margin-top: .4rem; font-weight: 600; }
      #entries td.b::before { content: "before: "; color: var(--quiet); }
      #entries td.a::before { content: "after: "; color: var(--quiet); }
      .scroll table, .scroll tbody, .scroll caption { display: block; }
      .scroll thead { position: absolute; left: -99rem; }
      .scroll tr {
        display: flex; flex-wrap: wrap; gap: 0 .8rem; padding: .4rem 0;
        border-top: 1px solid var(--line);
      }
      .scroll tr > *, .scroll td.wide { border-top: 0; padding: 0; min-width: 0; white-space: normal; }
      .scroll td.wide { flex-basis: 100%; }
      .scroll [data-label]::before { content: attr(data-label) " "; color: var(--quiet); }
    }
    @media print {
      :root {
        --page: #ffffff; --paper: #ffffff; --ink: #000000; --quiet: #444444; --line: #bbbbbb;
    \#(tones(\.paper, "    ", after: "--head: #eeeeee; --warn-page: #ffffff; --warn-line: #000000;"))
      }
      .filter, .skip { display: none; }
      section { border: 0; padding: 0; }
      #entries tbody, .counts div, tr { break-inside: avoid; }
      thead { display: table-header-group; }
      .scroll { overflow: visible; }
      .scroll td, .scroll th { white-space: normal; }
    }

    """#
}
