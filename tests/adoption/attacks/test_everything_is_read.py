"""Every address, section and kind of mail there is has been read in one of the two stories, or stands here with a reason."""

import re
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.urls import URLPattern, get_resolver, include, path, resolve
from django.urls.exceptions import Resolver404

from adoption import urls
from adoption.dashboards import mails as figure_mails
from adoption.dashboards.views.team import team
from adoption.publishing import mails as publication_mails
from adoption.report import mails as report_mails
from adoption.report import sections
from adoption.surveys import mails as survey_mails
from adoption.usage import mails as question_mails


pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]

OWN = "one’s own, and of nobody else"
ANSWERS = (
    "no survey was held in the stories: tests/adoption/surveys/test_surveys.py and decision 34"
)
NO_QUESTIONS = "questions that nobody has answered: tests/adoption/surveys/test_own_questions.py"
LINKED = (
    "figures of linked accounts need more of them: tests/adoption/publishing/test_further_worlds.py"
)
DOOR = "takes days in, or keys for that, and gives nothing back: tests/adoption/usage/test_portal_api.py"
# Nothing of the kind is in the stories. Where what it would say is tried.
NOT_READ = {
    "adoption:barometer": OWN,
    "adoption:habits": OWN,
    "adoption:erase_answers": OWN,
    "adoption:how_often": OWN,
    "adoption:link": OWN,
    "adoption:unlink": OWN,
    "adoption:desk": "the readers stand at no desk: tests/adoption/attacks/test_desks_attacked.py",
    "adoption:questions": OWN,
    "adoption:report_file": "whether the report’s file is made, no figure: tests/adoption/report/test_steering_report.py",
    "adoption:close_survey": ANSWERS,
    "adoption:open_survey": ANSWERS,
    "adoption:survey_results": ANSWERS,
    "adoption:survey_table": ANSWERS,
    "adoption:survey_workbook": ANSWERS,
    "adoption:quarter_chart": LINKED,
    "adoption:quarter_file": LINKED,
    "adoption:quarter_table": LINKED,
    "adoption:quarter_workbook": LINKED,
    "adoption:reach_table": LINKED,
    "adoption:reach_workbook": LINKED,
    "adoption:registered_quarter": LINKED,
    "adoption:populations": "names, where there are too many for a list: tests/adoption/dashboards/test_programme_page.py",
    "portal_api:api-root": DOOR,
    "portal_api:openapi-json": DOOR,
    "portal_tokens:tokens": DOOR,
    "portal_tokens:revoke": DOOR,
}
NOT_SENT = {
    question_mails.QUESTION: "goes to all alike and holds nothing: tests/adoption/usage/test_question_by_mail.py",
    survey_mails.OPENED: "goes to all alike and holds nothing: tests/adoption/surveys/test_survey_mails.py",
    survey_mails.REMINDER: "goes to all alike and holds nothing: tests/adoption/surveys/test_survey_mails.py",
    survey_mails.QUESTIONS_TO_READ: NO_QUESTIONS,
    survey_mails.QUESTIONS_READ: NO_QUESTIONS,
    publication_mails.WITHHELD: "no month is withheld here; it holds nothing: tests/adoption/publishing/test_publication.py",
}


def patterns_of(resolver, namespace=""):
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield ":".join(filter(None, (namespace, each.name or ""))), each.callback
        else:
            yield from patterns_of(each, each.namespace or namespace)


def of_adoption(urls=None):
    """By name, the views of adoption that answer a GET: whatever is added to `urls.py` is among them."""
    found = {}
    for name, view in patterns_of(get_resolver(urls)):
        inner = getattr(view, "view_class", view)
        if inner.__module__.startswith("adoption.") and not getattr(view, "post_only", False):
            found[name] = view
    return found


def name_at(address):
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return None


def opened(*stories):
    return {
        name_at(address)
        for world in stories
        for found in world.found.values()
        for address, answer in found.items()
        if answer.status in {200, 302}
    }


def test_every_address_of_adoption_is_opened_by_a_reader(worlds, longer):
    unread = of_adoption().keys() - opened(worlds[0], longer[0])

    assert unread - NOT_READ.keys() == set(), "nobody reads what it says"
    assert NOT_READ.keys() - unread == set(), "it is read, or there is none"


def test_one_that_is_added_is_noticed():
    more = ModuleType("more_urls")
    more.urlpatterns = [path("usage/", include(urls)), path("usage/encore/", team, name="more")]

    assert of_adoption(more).keys() - of_adoption().keys() == {"more"}


def test_every_section_of_the_report_is_read(worlds, longer):
    read = {
        title["id"]
        for world in (worlds[0], longer[0])
        for found in world.found.values()
        for address, answer in found.items()
        if address.startswith("/usage/programme/rapport/") and answer.is_page
        for title in BeautifulSoup(answer.content, "lxml").select(".report__section h2")
    }

    # Of training and barometer these worlds have none: nothing there is of anybody’s use. Of minutes: test_campaigns.py.
    unread = {"training", "barometer", "worth"}
    assert set(sections.SECTIONS) - read == unread


def test_every_kind_of_mail_is_read(worlds, longer, monkeypatch):
    kinds = []
    for mails in (question_mails, survey_mails, figure_mails, report_mails, publication_mails):
        monkeypatch.setattr(
            mails, "register_mail_kind", lambda kind, *_group: kinds.append(kind.key)
        )
        mails.register()
    sent = {kind for world in (worlds[0], longer[0]) for _person, kind, *_rest in world.mails}

    assert set(kinds) - sent == NOT_SENT.keys()


def test_what_is_named_instead_exists():
    named = re.findall(r"tests/[\w/]+\.py", " ".join([*NOT_READ.values(), *NOT_SENT.values()]))
    assert named
    assert [each for each in named if not (ROOT / each).is_file()] == []
