"""The page of a pair, for its two people and everybody else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from ambassadors.help.actions.follow_up import save_notes
from ambassadors.help.models import FitAnswer, HelpRequest, HelpSituation, PairNotebook, PairPlan
from core.dates import today
from people.actions.notices import record_notice_seen
from people.queries.notices import current_notices
from tests.ambassadors.factories import PairFactory, write_follow_up
from tests.people.factories import PositionFactory


pytestmark = pytest.mark.django_db

CANARY = "Ce que nous nous disons"
WRITES = {
    "pair_plan": {"version": 0, "rhythm": "weekly", "format": "phone", "discretion": "all"},
    "pair_notes": {"version": 0, "text": "x"},
    "pair_propose": {"minutes": 30},
    "pair_withdraw": {},
    "pair_call_off": {},
    "pair_session": {"minutes": 30, "outcome": "meet_again", "held_on": "2026-11-20"},
    "pair_agree": {"version": 1},
    "pair_fit": {"answer": "good"},
    "pair_feedback": {"useful": 4},
}
OTHERS = ["person", "manager", "training_manager", "administrator", "editor", "officer"]


@pytest.fixture
def pair():
    return PairFactory(active=True)


@pytest.fixture
def officer(data_protection_officer):
    return data_protection_officer


def signed_in(client, person):
    client.force_login(person)
    record_notice_seen(person=person, shown=current_notices(["help"]))
    client.cookies["django_language"] = "en"
    return client


def pair_url(pair, name="pair"):
    return reverse(f"ambassadors:{name}", args=[pair.uuid])


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("role", OTHERS)
def test_the_page_of_others_does_not_exist(client, request, role, pair):
    """Of their manager, of whoever runs the rounds, of an administrator."""
    someone = request.getfixturevalue(role)
    team = someone.positions.get().team if someone.positions.exists() else None
    if team:
        PositionFactory(person=pair.request.person, team=team)
    write_follow_up(pair, words=CANARY)
    signed_in(client, someone)

    assert client.get(pair_url(pair)).status_code == 404
    for name, sent in WRITES.items():
        assert client.post(pair_url(pair, name), sent).status_code == 404


def test_both_read_what_the_two_wrote(client, pair):
    write_follow_up(pair, words=CANARY)

    for person in (pair.request.person, pair.ambassador.person):
        assert CANARY in text(signed_in(client, person).get(pair_url(pair)))


def test_both_read_what_was_asked_while_the_pair_lives(client, pair):
    situation = HelpSituation.objects.create(slug="bloque", words="Je suis bloqué")
    HelpRequest.objects.update(situation=situation, line="Mon badge ne passe plus")
    for person in (pair.request.person, pair.ambassador.person):
        page = text(signed_in(client, person).get(pair_url(pair)))
        assert "About: Je suis bloqué" in page
        assert "Mon badge ne passe plus" in page
    client.post(pair_url(pair, "end"))
    # The request opens again, and what it says from now on is for whoever is asked next.
    page = text(client.get(pair_url(pair)))
    assert "Je suis bloqué" not in page
    assert "Mon badge" not in page


def test_from_a_session_to_the_words_at_the_end(client, pair):
    signed_in(client, pair.request.person)
    noted = {"minutes": 30, "outcome": "meet_again", "held_on": today()}

    assert client.post(pair_url(pair, "pair_session"), noted).url == pair_url(pair)
    assert "30 min" in text(client.get(pair_url(pair)))
    client.post(pair_url(pair, "pair_fit"), {"answer": "good"})
    assert FitAnswer.objects.get().answer == "good"
    assert client.post(pair_url(pair, "end")).url == pair_url(pair)
    client.post(pair_url(pair, "pair_feedback"), {"useful": 4, "thanks": "Merci"})

    assert "Your word is in" in text(client.get(pair_url(pair)))
    signed_in(client, pair.ambassador.person)
    assert "Merci" not in text(client.get(pair_url(pair)))


def test_a_number_of_minutes_that_is_typed_goes_before_a_tap(client, pair):
    signed_in(client, pair.request.person)
    noted = WRITES["pair_session"] | {"exact_minutes": 23, "held_on": today()}

    client.post(pair_url(pair, "pair_session"), noted)

    assert pair.sessions.get().minutes == 23


def test_learnt_ends_the_pair_only_once_that_is_confirmed_and_loses_nothing(client, pair):
    signed_in(client, pair.request.person)
    noted = {"minutes": 45, "outcome": "acquired", "held_on": today()}

    response = client.post(pair_url(pair, "pair_session"), noted)

    assert "Yes, our pair ends" in text(response)
    assert 'name="minutes" value="45"' in text(response)
    pair.refresh_from_db()
    assert (pair.status, pair.sessions.count()) == ("active", 0)
    client.post(pair_url(pair, "pair_session"), noted | {"confirmed": "yes"})
    pair.refresh_from_db()
    assert (pair.status, pair.sessions.get().minutes) == ("ended", 45)


@pytest.mark.parametrize(
    ("name", "sent", "said"),
    [
        ("pair_session", WRITES["pair_session"] | {"minutes": ""}, "Say how long it was."),
        ("pair_session", WRITES["pair_session"] | {"held_on": "2099-01-01"}, "still to come"),
        ("pair_plan", WRITES["pair_plan"] | {"rhythm": "never"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_said_before_the_notice_is_shown(client, pair, name, sent, said):
    client.force_login(pair.request.person)
    client.cookies["django_language"] = "en"

    answer = client.post(pair_url(pair, name), sent)

    assert said in text(answer)
    assert "people/notice_first.html" not in [used.name for used in answer.templates]


def test_an_ended_pair_invites_to_no_agreement(client, pair):
    signed_in(client, pair.request.person)
    assert "Two minutes, together if you can" in text(client.get(pair_url(pair)))
    client.post(pair_url(pair, "end"))
    assert "Two minutes, together if you can" not in text(client.get(pair_url(pair)))


def test_an_agreement_sent_over_a_newer_one_is_shown_beside_it_and_keeps_what_was_typed(
    client, pair
):
    signed_in(client, pair.request.person)
    sent = WRITES["pair_plan"]
    client.post(pair_url(pair, "pair_plan"), sent | {"own_goal": "Le sien"})

    again = client.post(
        pair_url(pair, "pair_plan"), sent | {"rhythm": "monthly", "own_goal": "Le mien"}
    )

    assert "as it stands now" in text(again)
    assert "Le mien" in text(again)
    assert PairPlan.objects.get().goals == ["Le sien"]
    form = again.context["form"]
    client.post(
        pair_url(pair, "pair_plan"),
        sent | {"version": form["version"].value(), "goals": ["Le sien"], "own_goal": "Le mien"},
    )
    assert PairPlan.objects.get().goals == ["Le sien", "Le mien"]


def test_notes_over_newer_notes_keep_both_and_say_so(client, pair):
    save_notes(pair=pair, by=pair.ambassador.person, version=0, text="Sa ligne")
    signed_in(client, pair.request.person)

    page = client.post(
        pair_url(pair, "pair_notes"), {"version": 0, "text": "Ma ligne"}, follow=True
    )

    assert "both texts are kept" in text(page)
    assert {"Sa ligne", "Ma ligne"} <= set(PairNotebook.objects.get().text.splitlines())


def test_notes_are_text_and_nothing_else(client, pair):
    save_notes(pair=pair, by=pair.ambassador.person, version=0, text="<script>x</script>{{ 7 }}")

    page = text(signed_in(client, pair.request.person).get(pair_url(pair)))

    assert "<script>x" not in page
    assert "{{ 7 }}" in page


@pytest.mark.parametrize("version", ["", "-1", "x", "99999999999999999999", None])
def test_a_version_that_is_made_up_does_no_harm(client, pair, version):
    signed_in(client, pair.request.person)
    sent = {} if version is None else {"version": version}

    assert client.post(pair_url(pair, "pair_agree"), sent).status_code == 400
    for name in ("pair_notes", "pair_plan"):
        answer = client.post(pair_url(pair, name), WRITES[name] | {"version": version or ""})
        assert answer.status_code in (200, 302)


def test_a_pair_that_ended_at_its_check_says_nothing_of_who(client, pair):
    write_follow_up(pair, words="x")
    PairPlan.objects.update(was_let_end=True)
    pages = [
        text(signed_in(client, person).get(pair_url(pair)))
        for person in (pair.request.person, pair.ambassador.person)
    ]

    for page in pages:
        assert "nobody is told which" in page
        assert "Send my word" not in page


def test_the_lists_lead_to_the_page(client, pair):
    for person, url in (
        (pair.request.person, reverse("ambassadors:own_request")),
        (pair.ambassador.person, reverse("ambassadors:index")),
    ):
        signed_in(client, person)
        assert pair_url(pair) in text(client.get(url))
    write_follow_up(pair, words="x", ended_at=timezone.now() - timedelta(days=3))

    assert pair_url(pair) in text(client.get(reverse("ambassadors:index")))


@pytest.mark.parametrize("sessions", [1, 18])
def test_the_page_asks_as_many_questions_however_many_sessions(
    client, pair, sessions, django_assert_max_num_queries
):
    for number in range(sessions):
        pair.sessions.create(
            held_on=today() - timedelta(days=number), minutes=15, outcome="meet_again"
        )
    signed_in(client, pair.request.person)
    client.get(pair_url(pair))

    with django_assert_max_num_queries(24):
        client.get(pair_url(pair))
