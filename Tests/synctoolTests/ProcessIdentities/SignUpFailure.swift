import Testing

/// What may be wrong with the application when somebody signs up, and the fault that is kept of it.
struct SignUpFailure: Sendable, CustomTestStringConvertible {
  var testDescription: String
  /// Run before the sign-up; `%O` is the role that owns the application.
  var sql: String
  /// `nil` where the fault has no place to be kept.
  var fault: String?

  init(_ name: String, _ sql: String, _ fault: String?) {
    (testDescription, self.sql, self.fault) = (name, sql, fault)
  }

  private static let raising =
    "CREATE FUNCTION onagui.fail() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';"
  private static let check =
    "ALTER TABLE onagui.app_users ADD CONSTRAINT nobody CHECK (email IS NULL);"
  private static let deferred = "DEFERRABLE INITIALLY DEFERRED"

  static let all = [
    SignUpFailure("table renamed", "ALTER TABLE onagui.app_users RENAME TO gone", "refused 42P01"),
    SignUpFailure("table dropped", "DROP TABLE onagui.app_users CASCADE", "refused 42P01"),
    SignUpFailure(
      "column renamed", "ALTER TABLE onagui.app_users RENAME email TO mail", "refused 42703"),
    SignUpFailure("CHECK", check, "refused: nobody 23514"),
    SignUpFailure(
      "column without a value", "ALTER TABLE onagui.app_users ADD must int NOT NULL",
      "refused 23502"),
    SignUpFailure(
      "trigger before",
      raising
        + "CREATE TRIGGER f BEFORE INSERT ON onagui.app_users FOR EACH ROW EXECUTE FUNCTION onagui.fail()",
      "refused P0001"),
    SignUpFailure(
      "trigger after",
      raising
        + "CREATE TRIGGER f AFTER INSERT ON onagui.app_users FOR EACH ROW EXECUTE FUNCTION onagui.fail()",
      "refused P0001"),
    SignUpFailure(
      "failed assertion",
      """
      CREATE FUNCTION onagui.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN ASSERT false; END';
      CREATE TRIGGER f BEFORE INSERT ON onagui.app_users FOR EACH ROW EXECUTE FUNCTION onagui.f()
      """, "refused P0004"),
    SignUpFailure(
      "swallowing trigger",
      """
      CREATE FUNCTION onagui.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
      CREATE TRIGGER f BEFORE INSERT ON onagui.app_users FOR EACH ROW EXECUTE FUNCTION onagui.f()
      """, "not-written"),
    SignUpFailure(
      "deferred foreign key",
      """
      CREATE TABLE onagui.teams (id int PRIMARY KEY); GRANT REFERENCES, SELECT, UPDATE ON onagui.teams TO %O;
      ALTER TABLE onagui.app_users ADD team int DEFAULT 1 CONSTRAINT team REFERENCES onagui.teams \(deferred)
      """, "refused: team 23503"),
    SignUpFailure(
      "deferred constraint trigger",
      raising + """
        CREATE CONSTRAINT TRIGGER f AFTER INSERT ON onagui.app_users \(deferred)
          FOR EACH ROW EXECUTE FUNCTION onagui.fail()
        """, "refused P0001"),
    SignUpFailure(
      "deferred constraint of a table that a trigger writes",
      """
      CREATE TABLE onagui.teams (id int PRIMARY KEY);
      CREATE TABLE onagui.members (team int CONSTRAINT team REFERENCES onagui.teams \(deferred));
      ALTER TABLE onagui.teams OWNER TO %O; ALTER TABLE onagui.members OWNER TO %O;
      CREATE FUNCTION onagui.f() RETURNS trigger LANGUAGE plpgsql
        AS 'BEGIN INSERT INTO onagui.members VALUES (1); RETURN NULL; END';
      CREATE TRIGGER f AFTER INSERT ON onagui.app_users FOR EACH ROW EXECUTE FUNCTION onagui.f()
      """, "refused: team 23503"),
    SignUpFailure("no privilege", "REVOKE ALL ON onagui.app_users FROM %O", "refused 42501"),
    SignUpFailure("no right to the schema", "REVOKE ALL ON SCHEMA onagui FROM %O", "refused 42501"),
    SignUpFailure(
      "row security",
      "ALTER TABLE onagui.app_users ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
      "refused 42501"),
    SignUpFailure("no faults kept", check + "DROP TABLE synctool.identity_faults", nil),
    SignUpFailure(
      "faults refused",
      check + "ALTER TABLE synctool.identity_faults ADD CHECK (at IS NULL)", nil),
  ]
}
