"""Statements that are prepared on PostgreSQL, and their values then."""

import pytest
from django.db import connection

from core.compiled_queries import CompiledQuery, CompiledText
from people.models import Person
from tests.people.factories import PersonFactory


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
]
MARKER = 2**40


def asked(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()


def prepared():
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


@pytest.mark.parametrize(
    ("number", "kind"), [(5, "integer"), (2**31, "bigint"), (-(2**63) - 1, "numeric")]
)
def test_a_number_has_the_type_that_it_has_in_a_text(number, kind):
    compiled = CompiledText("SELECT pg_typeof(%s + 0)::text, %s + 0")

    assert asked(compiled, number, number) == asked(str(compiled), number, number) == (kind, number)


def test_a_compiled_query_is_prepared_once_whatever_its_keys():
    person = PersonFactory()
    compiled = CompiledQuery(Person.objects.filter(pk=MARKER).values_list("pk"), {"key": MARKER})

    for key in (0, -40_000, -1, 2**20, -2, -3, -4):  # of nobody
        assert compiled.rows(key=key) == []
    assert compiled.rows(key=person.pk) == [(person.pk,)]
    assert len(prepared()) == 1
    assert '"people_person"."id" = $1' in prepared()[0]


def test_other_queries_are_not_prepared_and_may_hold_more_values_than_postgresql_takes():
    person = PersonFactory()
    keys = [person.pk, *range(10**6, 10**6 + 70_000)]

    for _ in range(7):
        assert asked("SELECT %s || %s", "%s", "'") == ("%s'",)
    assert list(Person.objects.filter(pk__in=keys)) == [person]
    assert list(Person.objects.filter(pk__in=keys).iterator()) == [person]
    assert prepared() == []
