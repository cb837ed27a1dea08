"""Several tools at once: one question in all, words that follow the kind of tool, and figures that do not."""

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from adoption.publishing.actions.publications import publish
from adoption.publishing.models import Publication
from adoption.surveys.forms import SHADOW_USE, initial_questions
from adoption.surveys.queries import questions_in_hand
from adoption.usage.queries.own_use import STARTER_MODULES, MonthlyQuestion, next_question
from adoption.usage.words.questions import question_text
from cms.enums import ToolKind
from cms.models import Portal
from core.registry import panels_for
from people.models import JobFamily
from tests.adoption.conftest import OCTOBER, declare_all
from tests.adoption.factories import DeclarationFactory, PortalFactory
from tests.learning.factories import make_lesson, make_module


pytestmark = pytest.mark.django_db
NOVEMBER = OCTOBER.next()
LOGBOOK, TEAM = reverse("adoption:logbook"), reverse("adoption:team")
EDIT = reverse("adoption:edit_own_questions")
DECLARED = ["yes_weekly", "not_yet", "yes_now_and_then", "no_account", "rather_not_say"]


@pytest.fixture
def tools(portal):
    return [
        portal,
        PortalFactory(name="Assistant", slug="assistant", kind=ToolKind.ASSISTANT),
        PortalFactory(name="Tournée", slug="tournee", kind=ToolKind.INTERNAL),
    ]


def questions_of(rf, person):
    request = rf.get("/")
    request.user = person
    with CaptureQueriesContext(connection) as seen:
        panels = {
            panel.name: shown for part in panels_for(request).values() for panel, shown in part
        }
    return panels.get("adoption.declaration", {"questions": []})["questions"], len(seen)


def test_the_first_screen_asks_one_question_in_all_then_the_next(rf, person, portal):
    questions_of(rf, person)  # what is read once
    _one, cost = questions_of(rf, person)
    tools = [portal, PortalFactory(kind="assistant"), PortalFactory(kind="internal")]
    asked = []
    for _tool in tools:
        (question,), queries = questions_of(rf, person)
        assert not question["is_answered"]
        assert queries == cost
        asked.append(question["portal"])
        DeclarationFactory(portal=question["portal"], person=person, month=NOVEMBER.first_day)

    assert {tool.pk for tool in asked} == {tool.pk for tool in tools}
    answered, _queries = questions_of(rf, person)
    assert [card["is_answered"] for card in answered] == [True] * 3


def test_in_as_many_months_each_tool_is_asked_first_and_the_month_that_closes_before_any(portal):
    tools = [portal, PortalFactory.build(), PortalFactory.build()]

    def first(month):
        questions = [MonthlyQuestion(tool, month, None, is_current=True) for tool in tools]
        return next_question(questions).portal

    firsts = [first(OCTOBER.shifted(by)) for by in range(3)]
    assert all(firsts.count(tool) == 1 for tool in tools)
    late = MonthlyQuestion(tools[2], OCTOBER, None, is_current=False)
    others = [MonthlyQuestion(tool, NOVEMBER, None, is_current=True) for tool in tools[:2]]
    assert next_question([*others, late]) == late
    assert next_question([]) is None


def test_whoever_is_in_no_scope_is_asked_nothing(rf, client, person, tools):
    family = JobFamily.objects.create(name="Tournées")
    for tool in tools:
        tool.job_families.set([family])
        tool.save()

    assert questions_of(rf, person)[0] == []
    client.force_login(person)
    assert not client.get(LOGBOOK).context["pages"]


def test_the_logbook_asks_of_every_tool_and_words_follow_their_kind(client, person, tools):
    client.force_login(person)
    page = BeautifulSoup(client.get(LOGBOOK).content, "lxml").main
    text = page.get_text(" ", strip=True)

    assert len(page.select("form[action*='/declarer/']")) == 3
    for noun in ("the portal", "the tool", "the AI assistant"):
        assert f"have you used {noun}?" in text
    assert (
        question_text(tools[1], "October 2026")
        == "In October 2026, have you used the AI assistant?"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Portal.objects.update(kind="robot")


def test_an_assistant_begins_with_its_module_for_staff_and_for_managers(
    client, organisation, tools
):
    client.force_login(organisation["people"]["north"][0])
    assert "To begin:" not in client.get(LOGBOOK).content.decode()
    page = make_module("L’IA au travail")
    make_lesson(page)
    page.slug = STARTER_MODULES[ToolKind.ASSISTANT]
    page.save_revision().publish()

    assert client.get(LOGBOOK).content.decode().count("To begin:") == 1
    Publication.objects.create(portal=tools[1], month=OCTOBER.first_day, status="published")
    own = publish(portal=tools[2], month=OCTOBER)
    assert own.populations
    shown = client.get(TEAM, {"portail": "tournee"}).content.decode()
    assert "To begin:" not in shown
    assert "You will never see here who uses the tool" in shown


def test_what_is_published_of_a_tool_does_not_hang_on_its_kind(organisation, portal):
    """The same answers on a portal and on an assistant: the same figures, and the audit passes for both."""
    everybody = [person for group in organisation["people"].values() for person in group]
    assistant = PortalFactory(kind=ToolKind.ASSISTANT)
    out = []
    for tool in (portal, assistant):
        declare_all(tool, everybody, DECLARED * 12)
        out.append(publish(portal=tool, month=OCTOBER))

    columns = "team", "indicator", "kind", "low", "high", "population"
    of_portal, of_assistant = (
        list(publication.figures.order_by("pk").values_list(*columns)) for publication in out
    )
    assert of_portal == of_assistant
    assert out[0].status == out[1].status == "published"
    assert out[0].parameters == out[1].parameters


def test_use_of_an_assistant_nobody_chose_is_asked_by_the_box_in_both_languages(
    client, training_manager
):
    client.force_login(training_manager)
    form = client.get(EDIT, {"modele": SHADOW_USE}).context["form"]
    assert form.initial["kind_1"] == "choice"
    assert "kind_2" not in form.initial

    client.post(f"{EDIT}?modele={SHADOW_USE}", form.initial)
    held = questions_in_hand()
    assert held.number == 1
    assert [len(text.questions[0].options) for text in held.texts.values()] == [3, 3]
    again = client.get(EDIT, {"modele": SHADOW_USE}).context["form"].initial
    assert (
        again
        == initial_questions(held)
        == client.get(EDIT, {"modele": "?"}).context["form"].initial
    )
