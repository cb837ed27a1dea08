"""What the steering committee decides is noted on its report, and opens the next one."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from adoption.publishing.models import Publication
from adoption.report.actions.decisions import change_decision, take_decision
from adoption.report.document import compose_report
from adoption.report.enums import DecisionState
from adoption.report.models import CommitteeDecision
from adoption.report.queries.edition import edition_of
from adoption.report.sections.barometer import FEAR
from cms.models import OrganisationSettings
from core.dates import today
from core.typography import day_text
from people.models import Team
from people.retention_registry import retentions
from tests.adoption import full_portal
from tests.adoption.conftest import OCTOBER


pytestmark = pytest.mark.django_db

PAGE, NOTE = reverse("adoption:report"), reverse("adoption:note_decision")
DUE = date(2027, 3, 1)


@pytest.fixture
def portal(organisation):
    full_portal.fill(organisation["portal"], [Team.objects.organisation()], months=2)
    return organisation["portal"]


@pytest.fixture
def reader(client, training_manager):
    client.force_login(training_manager)
    return client


def decided(portal, month=OCTOBER, **given):
    values = {"text": "Un kiosque", "owner": "Service formation", "due_on": DUE}
    return take_decision(portal=portal, month=month, **(values | given))


def report_of(portal, month):
    publication = Publication.objects.get(portal=portal, month=month.first_day)
    with translation.override("en"):
        return compose_report(edition_of(publication))


def logged(report):
    return [each.decision.text for each in report.log]


def test_a_changed_decision_keeps_what_it_said_who_changed_it_and_when(
    portal, reader, training_manager
):
    decision = decided(portal, OCTOBER.previous())
    change = reverse("adoption:change_decision", args=[decision.uuid])
    values = {"text": "Deux kiosques", "owner": "RH", "due_on": "2027-04-01", "state": "open"}

    for _twice in range(2):
        reader.post(change, values | {"mois": "2026-10"})
    reader.post(change, values | {"mois": "2026-10", "state": "done"})

    first, second = decision.revisions.all()
    assert (first.text, first.owner, first.due_on) == ("Un kiosque", "Service formation", DUE)
    assert (second.text, second.state) == ("Deux kiosques", "open")
    assert first.changed_by == training_manager
    [line] = report_of(portal, OCTOBER).log
    day = day_text(today())
    assert line.decision.text == "Deux kiosques"
    assert line.standing == f"done on {day}, changed on {day}"
    before = f"Until {day}: “Un kiosque” (Service formation, by 1 March 2027). Changed by {training_manager}."
    assert line.earlier == (before,)
    assert before in reader.get(PAGE).content.decode()


@pytest.mark.usefixtures("in_english")
def test_what_became_of_a_decision_is_no_change_of_it(portal):
    decision = decided(portal, OCTOBER.previous())
    change_decision(decision=decision, state=DecisionState.DONE)

    [line] = report_of(portal, OCTOBER).log
    assert (line.standing, line.earlier) == (f"done on {day_text(today())}", ())


def test_a_question_is_noted_as_decided_with_one_click(portal, reader):
    page = BeautifulSoup(reader.get(PAGE).content, "lxml")
    form = page.select_one(f'#decisions ~ ul form[action="{NOTE}"]')
    sent = {field["name"]: field["value"] for field in form.select("input")}

    reader.post(NOTE, sent)
    reader.post(NOTE, sent)
    other = reader.post(NOTE, sent | {"owner": "Direction"}, follow=True)

    assert "Another decision is noted already" in other.content.decode()
    decision = CommitteeDecision.objects.get()
    assert (decision.asked, decision.text) == (sent["question"], sent["text"])
    assert decision.owner == "Training department"
    now = report_of(portal, OCTOBER)
    assert [each.decision for each in now.taken] == [decision]
    assert sent["question"] not in {each.key for each in now.decisions}


def test_the_next_report_begins_with_what_became_of_it(portal):
    decision = decided(portal, OCTOBER.previous())

    assert logged(report_of(portal, OCTOBER.previous())) == []
    [line] = report_of(portal, OCTOBER).log
    assert line.standing == "open, due on 1 March 2027"

    change_decision(decision=decision, state=DecisionState.DONE, owner="Nadia, de l’accueil")
    [line] = report_of(portal, OCTOBER).log
    assert line.decision.owner == "Nadia, de l’accueil"
    assert line.standing.startswith("done on")


def test_what_is_decided_and_under_way_is_not_asked_again_until_it_is_settled(portal):
    key = report_of(portal, OCTOBER).decisions[0].key
    decision = decided(portal, OCTOBER.previous(), asked=key)

    assert key not in {each.key for each in report_of(portal, OCTOBER).decisions}
    change_decision(decision=decision, state=DecisionState.DROPPED)
    assert key in {each.key for each in report_of(portal, OCTOBER).decisions}


def test_what_was_settled_before_the_month_is_told_no_more(portal):
    decision = decided(portal, OCTOBER.previous())
    CommitteeDecision.objects.filter(pk=decision.pk).update(
        state=DecisionState.DROPPED, settled_on=date(2026, 9, 30)
    )

    assert logged(report_of(portal, OCTOBER)) == []


def test_page_and_file_open_with_the_log_and_only_training_managers_write_it(
    portal, reader, client, person
):
    decision = decided(portal, OCTOBER.previous())
    page = BeautifulSoup(reader.get(PAGE).content, "lxml").main
    change = reverse("adoption:change_decision", args=[decision.uuid])

    assert page.find("h2").text == "What became of the decisions"
    assert page.find("form", action=change)
    values = {"text": "Deux kiosques", "owner": "RH", "due_on": "2027-04-01", "state": "done"}
    assert reader.post(change, values | {"mois": "2026-10"}).status_code == 302
    decision.refresh_from_db()
    assert (decision.text, decision.state) == ("Deux kiosques", "done")

    client.force_login(person)
    for address in (change, NOTE, reverse("adoption:contact_time")):
        assert client.post(address, values).status_code == 404


def test_a_day_before_the_decision_is_refused_in_words(portal, reader):
    sent = {"portail": portal.slug, "mois": "2026-10", "text": "x", "owner": "y"}

    answer = reader.post(NOTE, sent | {"due_on": "2020-01-01"}, follow=True)

    assert "The day by which it is due is before the decision." in answer.content.decode()
    assert not CommitteeDecision.objects.exists()


@pytest.mark.parametrize("wrong", [{"mois": "2026-01"}, {"mois": ""}, {"portail": "autre"}])
def test_a_report_that_is_not_there_takes_no_decision(portal, reader, wrong):
    sent = {"portail": portal.slug, "mois": "2026-10", "text": "x", "owner": "y"}

    assert reader.post(NOTE, sent | {"due_on": "2027-01-01"} | wrong).status_code == 404


def test_a_decision_that_is_settled_has_a_day_and_is_open_without_one(portal):
    decision = decided(portal)
    change_decision(decision=decision, state=DecisionState.DONE)
    change_decision(decision=decision, state=DecisionState.OPEN)
    decision.refresh_from_db()
    assert decision.settled_on is None

    with pytest.raises(IntegrityError), transaction.atomic():
        CommitteeDecision.objects.update(state=DecisionState.DONE)


@pytest.mark.usefixtures("in_english")
def test_settled_decisions_go_after_three_years(portal):
    decision = decided(portal)
    CommitteeDecision.objects.update(state=DecisionState.DONE, settled_on=date(2023, 1, 1))
    [retention] = [each for each in retentions() if each.key == "committee_decisions"]

    assert (
        retention.in_words() == "3 years after they are done or dropped, or else after their day."
    )
    assert list(retention.outdated(retention.limit(timezone.now()))) == [decision]


def test_what_was_promised_about_jobs_stands_beside_the_barometer(portal):
    decided(portal, asked=FEAR, text="Aucun poste ne sera supprimé", owner="Direction")

    said = report_of(portal, OCTOBER).sections["barometer"].paragraphs

    assert said == ("Promised about jobs: “Aucun poste ne sera supprimé” (Direction).",)
    CommitteeDecision.objects.update(state=DecisionState.DROPPED, settled_on=today())
    assert report_of(portal, OCTOBER).sections["barometer"].paragraphs == ()


# --- The accent ------------------------------------------------------------------------------------------


def test_drawings_take_the_accent_of_the_organisation(portal):
    OrganisationSettings.objects.update_or_create(defaults={"accent": "#c2185b"})
    [chart] = [each for each in report_of(portal, OCTOBER).charts if each.name == "taux"]

    svg = chart.draw("light").decode()

    assert "#00567a" not in svg
    assert "#c2185b" in chart.drawn
