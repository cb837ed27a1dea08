"""What a team asks of training managers, from the page to their answer and back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from adoption.publishing.actions.publications import publish
from adoption.team_actions.actions import answer_request, finish_action, move_action, reopen_action
from adoption.team_actions.mails import TEAM_ASKS
from adoption.team_actions.models import TeamAction
from adoption.team_actions.notifications import notify_of_request
from core.dates import today
from learning.models import AssignmentRule
from people.models import MailLanguage, Notification
from people.notifications.queries import waiting_items
from tests.adoption.conftest import OCTOBER
from tests.adoption.dashboards.test_digests import mails
from tests.adoption.dashboards.test_team_page import text_of
from tests.adoption.team_actions.test_team_actions import PLAN, URL, asked_for, planned
from tests.learning.factories import make_lesson, make_module, make_path


pytestmark = pytest.mark.django_db

REQUESTS = reverse("adoption:team_requests")


@pytest.fixture
def published(declared):
    publish(portal=declared["portal"], month=OCTOBER)
    return declared


@pytest.fixture
def north(published, client):
    manager = published["people"]["north"][0]
    client.force_login(manager)
    return manager


@pytest.fixture
def path(db):
    module = make_module()
    make_lesson(module)
    return make_path(module, title="Messages frauduleux")


def answered(client, action, answer):
    """Answer the request as it was when `action` was read."""
    sent = {"answer": answer, "wished_on": f"{action.planned_on:%Y-%m-%d}"}
    return client.post(reverse("adoption:answer_team_request", args=[action.uuid]), sent)


def titles(person):
    return [item.description.title for item in waiting_items(person)]


def asked_path(published, client, path):
    client.post(
        PLAN, asked_for(published, kind="path", path=path.pk, planned_on="2026-12-08"), follow=True
    )
    return TeamAction.objects.get(kind="path")


# --- Asked for ------------------------------------------------------------------------------------------


def test_a_path_is_asked_for_from_the_page_and_training_managers_have_a_mail(
    published, north, client, path, training_manager
):
    MailLanguage.objects.get_or_create(person=training_manager, defaults={"language": "en"})
    assert "Ask for a whole path for the team" in text_of(client.get(URL))

    action = asked_path(published, client, path)

    assert (action.path, action.is_asked) == (path, True)
    ((to, letter),) = mails(TEAM_ASKS)
    assert to == training_manager
    assert "A training path for the team: Messages frauduleux" in letter.text
    assert REQUESTS in letter.text
    page = text_of(client.get(URL))
    assert "A training path for the team: Messages frauduleux. Asked for 8 December 2026" in page
    assert "Ask for a whole path" not in page

    other = make_path(make_module(), title="Protéger les données")  # from a page opened before
    sent = asked_for(published, kind="path", path=other.pk, planned_on="2026-12-10")
    page = text_of(client.post(PLAN, sent, follow=True))
    assert "Another path is asked for already, for 8 December 2026" in page
    assert TeamAction.objects.get(kind="path").path == path


@pytest.mark.parametrize("given", ["", "0", "x", "a\x00b"])
def test_a_path_that_is_not_offered_is_not_asked_for(published, north, client, path, given):
    path.is_retired = True
    path.save()
    sent = asked_for(published, kind="path", path=given, planned_on="2026-12-08")

    page = client.post(PLAN, sent, follow=True)

    assert "choose a path first" in text_of(page)
    assert not TeamAction.objects.exists()


def test_a_request_waits_for_training_managers_until_one_has_answered_or_it_ends(
    published, north, client, training_manager
):
    client.post(PLAN, asked_for(published, planned_on="2026-12-08"))
    action = TeamAction.objects.get()
    assert ["Agence Nord" in title for title in titles(training_manager)] == [True]
    assert titles(north) == []

    answer_request(action=action, answer="arranged", today=today())
    assert not Notification.objects.exists()

    notify_of_request(action, [training_manager])
    assert titles(training_manager) == []  # it has its answer
    training_manager.groups.clear()
    TeamAction.objects.update(answer="")
    assert titles(training_manager) == []  # whoever has lost the role reads none


# --- The list --------------------------------------------------------------------------------------------


def test_training_managers_read_what_is_open_and_reach_it_from_their_first_screen(
    published, client, training_manager
):
    planned(published, "south")
    planned(published, "north", kind="talk")  # asked of nobody
    finish_action(action=planned(published, "north"), today=today())
    client.force_login(training_manager)

    assert "1 request waits for your answer" in text_of(client.get("/"))
    page = text_of(client.get(REQUESTS))

    assert "Discovery workshop" in page
    assert "Agence Sud" in page
    assert "Day wished: 1 December 2026. Asked for on 24 November." in page
    assert "Agence Nord" not in page


def test_nobody_else_opens_or_answers_requests(
    published, client, data_protection_officer, administrator
):
    action = planned(published)
    for person in (published["people"]["north"][0], data_protection_officer, administrator):
        client.force_login(person)
        assert client.get(REQUESTS).status_code == 404
        assert answered(client, action, "arranged").status_code == 404
        assert "waits for your answer" not in text_of(client.get("/"))
    action.refresh_from_db()
    assert action.answer == ""


@pytest.mark.parametrize("size", [1, 6])
def test_the_list_asks_as_many_questions_at_any_size(
    published, client, training_manager, path, size, django_assert_max_num_queries
):
    for team in list(published["teams"])[:size]:
        for kind in ("workshop", "ambassador", "path"):
            planned(published, team, kind=kind, **{"path": path} if kind == "path" else {})
    client.force_login(training_manager)
    client.get(REQUESTS)

    with django_assert_max_num_queries(8):
        client.get(REQUESTS)


# --- The answer ------------------------------------------------------------------------------------------


def test_what_is_arranged_stays_under_way_and_says_so(published, client, training_manager):
    action = planned(published)
    client.force_login(training_manager)

    answered(client, action, "arranged")

    assert "waits for your answer" not in text_of(client.get("/"))
    assert "It is arranged" in text_of(client.get(REQUESTS))
    client.force_login(published["people"]["north"][0])
    page = text_of(client.get(URL))
    assert "Arranged, for 1 December 2026" in page
    assert [step.event for step in action.steps.all()] == ["planned", "arranged"]


def test_what_is_declined_is_over_and_the_team_reads_why(
    published, north, client, training_manager
):
    action = planned(published)
    client.force_login(training_manager)

    answered(client, action, "nobody_free")

    assert "No request is open" in text_of(client.get(REQUESTS))
    client.force_login(north)
    page = text_of(client.get(URL))
    assert "declined on 24 November 2026: Nobody is free for it at the moment" in page
    assert "Take it back" not in page  # it is asked for anew
    client.post(PLAN, asked_for(published, planned_on="2026-12-08"))
    assert TeamAction.objects.asked().count() == 1


def test_of_two_answers_the_first_counts_and_an_arrangement_may_fall_through(published):
    action = planned(published)

    assert answer_request(action=action, answer="arranged", today=today())
    assert not answer_request(action=action, answer="arranged", today=today())
    assert answer_request(action=action, answer="other_day", today=today())
    assert not answer_request(action=action, answer="join", today=today())

    action.refresh_from_db()
    assert (action.answer, action.dropped_on) == ("other_day", today())
    assert not reopen_action(action=action, today=today())


def test_only_what_is_asked_is_answered(published, client, training_manager):
    action = planned(published, kind="talk")
    client.force_login(training_manager)

    answered(client, action, "join")
    assert answered(client, action, "no").status_code == 404

    action.refresh_from_db()
    assert (action.answer, action.dropped_on) == ("", None)


def test_an_answer_to_a_day_that_is_not_wished_any_more_does_not_count(
    published, client, training_manager
):
    action = planned(published)
    move_action(
        action=TeamAction.objects.get(), planned_on=today() + timedelta(days=20), today=today()
    )
    client.force_login(training_manager)

    for answer in ("arranged", "other_day"):
        page = client.get(answered(client, action, answer).url)
        assert "answered, moved or dropped already" in text_of(page)

    moved = TeamAction.objects.get()
    assert (moved.answer, moved.dropped_on) == ("", None)


def test_another_day_is_another_wish(published):
    action = planned(published)
    answer_request(action=action, answer="arranged", today=today())

    move_action(action=action, planned_on=today(), today=today())

    action.refresh_from_db()
    assert action.answer == ""


def test_an_assigned_path_is_done_and_a_slip_asks_for_it_again(published, north, client, path):
    action = asked_path(published, client, path)

    answer_request(action=action, answer="arranged", today=today())

    action.refresh_from_db()
    assert action.done_on == today()
    assert reopen_action(action=action, today=today())
    action.refresh_from_db()
    assert (action.answer, action.done_on) == ("", None)


def test_the_request_for_a_path_leads_to_a_rule_with_the_path_and_the_team(
    published, north, client, path, training_manager
):
    asked_path(published, client, path)
    client.force_login(training_manager)
    [row] = client.get(REQUESTS).context["rows"]

    form = client.get(row["assign_url"]).context["form"]
    title = form.get_initial_for_field(form.fields["title"], "title")
    client.post(
        row["assign_url"],
        {"title": title, "path": path.pk, "due": "none", "remind_before": "", "remind_after": ""},
    )

    assert (title, form.initial["path"]) == ("Asked for by Agence Nord", path)
    rule = AssignmentRule.objects.get()
    assert [(row.kind, row.values) for row in rule.criteria.all()] == [
        ("team", [published["teams"]["north"].pk])
    ]


# --- The same words before and after ----------------------------------------------------------------------


def test_what_is_planned_keeps_the_words_of_the_suggestion(published, north, client):
    client.post(
        PLAN,
        asked_for(published, kind="reminder", rule="to_do", planned_on="2026-12-08"),
        follow=True,
    )
    client.post(PLAN, asked_for(published, kind="talk", rule="party", planned_on="2026-12-08"))

    titles = [row["action"].title for row in client.get(URL).context["waiting"]]

    assert titles == ["Set a time for mandatory training", "Talk about the future of our jobs"]
