"""What only SQL says of the tables of adoption: days of use by month, and what never changes."""

from functools import partial

from django.db import migrations

from core.migration_operations import refuse_updates


USAGE = "adoption_usageday"
POSTGRESQL_USAGE = f"""
CREATE TABLE {USAGE} (
    portal_id bigint NOT NULL,
    pseudonym varchar(80) NOT NULL,
    service_id bigint NOT NULL,
    day date NOT NULL,
    is_late boolean DEFAULT false NOT NULL,
    CONSTRAINT usage_day_key PRIMARY KEY (portal_id, pseudonym, day, service_id),
    CONSTRAINT usage_day_service FOREIGN KEY (service_id) REFERENCES cms_portalservice (id)
        DEFERRABLE INITIALLY DEFERRED
) PARTITION BY RANGE (day)
"""


class CreateUsageTable(migrations.CreateModel):
    """On PostgreSQL, partition the table by month; the application makes the partition of each month."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        schema_editor.execute(POSTGRESQL_USAGE)
        schema_editor.execute(f"CREATE TABLE {USAGE}_others PARTITION OF {USAGE} DEFAULT")


_refuse_updates = partial(refuse_updates, "adoption_never_changes", "a publication never changes")
never_changes = _refuse_updates(
    "adoption_publication",
    "adoption_figure",
    "adoption_roll",
    "adoption_reachpublication",
    "adoption_reachfigure",
    "adoption_partfigure",
    "adoption_surveypublication",
    "adoption_surveyfigure",
    "adoption_organisationfigure",
    "adoption_coachingfigure",
    "adoption_evaluation",
    "adoption_evaluatedmonth",
    "adoption_tallypublication",
    "adoption_tallyfigure",
    "adoption_sharedmonth",
)


def never_changes_again(table):
    """Guard a table that SQLite remade, and left without its trigger."""
    operation = _refuse_updates(table)

    def guard(apps, schema_editor):
        if schema_editor.connection.vendor == "sqlite":
            operation.code(apps, schema_editor)

    return migrations.RunPython(guard, migrations.RunPython.noop)


EDITION = "adoption_surveyedition"
ASKED = "SELECT 1 FROM adoption_surveyround WHERE edition_id = OLD.id"
POSTGRESQL_ASKED = f"""
CREATE OR REPLACE FUNCTION adoption_asked_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS ({ASKED}) THEN
        RAISE EXCEPTION 'what was asked never changes' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
"""


def guard_questions(apps, schema_editor):
    """Let the questions of an edition change until a round has asked them, and then never."""
    start = f"CREATE TRIGGER {EDITION}_asked BEFORE UPDATE ON {EDITION} FOR EACH ROW"
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_ASKED)
        schema_editor.execute(f"{start} EXECUTE FUNCTION adoption_asked_never_changes()")
    else:
        schema_editor.execute(
            f"{start} WHEN EXISTS ({ASKED}) "
            "BEGIN SELECT RAISE(ABORT, 'what was asked never changes'); END"
        )


def unguard_questions(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {EDITION}_asked ON {EDITION}")
        schema_editor.execute("DROP FUNCTION adoption_asked_never_changes()")
    else:
        schema_editor.execute(f"DROP TRIGGER {EDITION}_asked")
