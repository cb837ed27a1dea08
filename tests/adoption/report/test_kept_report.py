"""The committee's report is made once of the same content, and anew as soon as anything that it says is another."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import translation

from adoption.contacts.models import ContactVolume, OwnChannel
from adoption.experiments.models import Experiment
from adoption.report import document as report
from adoption.report import registry
from adoption.report.document import report_of
from adoption.report.queries.edition import edition_of
from adoption.report.registry import SectionFailed
from adoption.sharing.models import OtherOrganisation
from adoption.targets.models import Target
from adoption.team_actions.models import TeamAction
from cms.models import Portal
from people.models import Team
from tests.adoption import full_portal


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_french():
    with translation.override("fr"):
        yield


@pytest.fixture
def latest(organisation):
    teams = [Team.objects.organisation(), *organisation["teams"].values()]
    return full_portal.fill(organisation["portal"], teams, months=5)


def made(publication):
    return report_of(edition_of(publication))


def said(found):
    sections = [*found.sections.values(), found.method]
    charts = [(each.title, each.drawn, each.table) for each in found.charts]
    tables = [each.tables for each in sections]
    words = [(each.title, each.findings, each.paragraphs, each.decisions) for each in sections]
    return found.title, found.organisation, found.portal, found.basis, charts, tables, words


def test_the_same_content_is_the_same_report(latest):
    first = made(latest)

    assert made(latest) is first
    assert said(report._compose(edition_of(latest))) == said(first)


DECIDED = {"decision": "extend", "decided_on": date(2026, 11, 3), "learnt": "Il faut du temps."}
CHANGES = {  # what is published has no change
    "a count of contacts": (ContactVolume, {"channel": "phone"}, {"count": 4321}),
    "the name of a channel": (OwnChannel, {}, {"name": "Sur place"}),
    "a target": (Target, {}, {"percent": 33}),
    "a target that is dropped": (Target, {}, {"ended_on": date(2026, 11, 3)}),
    "the name of a group with a target": (Team, {"targets__isnull": False}, {"name": "Le pôle"}),
    "the title of an experiment": (Experiment, {}, {"title": "Un autre essai"}),
    "a decision": (Experiment, {}, DECIDED),
    "an experiment that is withdrawn": (Experiment, {}, {"withdrawn_on": date(2026, 11, 3)}),
    "the name of another organisation": (OtherOrganisation, {"known_as": "Habitat 1"}, {"label": "HLM"}),
    "an action that is done": (TeamAction, {"done_on": None}, {"done_on": date(2026, 10, 2)}),
    "an action that is dropped": (TeamAction, {"done_on": None}, {"dropped_on": date(2026, 10, 2)}),
    "the name of the portal": (Portal, {}, {"name": "Mon compte", "name_en": "My account"}),
}  # fmt: skip


@pytest.mark.parametrize(("model", "which", "change"), CHANGES.values(), ids=list(CHANGES))
def test_whatever_it_says_is_another_it_is_made_anew(latest, model, which, change):
    before = made(latest)

    model._base_manager.filter(pk__in=model._base_manager.filter(**which).values("pk")).update(
        **change
    )
    latest = type(latest).objects.get(pk=latest.pk)

    assert said(made(latest)) != said(before)
    assert said(made(latest)) == said(report._compose(edition_of(latest)))


def test_of_another_day_language_or_organisation_it_is_another(latest, settings):
    before = made(latest)

    with time_machine.travel(datetime(2027, 3, 1, 9, tzinfo=UTC), tick=False):
        of_another_day = made(latest)
    settings.PUBLICATION_THRESHOLD = 20
    under_another_rule = made(latest)
    with translation.override("en"):
        in_english = made(latest)
    named = report_of(edition_of(latest, organisation="Le fonds"))

    found = [before, of_another_day, under_another_rule, in_english, named]
    assert len({id(each) for each in found}) == len(found)
    assert (in_english.language, named.organisation) == ("en", "Le fonds")


def test_what_it_is_made_of_is_all_in_its_content(latest, django_assert_num_queries):
    """But for the settings of the month, which never change once it is out."""
    edition = edition_of(type(latest).objects.defer("parameters").get(pk=latest.pk))
    assert edition.content

    with django_assert_num_queries(1):
        report._compose(edition)


def test_what_failed_is_tried_again(latest, monkeypatch):
    def fails(_edition):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setitem(registry._makers, "overview", (10, fails))
        with pytest.raises(SectionFailed):
            made(latest)

    assert made(latest).lead is not None
