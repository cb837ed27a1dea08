"""What waits of use and surveys is worked out for its reader alone: no row, no count."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from adoption.foundation.periods import Month
from adoption.usage.actions.declarations import declare
from adoption.usage.actions.objections import object_to_measurement
from adoption.usage.enums import DeclaredUse
from people.models import Notification, OutboxTask, OutgoingMail
from people.notifications.registry import notification_kinds
from tests.adoption.factories import PortalFactory
from tests.people.factories import ExternalFactory


pytestmark = pytest.mark.django_db

WAITING = reverse("people:waiting")
ASIDE = reverse("people:put_aside")


def read(client):
    page = BeautifulSoup(
        client.get(WAITING, headers={"accept-language": "en"}).content, "html.parser"
    )
    return [title.get_text() for title in page.select("main h3")], page.select_one(".bell__n")


def test_the_question_of_the_month_waits_for_who_has_not_answered_and_does_not_object(
    client, person
):
    portal = PortalFactory()
    client.force_login(person)

    assert read(client) == (["The question of November 2026"], None)
    client.post(ASIDE)
    assert read(client)[0] == ["The question of November 2026"]
    declare(person=person, portal=portal, month=Month(2026, 11), answer=DeclaredUse.YES_WEEKLY)
    answered = client.get(WAITING).content
    assert read(client) == ([], None)
    object_to_measurement(person=person)
    # Who objects and who has answered read the same page.
    assert read(client) == ([], None)
    assert len(client.get(WAITING).content) == len(answered)
    for table in (Notification, OutgoingMail, OutboxTask):
        assert not table.objects.exists()


def test_partners_learners_are_asked_nothing(client):
    PortalFactory()
    client.force_login(ExternalFactory())

    assert read(client) == ([], None)


def test_no_kind_of_row_is_about_use_or_a_survey():
    """A kind that is added here says that it names nobody's use of a portal, survey, tap, link or objection."""
    assert {kind.key for kind in notification_kinds()} == {
        "list_to_approve",
        "data_request",
        "help_proposal",
        "help_meeting",
        "help_meeting_off",
        "help_moments",
        "help_message",
        "help_report",
        "help_question",
        "workshop_seat",
        "workshop_changed",
        "workshop_proposal",
        "workshop_answered",
        "workshop_team",
        "practice_published",
        "job_map_review",
        "job_map_returned",
        "job_map_published",
        "case_waiting",
        "case_shown",
        "commitment_overdue",
        "learning_path",
        "portal_release",
        "message",
        "quiz_marked",
        "answers_to_mark",
        "team_request",
        "saved_report",
    }
