import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("people", "0003_roles_enter_the_admin"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="kind",
            field=models.CharField(
                choices=[("staff", "member of staff"), ("external", "learner from a partner")],
                db_default="staff",
                default="staff",
                max_length=10,
                verbose_name="kind of account",
            ),
        ),
        migrations.CreateModel(
            name="Delegation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("started_on", models.DateField(verbose_name="from")),
                ("ended_on", models.DateField(verbose_name="until")),
                (
                    "revoked_on",
                    models.DateField(blank=True, null=True, verbose_name="ended early on"),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="recorded at",
                    ),
                ),
                (
                    "delegate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="delegations_received",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="stand-in",
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="delegations_given",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="manager",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="delegations_recorded",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to="people.team",
                        verbose_name="team",
                    ),
                ),
            ],
            options={
                "verbose_name": "delegation",
                "verbose_name_plural": "delegations",
                "ordering": ["-started_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        error_messages={"unique": "This partner is known already."},
                        max_length=120,
                        unique=True,
                        verbose_name="name",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("public_service_house", "public-service house"),
                            ("local_authority", "local authority"),
                            ("association", "association"),
                            ("other", "other partner"),
                        ],
                        default="public_service_house",
                        max_length=30,
                        verbose_name="kind of partner",
                    ),
                ),
            ],
            options={
                "verbose_name": "partner",
                "verbose_name_plural": "partners",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["public_service_house", "local_authority", "association", "other"],
                            )
                        ),
                        name="partner_kind_is_known",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="person",
            name="partner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="learners",
                to="people.partner",
                verbose_name="partner",
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["staff", "external"])), name="person_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "staff"), ("partner", None)),
                    models.Q(
                        ("employed_until__isnull", False),
                        ("is_superuser", False),
                        ("kind", "external"),
                        ("partner__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="person_external_is_a_guest",
                violation_error_message="A partner’s learner has a partner and a last day, and no rights.",
            ),
        ),
        migrations.AddIndex(
            model_name="delegation",
            index=models.Index(
                models.F("delegate"), models.F("ended_on"), name="delegation_by_delegate"
            ),
        ),
        migrations.AddConstraint(
            model_name="delegation",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_on__gte", models.F("started_on"))),
                name="delegation_ends_after_start",
                violation_error_message="The last day comes before the first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegation",
            constraint=models.CheckConstraint(
                condition=models.Q(("manager", models.F("delegate")), _negated=True),
                name="delegation_is_to_somebody_else",
                violation_error_message="Choose somebody other than the manager.",
            ),
        ),
    ]
