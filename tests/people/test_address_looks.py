"""A forgotten password goes to the address of the day: who gave an account another is told to its owner."""

import pytest
from django.urls import reverse

from people.actions.externals import change_external
from people.enums import Purpose, ViewedData
from people.models import Look, Person
from tests.people.factories import ExternalFactory, PersonFactory
from tests.people.staff_lists import MARCH, load


pytestmark = pytest.mark.django_db

MY_DATA = reverse("people:my_data")
SEEN = {"purpose": Purpose.STAFF_ADMINISTRATION, "seen": ViewedData.ADDRESS}


def told(person):
    return list(Look.objects.filter(subject=person, **SEEN).values_list("viewer", flat=True))


def line(person, address):
    return f"{person.staff_number};Benali;Nadia;{address};Accueil;;non;2019-01-07;"


@pytest.mark.parametrize(("address", "is_told"), [("ailleurs@exemple.fr", True), ("", False)])
def test_who_sent_a_list_with_another_address_is_told_to_an_open_account(
    administrator, address, is_told
):
    opened = PersonFactory(email="nadia@exemple.fr", last_login="2026-01-07T08:00Z")
    never = PersonFactory(email="marc@exemple.fr")

    load(line(opened, address), line(never, "autre@exemple.fr"), as_of=MARCH, by=administrator)

    assert told(opened) == [administrator.pk] * is_told
    assert told(never) == []


def test_a_list_that_no_person_sent_and_one_that_changes_no_address_tell_of_nobody(administrator):
    opened = PersonFactory(email="nadia@exemple.fr", last_login="2026-01-07T08:00Z")

    load(line(opened, "nadia@exemple.fr"), as_of=MARCH, by=administrator)
    load(line(opened, "ailleurs@exemple.fr"), as_of=MARCH)

    assert Person.objects.get(pk=opened.pk).email == "ailleurs@exemple.fr"
    assert told(opened) == []


def test_who_gives_a_learner_another_address_is_told_to_them(administrator):
    learner = ExternalFactory(email="solenn@exemple.fr", last_login="2026-01-07T08:00Z")
    for address in ("solenn@exemple.fr", "ailleurs@exemple.fr"):
        change_external(
            person=learner, email=address, last_day=learner.employed_until, by=administrator
        )

    assert told(learner) == [administrator.pk]


def test_the_earlier_address_is_told_without_the_new_one_which_is_told_too(administrator, mails):
    opened = PersonFactory(email="nadia@exemple.fr", last_login="2026-01-07T08:00Z")
    never = PersonFactory(email="marc@exemple.fr")
    first = PersonFactory(email=None, last_login="2026-01-07T08:00Z")
    lines = [line(opened, "ailleurs@exemple.fr"), line(never, "m@exemple.fr")]
    message, *others = mails(
        lambda: load(*lines, line(first, "premiere@exemple.fr"), as_of=MARCH, by=administrator)
    )

    assert message.to == ["nadia@exemple.fr"]
    assert [message.to for message in others] == [["ailleurs@exemple.fr"], ["premiere@exemple.fr"]]
    assert "ailleurs" not in str(message.message())
    assert MY_DATA in message.body
    assert Person.objects.get(pk=first.pk).address_changed_at
