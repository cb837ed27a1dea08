"""Rows written by one statement, with primary keys that were nobody's before."""

import pytest

from core.staged_rows import StagedRows, reserved_keys
from people.models import Site


pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_rows_are_inserted_and_updated_as_they_were_staged():
    first, second = reserved_keys(Site, 2)
    odd = "Tab\tBackslash\\ NULL \\N «é»"
    StagedRows(Site, [Site(pk=first, name=odd), Site(pk=second, name="b")]).insert()
    StagedRows(Site, (Site(pk=second, name=name) for name in ["c"]), ["name"]).update()
    StagedRows(Site, []).insert()

    assert dict(Site.objects.values_list("pk", "name")) == {first: odd, second: "c"}
    assert Site.objects.create(name="d").pk > second


def test_the_key_of_a_deleted_row_is_not_given_again():
    former = Site.objects.create(name="a")
    gone = former.pk
    former.delete()

    assert min(reserved_keys(Site, 3)) > gone
