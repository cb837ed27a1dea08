"""The register of commitments: written, published, answered; what it said before stays; who reads and finds it."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils.translation import override

from ambassadors.commitments.actions import (
    change_commitment,
    discard_draft,
    tell_of_overdue_commitments,
    write_commitment,
)
from ambassadors.commitments.models import Commitment, CommitmentRevision
from ambassadors.commitments.queries import found_commitments
from cms.models import SearchEntry
from cms.search.queries import found_keys
from people.models import JobFamily, Notification
from people.notifications.queries import waiting_items
from tests.people.factories import ExternalFactory, PersonFactory


pytestmark = pytest.mark.django_db

PAGE = reverse("commitments:index")
REGISTER = reverse("commitments_admin:commitments")
GIVEN = {"kind": "jobs", "owner": "La direction générale", "due_on": date(2027, 6, 30)}
JOBS = "Aucun poste n’est supprimé du fait du portail."


@pytest.fixture(autouse=True)
def december():
    with time_machine.travel("2026-12-01 10:00", tick=False) as clock:
        yield clock


def promised(text=JOBS, *, publishes=True, **given):
    return write_commitment(text=text, publishes=publishes, **GIVEN | given)


def changed(commitment, after=0, **given):
    change_commitment(commitment=commitment, after=after, **given)
    commitment.refresh_from_db()
    return Commitment.objects.get(pk=commitment.pk)


def words(response):
    return response.content.decode()


# --- What holds ------------------------------------------------------------------------------------


def test_a_changed_promise_keeps_what_it_said_and_to_whom(client, person):
    desk = JobFamily.objects.create(name="Accueil")
    first = promised(families=[desk])
    longer = changed(first, due_on=date(2027, 12, 31), families=[])
    changed(longer, 1, due_on=date(2027, 12, 31))  # the same again is no change
    settled = changed(longer, 1, state="not_kept", reason="Un poste a été supprimé à Angers.")

    assert (settled.settled_on, settled.audience) == (date(2026, 12, 1), "")
    before, standing = settled.revisions.all()
    assert (before.due_on, before.audience) == (date(2027, 6, 30), "Accueil")
    assert standing.state == "standing"
    assert settled.earlier == [before]  # what became of it is no other wording
    corrected = changed(settled, 2, state="kept", reason="")
    assert corrected.earlier[0].reason == "Un poste a été supprimé à Angers."
    client.force_login(person)
    shown = words(client.get(PAGE))
    for said in (JOBS, "Un poste a été supprimé", "30 juin 2027", "31 décembre 2027"):
        assert said in shown


def test_what_is_published_cannot_go_silently():
    commitment = changed(promised(), owner="Le directeur des ressources humaines")
    with pytest.raises(ValidationError):
        discard_draft(commitment=commitment)
    with pytest.raises(models.ProtectedError):
        commitment.delete()
    for state in ("not_kept", "withdrawn"):
        with pytest.raises(ValidationError):
            change_commitment(commitment=commitment, after=1, state=state)
        with pytest.raises(IntegrityError), transaction.atomic():
            Commitment.objects.update(state=state, settled_on=date(2026, 12, 1))
    gone = changed(commitment, 1, state="withdrawn", reason="Remplacé par un accord.")
    with pytest.raises(ValidationError) as refused:
        change_commitment(commitment=gone, after=2, state="standing")
    assert refused.value.error_list[0].code == "withdrawn"


def test_of_two_who_change_it_the_second_reads_it_again(client, training_manager):
    commitment = promised()
    client.force_login(training_manager)
    changed(commitment, owner="Le secrétaire général")
    long = promised("Chaque agent dont le métier change suit au moins deux journées de formation.")
    assert str(long) == "Chaque agent dont le métier change suit au moins deux\xa0…"
    assert long.text in words(client.get(reverse("commitments_admin:settle", args=[long.uuid])))
    Commitment.objects.filter(pk=long.pk).delete()
    address = reverse("commitments_admin:change", args=[commitment.uuid])
    sent = {**GIVEN, "text": "Autre chose.", "after": 0}

    answer = client.post(address, sent, headers={"accept-language": "en"})

    assert "changed it meanwhile" in words(answer)
    assert "Autre chose." in words(answer)
    assert Commitment.objects.get().text == JOBS
    assert client.post(address, sent | {"after": 1}).url == REGISTER
    assert Commitment.objects.get().text == "Autre chose."


def test_a_draft_is_read_by_nobody_and_settled_by_nobody(client, person, training_manager):
    draft = promised(publishes=False)
    assert not SearchEntry.objects.filter(kind="commitments").exists()
    with pytest.raises(ValidationError):
        change_commitment(commitment=draft, after=0, state="kept")
    client.force_login(person)
    assert JOBS not in words(client.get(PAGE))
    client.force_login(training_manager)
    assert client.get(reverse("commitments_admin:settle", args=[draft.uuid])).status_code == 404
    assert "---------" not in words(client.get(reverse("commitments_admin:add")))
    rewritten = changed(draft, text="Autrement dit.")
    assert not rewritten.revisions.exists()
    client.post(reverse("commitments_admin:discard", args=[draft.uuid]))
    assert not Commitment.objects.exists()


def test_it_is_written_and_published_on_one_page(client, training_manager, person):
    client.force_login(training_manager)
    address = reverse("commitments_admin:add")
    sent = {**GIVEN, "text": JOBS, "after": 0, "publish": "yes"}
    late = client.post(address, sent | {"due_on": "2026-11-30"})
    assert (late.status_code, Commitment.objects.count()) == (200, 0)
    assert client.post(address, sent).url == REGISTER

    assert Commitment.objects.get().published_on == date(2026, 12, 1)
    client.force_login(person)
    assert JOBS in words(client.get(PAGE))
    assert client.get(REGISTER).status_code in {302, 404}


def test_nothing_of_the_register_points_at_a_person():
    for model in (Commitment, CommitmentRevision):
        pointed = {field.related_model for field in model._meta.get_fields() if field.is_relation}
        assert pointed <= {JobFamily, Commitment, CommitmentRevision}


# --- Who reads and finds it ------------------------------------------------------------------------


def test_all_staff_find_it_and_partners_learners_do_not(client, person):
    commitment = promised()
    learner = ExternalFactory()
    entry = SearchEntry.objects.get(kind="commitments")
    assert found_commitments(person, [entry.key])[entry.key].url.endswith(f"#{commitment.uuid}")
    assert found_commitments(learner, [entry.key]) == {}
    assert entry.key in found_keys(person, "engagements", kinds=["commitments"])
    client.force_login(learner)
    assert client.get(PAGE).status_code == 404
    assert PAGE not in words(client.get(reverse("people:my_data")))


@pytest.mark.parametrize("size", [1, 6])
def test_the_page_costs_the_same_with_many(client, person, size, django_assert_max_num_queries):
    for number in range(size):
        changed(promised(f"Promesse {number}."), owner=f"Direction {number}")
    client.force_login(person)
    client.get(PAGE)

    with django_assert_max_num_queries(10):
        client.get(PAGE)


# --- A day that has passed -------------------------------------------------------------------------


def test_a_day_that_has_passed_waits_for_training_managers_until_it_is_answered(
    client, december, training_manager, person
):
    commitment = promised()
    december.move_to("2027-06-30 23:00")
    assert tell_of_overdue_commitments() == 0
    december.move_to("2027-07-01 04:12")
    assert tell_of_overdue_commitments() == 1
    assert tell_of_overdue_commitments() == 0
    (waiting,) = waiting_items(training_manager)
    assert JOBS in str(waiting)
    client.force_login(person)
    assert "no answer yet" in words(client.get(PAGE, headers={"accept-language": "en"}))
    assert list(waiting_items(person)) == []
    training_manager.groups.clear()
    training_manager = type(training_manager).objects.get(pk=training_manager.pk)
    assert list(waiting_items(training_manager)) == []

    changed(commitment, state="kept")

    assert not Notification.objects.exists()


def test_a_day_put_off_waits_no_longer(december, training_manager):
    commitment = promised()
    december.move_to("2027-07-01 04:12")
    tell_of_overdue_commitments()

    changed(commitment, due_on=date(2027, 9, 1))

    assert not Notification.objects.exists()


def test_the_state_of_each_stands_in_words(client, december):
    client.force_login(PersonFactory())
    for state, reason in (("kept", ""), ("not_kept", "Trop tard."), ("withdrawn", "Un accord.")):
        changed(promised(f"Promesse {state}."), state=state, reason=reason)
    with override("en"):
        shown = words(client.get(PAGE, headers={"accept-language": "en"}))
    assert shown.index("Promesse kept") < shown.index("Promesse withdrawn")
    for said in ("Was kept", "Was not kept", "Was withdrawn", "Trop tard.", "Un accord."):
        assert said in shown
