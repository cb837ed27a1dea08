"""A room and a trainer are at one workshop at a time, however two people announce, move or propose."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from ambassadors.workshops.actions.workshops import add_session, cancel_session, change_session
from ambassadors.workshops.models import WorkshopSession
from people.enums import Role
from tests.ambassadors.factories import WorkshopFactory
from tests.ambassadors.workshops.workshop_steps import signed_in
from tests.people.factories import PersonFactory, SiteFactory


pytestmark = pytest.mark.django_db


def details(**changed):
    starts_at = changed.pop("starts_at", None) or timezone.now() + timedelta(days=9)
    return {
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        "site_id": None,
        "room": "Salle Loire",
        "link": "",
        "capacity": 8,
        "trainers": [],
    } | changed


def announce(**changed):
    return add_session(workshop=WorkshopFactory(title="Premiers pas"), **details(**changed))


def refused_fields(call, **changed):
    with pytest.raises(ValidationError) as refusal:
        call(**changed)
    return refusal.value.message_dict


def test_a_room_is_taken_once_at_a_time_however_it_is_written():
    here, there = SiteFactory(), SiteFactory()
    first = announce(site_id=here.pk, room="Salle Été, n° 2")
    said = refused_fields(announce, site_id=here.pk, room=" sal\u00adle ete\u200b N°2 ")
    assert "Premiers pas" in said["room"][0]
    assert "room" in refused_fields(announce, room="SALLE ÉTÉ n° 2")  # nobody said at which site
    announce(site_id=there.pk, room="Salle Été, n° 2")
    announce(site_id=here.pk, room="")
    announce(site_id=here.pk, room="Salle Été, n° 2", starts_at=first.ends_at)
    cancel_session(session=first)
    announce(site_id=here.pk, room="Salle Été, n° 2", starts_at=first.starts_at)


def test_moving_and_giving_to_another_trainer_pass_through_it_too():
    trainer = PersonFactory(last_name="Kerbrat")
    first = announce(trainers=[trainer])
    said = refused_fields(announce, room="Salle Maine", trainers=[trainer])
    assert "Kerbrat" in said["trainers"][0]
    second = announce(starts_at=first.ends_at, trainers=[trainer])
    move = {"session": second, **details(starts_at=first.starts_at, trainers=[trainer])}
    with pytest.raises(ValidationError) as refusal:
        change_session(**move)
    assert set(refusal.value.message_dict) == {"room", "trainers"}
    change_session(
        session=first, **details(starts_at=first.starts_at, capacity=9, trainers=[trainer])
    )
    proposed = WorkshopSession.objects.filter(pk=second.pk)
    proposed.update(is_proposed=True)
    said = refused_fields(announce, starts_at=first.ends_at)
    assert "Premiers pas" not in said["room"][0]


def test_a_trainer_is_found_by_name_and_chosen_among_namesakes():
    client, _person = signed_in(Role.TRAINING_MANAGER)
    marc, rose = (PersonFactory(first_name=name, last_name="Lefèvre") for name in ("Marc", "Rose"))
    address = reverse("workshops_admin:add_date", args=[WorkshopFactory().uuid])
    typed = {"starts_at": "2027-01-14T09:00", "minutes": "90", "room": "B2", "capacity": "8"}
    several = client.post(address, typed | {"trainer_name": "lefevre"})
    page = several.content.decode()
    assert str(marc) in page
    assert str(rose) in page
    nobody = client.post(address, typed | {"trainer_name": "Personne"})
    assert "trainer_name" in nobody.context["form"].errors
    assert not WorkshopSession.objects.exists()

    client.post(address, typed | {"trainer_name": "lefevre", "trainers": [str(rose.uuid)]})
    session = WorkshopSession.objects.get()
    assert list(session.trainers.all()) == [rose]
    change = reverse("workshops_admin:change_date", args=[session.uuid])
    assert "Rose" in client.get(change).content.decode()
    kept = typed | {"trainers": [str(rose.uuid)], "trainer_name": "marc lefevre"}
    client.post(change, kept)
    assert set(session.trainers.all()) == {marc, rose}
    client.post(address, typed | {"room": "C1", "trainer_name": "Rose Lefèvre"})
    assert WorkshopSession.objects.count() == 1  # she gives the other one then
