"""Objecting to being counted: the same, for everybody else, as never having answered."""

import re
from datetime import date

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.html import escape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adoption.foundation.periods import Month
from adoption.publishing.actions.publications import publish, publish_closed_months
from adoption.publishing.models import Figure, Publication, Roll
from adoption.publishing.queries.facts import first_month_with_data, month_facts
from adoption.usage.actions.declarations import declare
from adoption.usage.actions.objections import object_to_measurement, withdraw_objection
from adoption.usage.enums import DeclaredUse
from adoption.usage.importers.links import import_links
from adoption.usage.models import Declaration, Objection, PortalLink, UsageDay, UseNoticeSeen
from adoption.usage.notices import UNDER_SUBJECT
from adoption.usage.pseudonyms import subject_of
from people.models import NoticeSeen
from people.privacy_registry import holdings
from people.queries.notices import current_notices
from tests.adoption.conftest import OCTOBER, declare_all
from tests.adoption.factories import (
    DeclarationFactory,
    PortalFactory,
    PortalLinkFactory,
    UsageDayFactory,
)
from tests.adoption.usage.test_own_use import declare_url, panels
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

MEASUREMENT = reverse("adoption:measurement")
LOGBOOK = reverse("adoption:logbook")


@pytest.fixture
def signed_in(client, person):
    client.force_login(person)
    UNDER_SUBJECT.note(person, current_notices(["declared_use"])[0])
    return client


def figures(publication):
    rows = publication.figures.order_by("indicator", "team")
    return list(rows.values_list("indicator", "team", "kind", "low", "high"))


def say_nothing(portal, person):
    Declaration.objects.filter(portal=portal, subject=subject_of(person)).delete()
    PortalLink.objects.filter(portal=portal, subject=subject_of(person)).delete()


def use(portal, person, day, *, linked_on=date(2026, 1, 1)):
    pseudonym = f"p-{person.pk}"
    PortalLinkFactory(portal=portal, person=person, pseudonym=pseudonym, linked_on=linked_on)
    UsageDayFactory(portal=portal, pseudonym=pseudonym, day=day)


# --- What is counted ----------------------------------------------------------------------------------


@pytest.mark.parametrize("keep_logbook", [True, False])
@pytest.mark.parametrize(
    "source", ["yes_weekly", "not_yet", "no_account", "rather_not_say", "link"]
)
def test_a_month_with_an_objector_is_the_month_of_somebody_who_never_answered(
    declared, source, keep_logbook
):
    portal, person = declared["portal"], declared["people"]["north"][3]
    say_nothing(portal, person)
    with transaction.atomic():
        silent = figures(publish(portal=portal, month=OCTOBER))
        transaction.set_rollback(True)
    if source == "link":
        use(portal, person, date(2026, 10, 6))
    else:
        DeclarationFactory(portal=portal, person=person, answer=source)

    object_to_measurement(person=person, keep_logbook=keep_logbook)

    assert figures(publish(portal=portal, month=OCTOBER)) == silent


