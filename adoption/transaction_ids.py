"""Scrub what a database keeps beside each row and would tell when, and after which other, it was written."""

from datetime import date

from django.db import connection, transaction
from django.db.models import QuerySet

from adoption.contacts.models import TallyBox
from adoption.foundation.periods import Month
from adoption.surveys.models import BarometerCopy, SurveyAnswers, SurveyToken
from adoption.usage.models import (
    Declaration,
    LinkCode,
    Objection,
    PortalLink,
    UseGoal,
    UseNoticeSeen,
    UseTick,
    WithdrawnPseudonym,
)
from ambassadors.help.models import BoxedQuestion
from ambassadors.workshops.models import EvaluationMark
from people.enums import OutboxStatus
from people.models import OutboxTask


STILL_WRITTEN = 2  # whole months before this one, of which a row may be younger than a night
KEPT = "evened_out"


def scrub_transaction_ids(*, today: date) -> None:
    """Rewrite every row about use that its owner wrote, all at once and in a meaningless order.

    PostgreSQL keeps the number of the transaction that wrote a row, and the next one is that of the session,
    which names whose it is. Both databases number rows as they come and lay them out so: beside the moments
    of the last sign-ins, that order alone may say whose they are.
    """
    for rows, key in _written_by_their_owners(today):
        _write_again(rows, key)


@transaction.atomic
def _write_again(rows: QuerySet, key: str) -> None:
    """Rewrite rows in the order of `key`, under new primary keys unless `key` is the primary key.

    The whole table is held meanwhile; of rows that come locked, those alone that nobody else holds.
    """
    meta, quote = rows.model._meta, connection.ops.quote_name
    table, pk = quote(meta.db_table), quote(meta.pk.column)
    names = [field.attname for field in meta.concrete_fields]
    kept = ", ".join(quote(name) for name in names if name == key or name != meta.pk.attname)
    chosen, params = rows.order_by().values(*names).query.sql_with_params()
    with connection.cursor() as cursor:
        if (
            connection.vendor == "postgresql" and not rows.query.select_for_update
        ):  # SQLite's transactions have the whole file
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(f"CREATE TEMPORARY TABLE {KEPT} AS {chosen}", params)
        cursor.execute(f"DELETE FROM {table} WHERE {pk} IN (SELECT {pk} FROM {KEPT})")  # noqa: S608
        cursor.execute(
            f"INSERT INTO {table} ({kept}) SELECT {kept} FROM {KEPT} ORDER BY {quote(key)}"  # noqa: S608
        )
        cursor.execute(f"DROP TABLE {KEPT}")


def _written_by_their_owners(today: date) -> list[tuple[QuerySet, str]]:
    """Rows with their sort key. Older answers, ticks and goals were rewritten on an earlier night."""
    first = Month.containing(today).shifted(-STILL_WRITTEN).first_day
    under_a_subject = [
        Declaration.objects.filter(month__gte=first),
        UseTick.objects.filter(month__gte=first),
        UseGoal.objects.filter(since__gte=first),
        *(
            model.objects.all()
            for model in (
                LinkCode, PortalLink, Objection, UseNoticeSeen, SurveyToken, SurveyAnswers,
                BarometerCopy, EvaluationMark,
            )
        ),
    ]  # fmt: skip
    return [
        *((rows, "subject") for rows in under_a_subject),
        (WithdrawnPseudonym.objects.all(), "pseudonym_hash"),
        (TallyBox.objects.all(), "id"),
        (BoxedQuestion.objects.all(), "uuid"),
        # A long import holds the table, and must not be waited for. What a worker holds it rewrites or deletes itself,
        # and what is passed over has the next night.
        (
            OutboxTask.objects.exclude(status=OutboxStatus.RUNNING).select_for_update(
                skip_locked=True
            ),
            "uuid",
        ),
    ]
