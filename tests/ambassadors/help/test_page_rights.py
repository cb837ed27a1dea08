"""Rights on the pages of mutual help, and what neither person of a pair reads of the other."""

import uuid
from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from ambassadors.help.enums import PairStatus
from cms.models import PortalService
from tests.ambassadors.factories import PairFactory, ServiceFactory
from tests.ambassadors.visits import answer_url, signed_in, text
from tests.people.factories import PositionFactory


pytestmark = pytest.mark.django_db

INDEX, OWN = reverse("ambassadors:index"), reverse("ambassadors:own_request")
OFFER, CAPACITY = reverse("ambassadors:offer"), reverse("ambassadors:capacity")
LEAVE, SESSIONS = reverse("ambassadors:leave"), reverse("ambassadors:sessions")
CANCEL = reverse("ambassadors:cancel")


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def topic():
    return ServiceFactory(name="Messagerie")


# --- Who may do what --------------------------------------------------------------------------------

PAIR_URLS = ["ambassadors:answer", "ambassadors:end"]
OTHERS = ["person", "manager", "training_manager", "administrator", "editor"]


@pytest.mark.parametrize("url", [INDEX, OWN, OFFER, LEAVE, CAPACITY, SESSIONS, CANCEL])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_anonymous_sign_in_first(client, url, method):
    answer = getattr(client, method)(url)

    assert answer.status_code == 302
    assert reverse("people:login") in answer["Location"]


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("name", PAIR_URLS)
def test_the_pair_of_others_does_not_exist(client, request, role, name):
    pair = PairFactory(active=True)
    someone = request.getfixturevalue(role)
    PositionFactory(
        person=pair.request.person, team=someone.positions.get().team
    )  # a manager's own report
    client.force_login(someone)

    for key in (pair.uuid, uuid.uuid4()):
        assert client.post(reverse(name, args=[key]), {"answer": "yes"}).status_code == 404
    pair.refresh_from_db()
    assert pair.status == PairStatus.ACTIVE


@pytest.mark.parametrize("name", PAIR_URLS)
def test_a_draft_does_not_exist_for_its_two(client, name):
    pair = PairFactory()

    for person in (pair.request.person, pair.ambassador.person):
        client.force_login(person)
        assert client.post(reverse(name, args=[pair.uuid])).status_code == 404


def test_whoever_asked_cannot_answer_before_the_ambassador(client):
    pair = PairFactory(proposed=True)
    client.force_login(pair.request.person)

    assert client.post(answer_url(pair), {"answer": "no"}).status_code == 404


@pytest.mark.parametrize("url", [LEAVE, CAPACITY, SESSIONS, CANCEL])
def test_what_one_is_not_does_not_exist(client, person, url):
    client.force_login(person)

    assert client.post(url).status_code == 404


@pytest.mark.parametrize("url", [CAPACITY, CANCEL])
def test_verbs_are_posted(client, person, url):
    client.force_login(person)

    assert client.get(url).status_code == 405


@pytest.mark.parametrize("role", OTHERS)
def test_the_pages_of_anybody_show_nobody_else(client, request, role):
    pair = PairFactory(active=True)
    signed_in(client, request.getfixturevalue(role))

    for url in (INDEX, OWN, OFFER):
        page = text(client.get(url))
        assert str(pair.request.person) not in page
        assert pair.ambassador.person.email not in page


# --- P12: neither sees use or marks of the other ----------------------------------------------------


CANARIES = ["CANARI", "every week", "October", "quiz", "score", "73.1", "73,1", "73%", "73\u202f%"]


def test_nothing_of_use_or_marks_of_the_other_reaches_the_pair(client):
    from adoption.usage.models import Declaration, PortalLink, UsageDay
    from adoption.usage.pseudonyms import subject_of
    from quizzes.models import Attempt, Quiz

    pair = PairFactory(active=True)
    waiting = PairFactory(proposed=True, ambassador=pair.ambassador)
    people = [pair.request.person, pair.ambassador.person, waiting.request.person]
    service = pair.ambassador.topics.get()
    PortalService.objects.update(name="Messagerie")
    quiz = Quiz.objects.create(title="CANARI-QUIZ", slug="canari")
    for number, person in enumerate(people):
        Attempt.objects.create(
            quiz=quiz, learner=person, pass_percent=80, points="73.125", max_points=100
        )
        known = {"portal": service.portal, "subject": subject_of(person)}
        PortalLink.objects.create(pseudonym=f"CANARI-{number}", linked_on=date(2026, 9, 1), **known)
        Declaration.objects.create(month=date(2026, 10, 1), answer="yes_weekly", **known)
        UsageDay.objects.create(
            portal=service.portal,
            pseudonym=f"CANARI-{number}",
            service=service,
            day=date(2026, 10, 7),
        )

    for person in people:
        signed_in(client, person)
        for url in (INDEX, OWN):
            page = text(client.get(url))
            assert not [canary for canary in CANARIES if canary in page.partition("<main")[2]]