SOURCES = st.sampled_from([*DeclaredUse.values, "link", "late link", "nothing"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(st.tuples(SOURCES, st.sampled_from(["no", "keep", "erase"])), max_size=8))
def test_whoever_objects_is_unknown_whatever_they_and_others_said(organisation, people):
    """The facts from which a month is made are the same as if the objectors had said nothing."""
    portal, staff = organisation["portal"], organisation["people"]["south"]
    cast = list(zip(staff, people, strict=False))
    with transaction.atomic():
        for person, (source, objects) in cast:
            if objects == "no":
                say(portal, person, source)
        silent = month_facts(portal, OCTOBER)
        for person, (source, objects) in cast:
            if objects != "no":
                say(portal, person, source)
                object_to_measurement(person=person, keep_logbook=objects == "keep")
        objecting = month_facts(portal, OCTOBER)
        transaction.set_rollback(True)

    assert objecting == silent


def say(portal, person, source):
    if source == "link":
        use(portal, person, date(2026, 10, 6))
    elif source == "late link":
        use(portal, person, date(2026, 10, 6), linked_on=date(2026, 11, 9))
    elif source != "nothing":
        DeclarationFactory(portal=portal, person=person, answer=source)


def test_what_is_out_does_not_move_and_the_next_month_counts_them_no_more(declared):
    portal, person = declared["portal"], declared["people"]["north"][0]
    september = Month(2026, 9)
    declare_all(portal, declared["people"]["north"], ["yes_weekly"] * 12, september)
    first = publish(portal=portal, month=september)
    before = (
        list(Publication.objects.order_by("pk").values()),
        list(Figure.objects.order_by("pk").values()),
        list(Roll.objects.order_by("pk").values()),
    )

    object_to_measurement(person=person)
    (second,) = publish_closed_months(portal=portal)

    out = Figure.objects.filter(publication=first)
    assert list(out.order_by("pk").values()) == before[1]
    assert list(Roll.objects.filter(publication=first).values()) == before[2]
    shown = second.figures.get(indicator="used", team=declared["teams"]["north"])
    assert (shown.low, shown.high, shown.population) == (11, 11, 24)  # 12 before, of the same 24


def test_who_withdraws_is_counted_again_with_what_they_kept(declared):
    portal, person = declared["portal"], declared["people"]["north"][0]
    counted = month_facts(portal, OCTOBER)

    object_to_measurement(person=person, keep_logbook=True)
    assert month_facts(portal, OCTOBER) != counted
    withdraw_objection(person=person)

    assert month_facts(portal, OCTOBER) == counted
    assert not Objection.objects.exists()


def test_an_objection_holds_on_every_portal_and_twice_is_once(portal, person):
    other = PortalFactory(is_open=False)
    for each in (portal, other):
        DeclarationFactory(portal=each, person=person)

    object_to_measurement(person=person)
    object_to_measurement(person=person)

    assert Objection.objects.count() == 1
    assert not Declaration.objects.exists()


def test_the_first_month_is_not_that_of_somebody_who_objects(portal, person):
    DeclarationFactory(portal=portal, person=person, month=date(2026, 3, 1))
    DeclarationFactory(portal=portal, person=PersonFactory(), month=date(2026, 9, 1))

    object_to_measurement(person=person, keep_logbook=True)

    assert first_month_with_data(portal) == Month(2026, 9)


# --- What the person sees -----------------------------------------------------------------------------


def test_two_clicks_from_my_data_or_the_logbook_and_nothing_is_asked_any_more(
    rf, signed_in, portal, person
):
    for page in (reverse("people:my_data"), LOGBOOK):
        assert f'href="{MEASUREMENT}"' in signed_in.get(page).content.decode()
    assert "adoption.declaration" in panels(rf, person)

    signed_in.post(MEASUREMENT, {"counted": "no", "logbook": "erase"})

    assert "adoption.declaration" not in panels(rf, person)
    assert "Withdraw my objection" in signed_in.get(LOGBOOK).content.decode()
    signed_in.post(MEASUREMENT, {"counted": "yes"})
    assert "adoption.declaration" in panels(rf, person)


CHOSEN = re.compile(r'value="(\w+)"\s+checked')


def test_the_logbook_is_kept_unless_one_asks_to_erase_it(signed_in, portal, person):
    use(portal, person, date(2026, 11, 3))
    DeclarationFactory(portal=portal, person=person)
    page = signed_in.get(MEASUREMENT).content.decode()
    assert CHOSEN.findall(page) == ["keep"]
    assert page.index("nobody can bring back") < page.index('value="keep"')

    signed_in.post(MEASUREMENT, {"counted": "no"})
    shown = signed_in.get(LOGBOOK).context["pages"][0]["book"]
    assert (shown.linked_on, len(shown.answers)) == (date(2026, 1, 1), 1)

    signed_in.post(MEASUREMENT, {"counted": "no", "logbook": "erase"})
    assert not PortalLink.objects.exists()
    assert not UsageDay.objects.exists()
    assert not Declaration.objects.exists()


@pytest.mark.parametrize("data", [{}, {"counted": "perhaps"}, {"logbook": "erase"}])
def test_what_is_no_choice_changes_nothing(signed_in, portal, person, data):
    DeclarationFactory(portal=portal, person=person)

    assert signed_in.post(MEASUREMENT, data).status_code == 200

    assert not Objection.objects.exists()
    assert Declaration.objects.count() == 1


def test_an_objector_s_answer_is_not_noted_and_they_are_told_why(signed_in, portal, person):
    object_to_measurement(person=person)

    assert signed_in.get(declare_url(portal)).url == MEASUREMENT
    assert signed_in.post(declare_url(portal), {"answer": "not_yet"}).url == MEASUREMENT
    with pytest.raises(ValidationError):
        declare(person=person, portal=portal, month=Month(2026, 11), answer=DeclaredUse.NOT_YET)
    assert not Declaration.objects.exists()


# --- What others see ----------------------------------------------------------------------------------


def test_a_file_of_links_says_the_same_of_an_objector(portal):
    """Nobody tries a list against the objections: the link is taken in, and not counted."""
    objector, other = PersonFactory(), PersonFactory()
    object_to_measurement(person=objector)

    reports = [
        import_links(f"pseudonyme,matricule\np-{n},{each.staff_number}\n".encode(), portal=portal)
        for n, each in enumerate((objector, other))
    ]

    assert reports[0] == reports[1]
    assert reports[0].created == 1


def test_my_copy_says_so_and_nobody_else_s(person):
    object_to_measurement(person=person)
    (own,) = [holding for holding in holdings() if holding.model == "adoption.Objection"]

    assert len(own.export(person)) == 1
    assert own.export(PersonFactory()) == []
    assert own.erase(person) == 1
    assert not Objection.objects.exists()


def test_an_objection_names_nobody_and_tells_no_day():
    assert [field.name for field in Objection._meta.fields] == ["id", "subject"]


# --- The notice before ----------------------------------------------------------------------------------


def test_the_notice_is_folded_into_the_question_of_the_first_screen_and_read_whole_there(
    rf, client, portal, person
):
    client.force_login(person)
    page = client.get("/").content.decode()
    form = page[page.index(f'action="{declare_url(portal)}"') :].partition("</form>")[0]
    shown, _fold, folded = form.partition("<details")

    assert 'name="notice" value="3.0"' in shown
    notice = panels(rf, person)["adoption.declaration"]["notice"]
    assert str(escape(notice.text)) in folded
    for holding in notice.held:
        assert str(escape(holding.retention)) in folded


def test_the_first_answer_is_given_under_a_notice_and_only_the_subject_remembers(
    rf, client, portal, person
):
    client.force_login(person)
    assert panels(rf, person)["adoption.declaration"]["notice"].version == "3.0"

    shown = client.post(declare_url(portal), {"answer": "not_yet"})
    assert ("answer", "not_yet") in shown.context["sent"]
    assert not Declaration.objects.exists()
    client.post(declare_url(portal), {"answer": "not_yet", "notice": "3.0"})

    assert Declaration.objects.get().answer == "not_yet"
    assert panels(rf, person)["adoption.declaration"]["notice"] is None
    (seen,) = UseNoticeSeen.objects.values()
    assert (seen.pop("subject"), seen.pop("purpose")) == (subject_of(person), "declared_use")
    assert set(seen) == {"id", "version"}  # no day
    assert not NoticeSeen.objects.exists()
    assert "declared_use" not in str([session.get_decoded() for session in Session.objects.all()])
