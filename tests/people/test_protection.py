"""The officer's first page, and who opened the records of unusually many people."""

import pytest
import time_machine
from django.urls import reverse

from people.actions.privacy import record_look
from people.actions.rights import open_data_request
from people.enums import Purpose, RequestKind, ViewedData
from people.models import Look
from people.queries.readers import MANY_IN_A_DAY
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

PAGE, READERS = reverse("people_admin_protection"), reverse("people_admin_readers")


def test_what_is_due_comes_first_and_leads_to_its_page(client, data_protection_officer):
    with time_machine.travel("2026-09-02"):
        late = open_data_request(
            person=PersonFactory(last_name="Retard"), kind=RequestKind.ACCESS, wrong="a"
        )
    open_data_request(person=PersonFactory(last_name="Récent"), kind=RequestKind.ACCESS, wrong="a")
    client.force_login(data_protection_officer)

    response = client.get(PAGE)

    page = response.content.decode()
    assert reverse("rights_admin:request", args=[late.uuid]) in page
    assert page.index("Retard") < page.index("Récent")
    assert (response.context["waiting"], response.context["late"]) == (2, 1)
    assert not Look.objects.exists()  # a list of names


def test_who_opens_many_records_one_by_one_is_named_and_reads_it(client, data_protection_officer):
    curious, busy, list_taker = (
        PersonFactory(last_name=name) for name in ("Fouine", "Aide", "Liste")
    )
    many = PersonFactory.create_batch(MANY_IN_A_DAY)
    record_look(by=curious, at=many, purpose=Purpose.STAFF_ADMINISTRATION)
    record_look(by=curious, at=many, purpose=Purpose.STAFF_ADMINISTRATION)  # the same people again
    record_look(by=busy, at=many[1:], purpose=Purpose.HELP_REQUEST)
    record_look(by=busy, at=many, purpose=Purpose.MANDATORY_TRAINING)
    record_look(
        by=list_taker,
        at=many,
        purpose=Purpose.STAFF_ADMINISTRATION,
        seen=ViewedData.STAFF_LINE,
    )
    client.force_login(data_protection_officer)
    assert client.get(PAGE).context["readers"] == 1

    (reader,) = client.get(READERS).context["readers"]

    assert (reader.person, reader.people, reader.most) == (curious, MANY_IN_A_DAY, MANY_IN_A_DAY)
    look = Look.objects.get(purpose=Purpose.ACCESS_REVIEW)
    assert (look.viewer, look.subject, look.seen) == (
        data_protection_officer,
        curious,
        ViewedData.LOOKS_MADE,
    )
