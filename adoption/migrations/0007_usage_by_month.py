import django.db.models.deletion
from django.db import migrations, models


TABLE = "adoption_usageday"
COLUMNS = "portal_id, pseudonym, day, service_id, is_late"
KEY = "PRIMARY KEY (portal_id, pseudonym, day, service_id)"
FIRST_PART = 2000

POSTGRESQL = f"""
CREATE TABLE {TABLE}_new (
    portal_id bigint NOT NULL,
    pseudonym varchar(80) NOT NULL,
    service_id bigint NOT NULL,
    day date NOT NULL,
    is_late boolean DEFAULT false NOT NULL,
    CONSTRAINT usage_day_key {KEY}
) PARTITION BY RANGE (day)
"""
SQLITE = f"""
CREATE TABLE "{TABLE}_new" (
    "portal_id" bigint NOT NULL,
    "pseudonym" varchar(80) NOT NULL,
    "service_id" bigint NOT NULL REFERENCES "cms_portalservice" ("id") DEFERRABLE INITIALLY DEFERRED,
    "day" date NOT NULL,
    "is_late" bool DEFAULT 0 NOT NULL,
    {KEY}
)
"""


def by_month(apps, schema_editor):
    """Keep every row, without its number; on PostgreSQL parted by month."""
    is_parted = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(POSTGRESQL if is_parted else SQLITE)
    if is_parted:
        _make_parts(schema_editor)
    schema_editor.execute(f"INSERT INTO {TABLE}_new ({COLUMNS}) SELECT {COLUMNS} FROM {TABLE}")  # noqa: S608
    schema_editor.execute(f"DROP TABLE {TABLE}")
    schema_editor.execute(f"ALTER TABLE {TABLE}_new RENAME TO {TABLE}")
    if is_parted:
        schema_editor.execute(
            f"ALTER TABLE {TABLE} ADD CONSTRAINT usage_day_service FOREIGN KEY (service_id)"
            " REFERENCES cms_portalservice (id) DEFERRABLE INITIALLY DEFERRED"
        )


def _make_parts(schema_editor):
    schema_editor.execute(f"CREATE TABLE {TABLE}_others PARTITION OF {TABLE}_new DEFAULT")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT extract(year FROM day)::int, extract(month FROM day)::int"  # noqa: S608
            f" FROM {TABLE} ORDER BY 1, 2"
        )
        months = [each for each in cursor.fetchall() if each[0] >= FIRST_PART]
    for year, month in months:
        after = (year + month // 12, month % 12 + 1)
        schema_editor.execute(
            f"CREATE TABLE {TABLE}_{year:04d}_{month:02d} PARTITION OF {TABLE}_new"
            f" FOR VALUES FROM ('{year:04d}-{month:02d}-01') TO ('{after[0]:04d}-{after[1]:02d}-01')"
        )


def in_one_table(apps, schema_editor):
    """Every row with a new number. Django’s own table is made beside, then takes the name."""
    model = apps.get_model("adoption", "UsageDay")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute(f"ALTER TABLE {TABLE} RENAME TO {TABLE}_old")
    schema_editor.create_model(model)
    schema_editor.execute(f"INSERT INTO {TABLE} ({COLUMNS}) SELECT {COLUMNS} FROM {TABLE}_old")  # noqa: S608
    schema_editor.execute(f"DROP TABLE {TABLE}_old")


class Migration(migrations.Migration):
    dependencies = [("adoption", "0006_learning_reach")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(by_month, in_one_table)],
            state_operations=[
                migrations.DeleteModel("UsageDay"),
                migrations.CreateModel(
                    name="UsageDay",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "portal_id",
                                "pseudonym",
                                "day",
                                "service_id",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("pseudonym", models.CharField(max_length=80)),
                        ("day", models.DateField(verbose_name="day")),
                        ("is_late", models.BooleanField(db_default=False, default=False)),
                        (
                            "portal",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="usage_days",
                                to="cms.portal",
                            ),
                        ),
                        (
                            "service",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="usage_days",
                                to="cms.portalservice",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "day of use",
                        "verbose_name_plural": "days of use",
                        "ordering": ["portal", "day", "pseudonym", "service"],
                    },
                ),
            ],
        )
    ]
