package import Engine

/// The two tables whose ids `identities` compares, and their columns as PostgreSQL stores the names.
///
/// The application's table itself is the target's.
package struct IdentitySetting: Equatable, Sendable {
  package var auth: QualifiedName
  package var authID = "id"
  package var authEmail = "email"
  /// A column that is not null for users who do not count; nil when all do.
  package var authDeleted: String?
  package var appID = "id"
  package var appEmail = "email"
  /// What a created row gets besides its id and its email.
  package var values: [AppValue] = []
  /// The option or the variable that names the file of the values, for messages.
  package var valuesName = Options.appValues.name.option
  /// Columns that hold ids of the application's rows without a foreign key.
  package var references: [NamedReference] = []
  /// Which claim counts where a row has one user's id and another's email; nil where none does.
  package var preference: IdentityPreference?

  package init(auth: QualifiedName) { self.auth = auth }

  /// Hides what the settings ask to hide.
  func mask(_ settings: Settings) -> Mask {
    settings[Options.mask] ? Mask(email: appEmail, phones: []) : .none
  }
}

extension SettingsDraft {
  /// Notes a fault for each of the options that is not given.
  mutating func require(_ needed: [SettingName]) {
    for name in needed where value(name) == nil && !fileIsBroken {
      refuse(name.environmentVariable, "is not set: set it, or give \(name.option)")
    }
  }

  /// What the settings say of both tables; nil unless both are named.
  mutating func identities(_ options: OptionValues) -> IdentitySetting? {
    let auth = (column(.authID) ?? "id", column(.authEmail) ?? "email", column(.authDeleted))
    let app = (column(.appID) ?? "id", column(.appEmail) ?? "email")
    requireTwo(auth.0, .authID, auth.1, .authEmail)
    requireTwo(app.0, .appID, app.1, .appEmail)
    let values = appValues()
    guard let table = options[Options.auth], options[Options.app] != nil else { return nil }
    var setting = IdentitySetting(auth: qualified(table))
    (setting.authID, setting.authEmail, setting.authDeleted) = auth
    (setting.appID, setting.appEmail) = app
    setting.values = values ?? []
    setting.preference = options[Options.prefer]
    if let name = value(Options.appValues)?.name { setting.valuesName = name }
    setting.references = references(.appReferences)
    return setting
  }

  /// The name of a column, in double quotes where it has a dot or a double quote; nil when it is unset or faulty.
  private mutating func column(_ variable: SettingVariable) -> String? {
    guard let value = self.variable(variable) else { return nil }
    if let name = QualifiedName(parsing: value.text), name.schema == nil { return name.name }
    refuse(
      value, "must be the name of a column, 1 to 63 bytes, in double quotes if necessary")
    return nil
  }

  /// Notes a fault where one column would be both.
  private mutating func requireTwo(
    _ id: String, _ idName: SettingVariable, _ email: String, _ emailName: SettingVariable
  ) {
    guard id.utf8.elementsEqual(email.utf8) else { return }
    let given = variable(emailName) ?? variable(idName)
    if let given { refuse(given, "names the same column for the id and the email") }
  }
}
