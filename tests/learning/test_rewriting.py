"""An editor asks for a second reading: when the version is published, and once."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from learning.actions.progress import finish_lesson
from learning.models import Lesson, LessonPage
from tests.cms.test_admin import lesson_form
from tests.learning.factories import make_lesson, make_module


pytestmark = [pytest.mark.django_db, pytest.mark.may_write]  # Wagtail keeps its own tables on a GET


@pytest.fixture
def writer(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def lesson(person):
    """Published, and read by somebody."""
    page = make_lesson(make_module())
    page.save_revision().publish()
    finish_lesson(person=person, lesson=page.record)
    return page


def send(writer, lesson, **fields):
    publish = fields.pop("publish", True)
    form = lesson_form(slug=lesson.slug, **fields) | ({"action-publish": "1"} if publish else {})
    response = writer.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), form)
    assert response.status_code == 302, response.context["form"].errors
    return LessonPage.objects.get(pk=lesson.pk)


def asks():
    return Lesson.objects.get().asks_again_since


def box(writer, lesson):
    edit = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    return writer.get(edit).context["form"]["ask_again"].value()


def test_publishing_asks_nothing_by_itself(writer, lesson):
    send(writer, lesson)
    assert asks() is None


def test_a_draft_asks_nothing_until_it_is_published_and_then_once(writer, lesson, person):
    send(writer, lesson, ask_again="on", publish=False)
    assert asks() is None
    assert box(writer, lesson)
    send(writer, lesson, ask_again="on")
    first = asks()
    assert first is not None
    assert not box(writer, lesson)

    send(writer, lesson, title="Une faute corrigée")
    LessonPage.objects.get(pk=lesson.pk).get_latest_revision().publish()
    assert asks() == first


def test_what_was_asked_for_in_a_draft_can_be_given_up(writer, lesson):
    send(writer, lesson, ask_again="on", publish=False)
    send(writer, lesson)
    assert asks() is None


def test_it_can_be_asked_a_second_time(writer, lesson):
    send(writer, lesson, ask_again="on")
    first = asks()
    send(writer, lesson, ask_again="on")
    assert asks() > first


def test_a_publication_that_was_scheduled_asks_at_its_hour(writer, lesson):
    later = timezone.localtime() + timedelta(days=1)
    send(writer, lesson, ask_again="on", go_live_at=later.strftime("%Y-%m-%d %H:%M"))
    assert asks() is None
    _a_day_later()
    call_command("publish_scheduled")
    assert asks() is not None


def _a_day_later():
    """The revision that waits was meant for a minute ago."""
    revision = Revision.objects.exclude(approved_go_live_at=None).get()
    past = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()


def test_going_back_to_the_version_that_asked_does_not_ask_again(writer, lesson):
    send(writer, lesson, ask_again="on")
    first = asks()
    asking = LessonPage.objects.get(pk=lesson.pk).get_latest_revision()
    send(writer, lesson, title="Autre")
    asking.publish()
    assert asks() == first


def test_its_readers_are_told_and_read_it_once_more(writer, lesson, person):
    send(writer, lesson, ask_again="on")
    page = LessonPage.objects.get(pk=lesson.pk)
    reader = Client(headers={"accept-language": "en"})
    reader.force_login(person)
    message = "This lesson has changed since you read it"
    assert message in reader.get(page.url).content.decode()
    assert "It has changed since you read it" in reader.get(page.get_parent().url).content.decode()

    reader.post(reverse("learning:finish", args=[page.record.uuid]))
    assert message not in reader.get(page.url).content.decode()
