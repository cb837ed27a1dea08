"""Asking for help by situation, and changing what one asked without losing one's place."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from ambassadors.help.actions.direct_matching import choose_ambassador, send_request
from ambassadors.help.actions.wishes import set_request_aim
from ambassadors.help.enums import HelpKind, RequestStatus, Urgency
from ambassadors.help.importers import import_situation
from ambassadors.help.models import HelpRequest, HelpSituation
from ambassadors.help.queries.situations import shown_situations
from learning.folder_registry import SurveyFile, UnfitSurveyFileError
from tests.ambassadors.factories import HelpRequestFactory, ServiceFactory
from tests.ambassadors.help.request_steps import ambassadors_asked, helper
from tests.ambassadors.visits import form_data, signed_in, text
from tests.people.factories import PersonFactory


pytestmark = pytest.mark.django_db

ASK, OWN = reverse("ambassadors:ask"), reverse("ambassadors:own_request")
CHANGE, INDEX = reverse("ambassadors:change_request"), reverse("ambassadors:index")
LINE = "Un assuré revient demain pour son attestation"


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def topic():
    return ServiceFactory(name="Messagerie", slug="messagerie")


@pytest.fixture
def stuck(topic):
    situation = HelpSituation.objects.create(slug="bloque", words="Je n’arrive plus à me connecter")
    situation.services.set([topic])
    return situation


def asked(chosen, **changes):
    return {"situation": chosen.pk, "line": LINE, "how": "any", "by_when": "days", **changes}


def test_a_situation_a_line_and_send_are_a_request_that_matching_understands(
    client, person, stuck, topic
):
    knowing, other = helper(topic), helper(ServiceFactory())
    page = text(signed_in(client, person).get(ASK))
    assert stuck.words in page
    client.post(ASK, asked(stuck, by_when="today"))

    help_request = HelpRequest.objects.get()
    assert (help_request.situation, help_request.line) == (stuck, LINE)
    assert list(help_request.topics.all()) == [topic]
    assert ambassadors_asked(help_request) == [knowing]
    duties = text(signed_in(client, knowing.person).get(INDEX))
    assert LINE in duties
    assert stuck.words in duties
    assert LINE not in text(signed_in(client, other.person).get(INDEX))


def test_something_else_may_be_put_to_whoever_helps(client, person, stuck, topic):
    anybody = helper(ServiceFactory())
    other = HelpSituation.objects.create(slug="autre", words="Autre chose", sort_order=9)

    signed_in(client, person).post(ASK, asked(other, by_when="today"))

    help_request = HelpRequest.objects.get()
    assert not help_request.topics.exists()
    assert ambassadors_asked(help_request) == [anybody]


def test_a_service_that_one_names_goes_before_what_the_situation_stands_for(client, person, stuck):
    named = ServiceFactory()
    signed_in(client, person).post(ASK, asked(stuck, about=named.pk))

    assert list(HelpRequest.objects.get().topics.all()) == [named]


def test_neither_is_said_and_what_was_typed_stays(client, person, stuck):
    page = text(signed_in(client, person).post(ASK, asked(stuck, situation="")))

    assert "Choose what happens to you" in page
    assert LINE in page
    assert not HelpRequest.objects.exists()


def test_a_changed_request_keeps_its_place_and_its_wishes(client, person, stuck, topic):
    signed_in(client, person).post(ASK, asked(stuck))
    before = HelpRequest.objects.get()
    named = helper(topic)
    set_request_aim(help_request=before, kind=HelpKind.COACHING, wishes=[named])
    assert LINE in text(client.get(CHANGE))

    client.post(CHANGE, asked(stuck, line="Plutôt ceci", how="phone", by_when="whenever"))

    after = HelpRequest.objects.get()
    assert (after.pk, after.created_at, after.line) == (before.pk, before.created_at, "Plutôt ceci")
    assert (after.formats, after.urgency) == (["phone"], "whenever")
    assert after.wishes.get().ambassador == named


def test_a_long_request_is_changed_with_all_that_it_says(client, person, topic):
    listed, typed = helper(topic, is_named=True), PersonFactory()
    HelpRequestFactory(person=person, topics=[topic], ruled_out=[listed.person, typed])
    second = ServiceFactory()
    page = signed_in(client, person).get(CHANGE)
    assert page.context["form"]["topics"].value() == [topic.pk]

    client.post(CHANGE, form_data(second, urgency="today", line=LINE, ruled_out=[]))

    after = HelpRequest.objects.get()
    assert list(after.topics.all()) == [second]
    assert list(after.ruled_out.all()) == [typed]  # a name once typed is not lost
    assert after.at_once


def test_while_a_colleague_is_asked_the_line_alone_changes(client, person, stuck, topic):
    chosen = helper(topic, may_be_chosen=True)
    help_request = send_request(
        person=person, topics=[topic], situation=stuck, urgency=Urgency.DAYS, formats=["phone"]
    )
    choose_ambassador(help_request=help_request, ambassador=chosen)
    signed_in(client, person)
    client.post(CHANGE, {"line": LINE, "by_when": "today", "how": "phone"})

    help_request.refresh_from_db()
    assert (help_request.line, help_request.urgency) == (LINE, Urgency.DAYS)
    assert help_request.status == RequestStatus.PROPOSED
    assert ambassadors_asked(help_request) == [chosen]
    HelpRequest.objects.update(status=RequestStatus.MATCHED)
    assert client.get(CHANGE).status_code == 404


def test_situations_are_loaded_once_and_then_belong_to_their_editors(topic):
    french = SurveyFile("connexion", "fr", {"title": "Je suis bloqué", "services": ["messagerie"]})
    english = SurveyFile("connexion", "en", {"title": "I am stuck"})

    assert [import_situation(file) for file in (french, english)] == ["created", "changed"]
    [situation] = shown_situations()
    assert situation.words_here == "I am stuck"
    assert list(situation.services.all()) == [topic]
    HelpSituation.objects.update(words="Autrement dit")
    assert import_situation(french) == "unchanged"
    assert HelpSituation.objects.get().words == "Autrement dit"
    with pytest.raises(UnfitSurveyFileError):
        import_situation(SurveyFile("vide", "fr", {}))
