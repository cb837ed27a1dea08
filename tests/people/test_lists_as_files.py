"""Lists of the administration as files for a spreadsheet: the same rows, for the same people."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from people.actions.rights import open_data_request
from people.enums import ImportKind, ImportSource, ImportState, RequestKind
from people.models import ImportRun
from tests.people.factories import ExternalFactory, PersonFactory


pytestmark = pytest.mark.django_db


def fetched(client, name, kind, **query):
    query |= {"export": kind}
    answer = client.get(reverse(name), query, headers={"accept-language": "en"})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.status_code != 200:
        return answer.status_code
    if kind == "xlsx":
        sheet = load_workbook(io.BytesIO(content)).active
        return [list(row) for row in sheet.iter_rows(values_only=True)]
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_partners_learners(client, administrator, training_manager, person, kind):
    external = ExternalFactory(last_name="=1+1", first_name="Aïcha")
    PersonFactory()
    for someone in (administrator, training_manager):
        client.force_login(someone)
        heading, row = fetched(client, "organisation_admin:externals", kind)

        assert heading[0] == "Staff number"
        assert row[0] == external.staff_number
        assert row[1] == ("'=1+1" if kind == "csv" else "=1+1")
    client.force_login(person)
    assert fetched(client, "organisation_admin:externals", kind) in {302, 404}


def test_the_register_of_requests_has_neither_what_was_asked_nor_the_answer(
    client, data_protection_officer, administrator, person
):
    open_data_request(person=person, kind=RequestKind.ERASURE, wrong="Effacez ma présence ici.")
    client.force_login(data_protection_officer)
    _heading, row = fetched(client, "rights_admin:requests", "csv")

    assert row[0] == person.staff_number
    assert "présence" not in " ".join(row)
    client.force_login(administrator)
    assert fetched(client, "rights_admin:requests", "csv") == 404


def test_a_search_is_the_same_in_the_file(client, data_protection_officer):
    for name in ("Benali", "Petit"):
        open_data_request(
            person=PersonFactory(last_name=name), kind=RequestKind.ACCESS, wrong="Une copie."
        )
    client.force_login(data_protection_officer)
    rows = fetched(client, "rights_admin:requests", "csv", q="Benali")

    assert [row[1] for row in rows[1:]] == ["Benali"]


def test_imports_without_a_name_of_theirs(client, administrator):
    ImportRun.objects.create(
        kind=ImportKind.STAFF,
        source=ImportSource.SCREEN,
        state=ImportState.APPLIED,
        name="agents.csv",
        counts={"created": 3},
    )
    client.force_login(administrator)
    _heading, row = fetched(client, "people_admin:imports", "csv")

    assert (row[0], row[1]) == ("agents.csv", "applied")
