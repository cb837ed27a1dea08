"""Triggers that put a stored completion out of date as soon as a fact changes from which it was derived.

SQLite drops the triggers of a table that it remakes: a migration that remakes one of FACTS calls `forget_completions`
again. It refuses to remake learning_enrolment, which all of them name: such a migration stands between `keep_completions`
and `forget_completions`.
"""

from django.db import migrations


ENROLMENTS = "learning_enrolment"
# Of each table: the column of its person, what else counts, and the condition under which a row counts at all.
FACTS = {
    "learning_lessonprogress": ("person_id", "lesson_id, read_at", "read_at IS NOT NULL"),
    "learning_modulegrant": ("person_id", "module_id, granted_at", ""),
    "learning_practicecompletion": ("person_id", "task, done_at", ""),
    "learning_scormstate": ("person_id", "package_id, completed_at", "completed_at IS NOT NULL"),
    "quizzes_attempt": (
        "learner_id",
        "quiz_id, points, max_points, pass_percent, awaiting, submitted_at",
        "submitted_at IS NOT NULL",
    ),
}


def forget_completions() -> migrations.RunPython:
    return migrations.RunPython(_create, _drop)


def keep_completions() -> migrations.RunPython:
    return migrations.RunPython(_drop, _create)


def trigger_names() -> list[str]:
    return [name for name, *_rest in _triggers()]


def _create(_apps, schema_editor):
    _drop(_apps, schema_editor)
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table, when, column, rows in _triggers():
        start = f"CREATE TRIGGER {name} AFTER {when.format(table=table)}"
        # Always written, never only where there is something to change: who derives a completion holds the
        # row, so that a fact which is stored meanwhile waits, and puts it out of date then.
        body = " ".join(
            f"UPDATE {ENROLMENTS} SET completion_rule = NULL WHERE person_id = {row}.{column};"  # noqa: S608 - names of ours
            for row in rows
        )
        if on_postgresql:
            schema_editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
                f"BEGIN {body} RETURN NULL; END $$"
            )
            body = f"EXECUTE FUNCTION {name}()"
        else:
            body = f"BEGIN {body} END"
        schema_editor.execute(f"{start} {body}")


def _drop(_apps, schema_editor):
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    for name, table, *_rest in _triggers():
        place = f" ON {table}" if on_postgresql else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}{place}")
        if on_postgresql:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()")


def _triggers():
    """Yield name, table, event, column of the person, and the rows whose people are concerned."""
    for table, (person, columns, counts) in FACTS.items():
        events = (
            ("inserted", "INSERT ON {table}", ("NEW",)),
            ("changed", f"UPDATE OF {person}, {columns} ON {{table}}", ("OLD", "NEW")),
            ("deleted", "DELETE ON {table}", ("OLD",)),
        )
        for name, event, rows in events:
            when = f"{event} FOR EACH ROW"
            if counts:
                when += f" WHEN ({' OR '.join(f'{row}.{counts}' for row in rows)})"
            yield f"{table}_{name}", table, when, person, rows
    again = "UPDATE OF person_id, path_id, counts_from ON {table} FOR EACH ROW"
    yield f"{ENROLMENTS}_counts_anew", ENROLMENTS, again, "person_id", ("NEW",)
