internal import Basics
internal import Engine
internal import Records

/// Warnings about the records of a whole read, one sentence each.
struct SourceWarnings {
  let settings: Settings
  let layout: RowLayout

  /// `plan` is the one made from the records.
  func sentences(_ stager: borrowing Stager, _ plan: PlanSummary) -> [String] {
    stager.broken.warnings(Mask(settings)) + undated(stager.undated)
      + (layout.only == nil
        ? absent(stager.absent, plan) + unmetConditions(stager.unmetConditions) : [])
  }

  /// Nobody can tell which of two such records with one email is the newer.
  private func undated(_ number: Int) -> [String] {
    guard number > 0, let field = layout.updatedAt?.fields.first else { return [] }
    let have = number == 1 ? "has" : "have"
    return [
      "source: \(NumberText.counted(number, "record")) \(have) a value for \(field.text) that is not"
        + " a date: records that share an email with one of them are not written"
    ]
  }

  /// Fields of the mapping file that no record has, and what rows would lose by absent
  /// fields. A field of the standard mapping is not a slip of the operator's pen: it may well be unused.
  private func absent(_ absent: AbsentFields, _ plan: PlanSummary) -> [String] {
    guard plan.counts.read > 0 else { return [] }
    let isOwn = { (field: FieldPath) in !Self.standard.contains(field) }
    let isAllowed = { (field: FieldPath) in settings.allowAbsent.contains(field) }
    let losses = plan.emptied.filter { column in
      !column.fields.allSatisfy(isAllowed)
        && (plan.counts.read >= SourceGuard.smallSource || column.fields.contains(where: isOwn))
    }
    let lost = losses.flatMap(\.fields)
    let unmet = Self.unmet(layout, absent).filter { field in
      isOwn(field) && !isAllowed(field) && !lost.contains(field)
    }
    // A run that stops for its losses says so itself.
    let isStopped = settings[Options.force] && plan.counts.read >= SourceGuard.smallSource
    return unmet.map {
      "source: no record has the field \(SafeText.escape($0.text)), which the mapping names"
    }
      + (isStopped
        ? []
        : losses.map {
          "source: "
            + $0.words(
              settings[Options.force] ? "lose" : "would lose by \(Options.force.name.option)")
        })
  }

  /// Fields of the mapping's conditions that no record has: such a condition excludes nobody, or everybody.
  private func unmetConditions(_ fields: [String]) -> [String] {
    let allowed = settings.allowAbsent.map(\.text)
    return fields.filter { !allowed.contains($0) }
      .map {
        "source: no record has the field \(SafeText.escape($0)), which the mapping's where names"
      }
  }

  /// Of alternative fields one is enough; of fields that are joined each one counts.
  private static func unmet(_ layout: RowLayout, _ absent: AbsentFields) -> [FieldPath] {
    let sources = layout.filled.map(\.source) + [layout.updatedAt].compactMap(\.self)
    return sources.flatMap { source -> [FieldPath] in
      let unmet = source.fields.filter { absent.unmet.contains($0.text) }
      if case .first(let fields) = source.origin, unmet.count < fields.count { return [] }
      return unmet
    }
  }

  private static let standard = Mapping.standard.fields
}
