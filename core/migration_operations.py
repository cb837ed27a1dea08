"""Operations and steps shared by the migrations of several apps: what one has called keeps its meaning."""

from typing import Any

from django.db.migrations import RunPython
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.special import SeparateDatabaseAndState


class CreateTables(SeparateDatabaseAndState):
    """Create many models after one rendering of the project's state.

    Each `CreateModel` by itself renders all related models again, which doubles the time of `migrate`.
    """

    def __init__(self, operations: list[Operation]) -> None:
        super().__init__(database_operations=operations, state_operations=operations)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.state_operations], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.__dict__.pop("apps", None)
        super().state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for operation in self.database_operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        for operation in reversed(self.database_operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)


def refuse_updates(function: str, message: str, *tables: str) -> RunPython:
    """Have the database itself refuse to change a row of these tables; retention may still delete it.

    SQLite drops the triggers of a table that a later migration remakes: it must call this again, there alone.
    """

    def guard(_apps: Any, schema_editor: Any) -> None:
        on_postgresql = schema_editor.connection.vendor == "postgresql"
        body = f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        if on_postgresql:
            body = f"EXECUTE FUNCTION {function}()"
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
                f"BEGIN RAISE EXCEPTION '{message}'"
                " USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
        for table in tables:
            trigger = f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE ON {table}"
            schema_editor.execute(f"{trigger} FOR EACH ROW {body}")

    def unguard(_apps: Any, schema_editor: Any) -> None:
        on_postgresql = schema_editor.connection.vendor == "postgresql"
        for table in tables:
            place = f" ON {table}" if on_postgresql else ""
            schema_editor.execute(f"DROP TRIGGER {table}_never_changes{place}")
        if on_postgresql:
            schema_editor.execute(f"DROP FUNCTION {function}()")

    return RunPython(guard, unguard)


def grant_permissions(
    apps: Any, roles: list[str], app_label: str, model: str, **permissions: str
) -> None:
    """Give the groups of these roles permissions, by codename and name, on a model.

    Django makes permissions only after all migrations; it then finds these.
    """
    content_type, _ = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    granted = [
        apps.get_model("auth.Permission").objects.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )[0]
        for codename, name in permissions.items()
    ]
    for group in apps.get_model("auth.Group").objects.filter(name__in=roles):
        group.permissions.add(*granted)


def model_permissions(model: str, noun: str = "") -> dict[str, str]:
    """Return the permissions to add, change, delete and view a model, by codename."""
    verbs = ("add", "change", "delete", "view")
    return {f"{verb}_{model}": f"Can {verb} {noun or model}" for verb in verbs}
