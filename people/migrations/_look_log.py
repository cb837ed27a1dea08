"""The triggers that let the log of looks only grow."""

MESSAGE = "the log of looks only grows"
ERASING = "EXISTS (SELECT 1 FROM people_erasureunderway WHERE person_key = OLD.{column})"
# What erasing the viewer may change: their name goes, and nothing else with it.
KEPT = ("id", "subject_id", "viewer_roles", "purpose", "seen", "looked_at", "about")

# Deleting: a row older than twelve months, or all of a subject who is being erased.
MAY_DELETE = f"OLD.looked_at < {{year_ago}} OR {ERASING.format(column='subject_id')}"
MAY_UPDATE = " AND ".join(
    [
        "NEW.viewer_id IS NULL",
        ERASING.format(column="viewer_id"),
        *(f"NEW.{column} = OLD.{column}" for column in KEPT),
    ]
)

POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION people_look_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND ({MAY_DELETE.format(year_ago="now() - interval '12 months'")}) THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND ({MAY_UPDATE}) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
POSTGRESQL_TRIGGER = (
    "CREATE TRIGGER people_look_only_grows BEFORE UPDATE OR DELETE ON people_look"
    " FOR EACH ROW EXECUTE FUNCTION people_look_only_grows()"
)
SQLITE_TRIGGER = (
    "CREATE TRIGGER people_look_{verb}s_only_grows BEFORE {verb} ON people_look FOR EACH ROW"
    " WHEN NOT ({allowed}) BEGIN SELECT RAISE(ABORT, '{message}'); END"
)
# REPLACE INTO takes a row's place without a DELETE that a trigger would see.
SQLITE_NO_REPLACING = "EXISTS (SELECT 1 FROM people_look WHERE id = NEW.id)"


def guard(apps, schema_editor):
    """Have the database itself refuse to rewrite who looked at whom.

    SQLite remakes a table to alter it, and drops its triggers: a later change of people_look does
    this again, there alone.
    """
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION)
        schema_editor.execute(POSTGRESQL_TRIGGER)
        return
    may_delete = MAY_DELETE.format(year_ago="datetime('now', '-12 months')")
    may_insert = f"NOT {SQLITE_NO_REPLACING}"
    for verb, allowed in (("DELETE", may_delete), ("UPDATE", MAY_UPDATE), ("INSERT", may_insert)):
        schema_editor.execute(SQLITE_TRIGGER.format(verb=verb, allowed=allowed, message=MESSAGE))


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER people_look_only_grows ON people_look")
        schema_editor.execute("DROP FUNCTION people_look_only_grows()")
        return
    for verb in ("DELETE", "UPDATE", "INSERT"):
        schema_editor.execute(f"DROP TRIGGER people_look_{verb}s_only_grows")
