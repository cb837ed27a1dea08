"""A release of a portal: declared in one act, with drafts that nobody publishes or sends as they are."""

from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from adoption.campaigns.actions import make_portal
from adoption.dashboards.release_parts import band_in_words, figure_part
from adoption.foundation.periods import last_closed_month
from adoption.foundation.rates import HIDDEN, Measure
from cms.actions import raise_due_screens
from cms.enums import ServiceChange
from cms.models import Portal, PortalRelease, PortalScreen, PortalService, SearchEntry
from cms.policies import PublishingRefused
from cms.queries import open_services
from cms.search.queries import found_keys
from cms.tasks import raise_screens_task
from core.dates import today
from core.guidance import MARK
from core.typography import day_text
from demo.campaign.reading import DEFAULT, campaign_named
from demo.seeding.releases import seed_releases
from learning.actions.messages import plan_message, rewrite_message
from learning.actions.releases import (
    DeclaredRelease,
    call_off_release,
    correct_release,
    declare_release,
)
from learning.enums import MessageState
from learning.models import LessonPage, Message, ReleaseCampaign
from learning.queries.messages import author_may_write, message_blanks, message_digest
from learning.queries.releases import found_releases, release_documents
from learning.release_drafts import ReleaseText, lesson_blocks, message_text, question_drafts
from people.models import Notification
from people.notifications.queries import descriptions
from quizzes.actions.bank import save_question
from quizzes.actions.bulk import BulkChange, bulk_change_questions
from quizzes.enums import QuestionStatus, QuizStatus
from quizzes.models import Question
from quizzes.specs.codec import from_dict
from tests.learning.factories import make_module
from tests.people.factories import ExternalFactory


pytestmark = pytest.mark.django_db

DECLARE = reverse("releases_admin:releases")
WORDS = "Une attestation en un geste.\nLe chat s’en va {bientôt}."


@pytest.fixture(autouse=True)
def _in_english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def portal():
    portal = Portal.objects.create(name="Mon espace", slug="espace")
    for place, slug in enumerate(("paiement", "chat")):
        PortalService.objects.create(
            portal=portal, slug=slug, name=slug.capitalize(), sort_order=place
        )
    PortalScreen.objects.create(portal=portal, slug="accueil", name="Accueil", version="2026.1")
    return portal


@pytest.fixture
def declared(portal):
    chat = portal.services.get(slug="chat")
    return DeclaredRelease(
        portal=portal,
        version="2027.1",
        released_on=today() + timedelta(days=20),
        words=WORDS,
        module=make_module(),
        changes={chat: ServiceChange.GOES},
        new=["Attestation"],
        screens=list(portal.screens.all()),
    )


def sent(portal, **more):
    """Return what the form sends."""
    chat = portal.services.get(slug="chat")
    return {
        "version": "2027.1",
        "released_on": (today() + timedelta(days=20)).isoformat(),
        "words": WORDS,
        "new_services": "Attestation\n",
        f"service-{chat.pk}": "goes",
        "screens": [portal.screens.get().pk],
        "module": make_module().pk,
    } | more


def test_an_editor_declares_with_one_button_and_everything_opens_as_drafts(
    client, editor, training_manager, portal
):
    client.force_login(editor)
    form = sent(portal)

    preview = client.post(DECLARE, form | {"preview": "1"})
    assert not PortalRelease.objects.exists()
    assert "Nouveau\u00a0: Attestation" in preview.content.decode()
    response = client.post(DECLARE, form, follow=True)

    release, campaign = PortalRelease.objects.get(), ReleaseCampaign.objects.get()
    assert response.request["PATH_INFO"].endswith(f"{release.uuid}/")
    services = {str(row.service): (row.change, row.is_new) for row in release.services.all()}
    assert services == {"Attestation": ("appears", True), "Chat": ("goes", False)}
    assert PortalScreen.objects.get().version == "2026.1"  # until the day
    lesson, quiz, message = campaign.lesson, campaign.quiz, campaign.message
    assert (lesson.live, lesson.minutes, lesson.portal_service.name) == (False, 3, "Attestation")
    assert [block.block_type for block in lesson.get_latest_revision_as_object().body] == [
        "text", "steps", "callout", "checklist", "quiz",
    ]  # fmt: skip
    assert lesson.required_quiz_id() == quiz.pk
    questions = [entry.question for entry in quiz.entries.order_by("sort_order")]
    assert (quiz.status, {one.status for one in questions}, len(questions)) == (
        "draft",
        {"draft"},
        3,
    )
    assert (message.state, message.author, message.criteria.count()) == ("draft", None, 0)
    assert timezone.localtime(message.send_at).date() == release.released_on
    page = response.content.decode()
    day = day_text(release.released_on, "j F Y")
    assert f"1 screen takes this version on {day}" in unescape(page)
    assert "Edit the lesson" in page
    assert "Open the message" not in page
    [waiting] = Notification.objects.filter(kind="portal_release")
    assert waiting.person == training_manager
    [item] = descriptions([waiting]).values()
    assert item.url.endswith(f"{release.uuid}/")


def test_a_training_manager_declares_and_writes_the_message_but_edits_no_lesson(
    client, training_manager, person, portal
):
    client.force_login(training_manager)

    page = client.post(DECLARE, sent(portal), follow=True).content.decode()

    assert "Open the message" in page
    assert "Edit the lesson" not in page
    assert Message.objects.get().author == training_manager
    for address in (
        DECLARE,
        reverse("releases_admin:release", args=[PortalRelease.objects.get().uuid]),
    ):
        client.force_login(person)
        assert client.get(address).status_code in {302, 404}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"version": ""}, "This field is required"),
        ({"chat": "appears"}, "Select a valid choice"),
        ({"words": f"{MARK} Oui"}, "Leave out the sign"),
        ({"released_on": "2031-01-01"}, "within a year"),
        ({"released_on": (today() - timedelta(days=1)).isoformat()}, "from today on"),
        ({"new_services": "Chat"}, "is a service of this portal already"),
        ({"new_services": f"Attestation\n{'x' * 121}"}, "Line 2"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_declared(client, editor, portal, wrong, words):
    client.force_login(editor)

    if what := wrong.pop("chat", None):
        wrong[f"service-{portal.services.get(slug='chat').pk}"] = what
    page = client.post(DECLARE, sent(portal, **wrong))

    assert words in page.content.decode()
    assert not PortalRelease.objects.exists()


def test_the_same_version_twice_is_refused_and_leaves_nothing(client, editor, portal, declared):
    declare_release(by=editor, declared=declared)
    made = (LessonPage.objects.count(), Message.objects.count(), Question.objects.count())
    client.force_login(editor)

    refused = client.post(DECLARE, sent(portal, new_services="Relevé", released_on=today()))

    assert "already has a release of this version" in refused.content.decode()
    assert made == (LessonPage.objects.count(), Message.objects.count(), Question.objects.count())
    assert not PortalService.objects.filter(name="Relevé").exists()


def test_no_door_publishes_what_is_left_to_rewrite(editor, declared):
    declare_release(by=editor, declared=declared)
    campaign = ReleaseCampaign.objects.get()
    question = campaign.quiz.entries.first().question

    with pytest.raises(PublishingRefused, match=MARK):
        campaign.lesson.get_latest_revision().publish(user=editor)
    question.status = QuestionStatus.READY
    with pytest.raises(ValidationError, match=MARK):
        save_question(question=question, spec=from_dict(question.current_version.spec))
    outcome = bulk_change_questions(
        questions=Question.objects.values_list("pk", flat=True),
        change=BulkChange(status=QuestionStatus.READY),
    )
    assert (len(outcome.changed), len(outcome.refused)) == (0, 3)
    lesson = LessonPage.objects.get(pk=campaign.lesson_id)
    lesson.goal = "Vous saurez."
    lesson.body = [
        (block.block_type, block.value) for block in lesson.body if block.block_type == "quiz"
    ]
    revision = lesson.save_revision(user=editor)
    with pytest.raises(PublishingRefused, match="quiz"):
        revision.publish(user=editor)
    campaign.quiz.status = QuizStatus.READY
    campaign.quiz.save()
    revision.publish(user=editor)
    assert LessonPage.objects.get(pk=lesson.pk).live


def test_whoever_sends_the_message_of_an_editor_is_its_author_and_completes_it_first(
    client, editor, training_manager, declared
):
    declare_release(by=editor, declared=declared)
    message = Message.objects.get()
    with pytest.raises(ValidationError, match=r"\[une ou deux phrases\]"):
        plan_message(message=message, shown=message_digest(message), by=training_manager)
    client.force_login(training_manager)
    page = client.get(reverse("messages_admin:message", args=[message.uuid]))
    assert page.context["later"].initial["day"] == declared.released_on
    text = message.text_fr.replace("[une ou deux phrases]", "rien")
    written = rewrite_message(
        message=message,
        words={"subject_fr": message.subject_fr, "text_fr": text},
        population={},
        shown=message_digest(message),
    )

    planned = plan_message(
        message=written,
        shown=message_digest(written),
        send_at=message.send_at,
        by=training_manager,
    )

    assert planned.state == MessageState.PLANNED
    assert author_may_write(planned)


def test_a_release_to_come_is_called_off_with_its_message_screens_and_new_services(
    client, editor, portal, declared
):
    release = declare_release(by=editor, declared=declared)
    LessonPage.objects.update(live=True)
    client.force_login(editor)
    call_off = reverse("releases_admin:call_off", args=[release.uuid])

    page = client.post(call_off, follow=True).content.decode()

    lesson = LessonPage.objects.get()
    assert reverse("wagtailadmin_pages:unpublish", args=[lesson.pk]) in page
    assert "They keep the version before" in page
    assert "Drafts." in page
    assert "an editor rewrites them" not in page
    assert not PortalScreen.objects.filter(releases__raised_at__isnull=False).exists()

    release.refresh_from_db()
    assert release.called_off_at
    assert Message.objects.get().state == MessageState.CALLED_OFF
    assert PortalScreen.objects.get().version == "2026.1"
    assert not portal.services.filter(name="Attestation").exists()
    assert LessonPage.objects.get().get_latest_revision_as_object().portal_service is None
    assert not Notification.objects.exists()
    assert "too late" in client.post(call_off, follow=True).content.decode()
    again = declare_release(by=editor, declared=declared)  # the version is free again
    PortalRelease.objects.filter(pk=again.pk).update(released_on=today() - timedelta(days=8))
    with pytest.raises(ValidationError, match="too late"):
        call_off_release(release=again, by=editor)


def test_one_that_is_open_is_called_off_whatever_was_declared_after_it(editor, portal, declared):
    first = declare_release(by=editor, declared=replace(declared, released_on=today()))
    later = declare_release(
        by=editor, declared=replace(declared, version="2027.2", new=[], released_on=today())
    )

    call_off_release(release=first, by=editor)
    assert PortalScreen.objects.get().version == "2027.2"
    call_off_release(release=later, by=editor)

    assert PortalScreen.objects.get().version == "2026.1"


def test_screens_take_the_version_on_the_day_of_the_release_and_once(editor, portal, declared):
    off = declare_release(by=editor, declared=replace(declared, version="2026.9", new=[]))
    declare_release(by=editor, declared=declared)
    after = declared.released_on + timedelta(days=5)
    last = declare_release(
        by=editor, declared=replace(declared, version="2027.2", released_on=after, new=[])
    )
    call_off_release(release=off, by=editor)

    raise_screens_task()
    assert raise_due_screens(on=declared.released_on - timedelta(days=1)) == 0
    assert PortalScreen.objects.get().version == "2026.1"
    assert raise_due_screens(on=declared.released_on) == 1
    assert PortalScreen.objects.get().version == "2027.1"
    assert raise_due_screens(on=after) == 1  # in the order of the days
    assert PortalScreen.objects.get().version == "2027.2"
    assert last.screens.get().version_before == "2027.1"
    PortalScreen.objects.update(version="2027.2b")  # a hand set it: it stays
    assert raise_due_screens(on=after) == 0
    assert PortalScreen.objects.get().version == "2027.2b"


def test_words_and_day_are_corrected_until_it_opens_and_the_words_after(
    client, in_english, editor, training_manager, declared
):
    release = declare_release(by=training_manager, declared=declared)
    Message.objects.update(state=MessageState.PLANNED)
    lesson = LessonPage.objects.get()
    LessonPage.objects.update(live=True)
    client.force_login(training_manager)
    correct = reverse("releases_admin:correct", args=[release.uuid])
    form = {"words": "Une attestation.", "released_on": (today() + timedelta(days=30)).isoformat()}
    its_message = reverse("messages_admin:message", args=[Message.objects.get().uuid])
    assert "does not name that day" not in client.get(its_message).content.decode()
    wrong = {"released_on": (today() - timedelta(days=1)).isoformat()}

    assert "keep their words" in client.get(correct).content.decode()
    assert "from today on" in client.post(correct, form | wrong).content.decode()
    assert "Leave out" in client.post(correct, form | {"words": MARK}).content.decode()
    with pytest.raises(ValidationError, match="training manager"):
        correct_release(release=release, words="Non.", released_on=today(), by=editor)
    client.post(correct, form)

    release.refresh_from_db()
    assert (release.words, release.released_on) == (form["words"], today() + timedelta(days=30))
    assert SearchEntry.objects.get(kind="releases").text == form["words"]
    message = Message.objects.get()
    assert message.state == MessageState.DRAFT
    assert timezone.localtime(message.send_at).date() == release.released_on
    assert "does not name that day" in client.get(its_message).content.decode()
    assert LessonPage.objects.get().latest_revision_id == lesson.latest_revision_id
    client.post(correct, form | {"released_on": today().isoformat()})
    assert PortalScreen.objects.get().version == "2027.1"
    page = client.post(correct, form)
    assert "that day stays" in page.content.decode()
    page = client.get(correct)
    assert list(page.context["form"].fields) == ["words"]
    client.post(correct, {"words": "Encore."})
    release.refresh_from_db()
    assert (release.words, release.released_on) == ("Encore.", today())
    call_off_release(release=release, by=training_manager)
    assert "was called off" in client.post(correct, {"words": "Non."}).content.decode()
    assert client.get(correct).status_code == 302
    release.refresh_from_db()
    assert release.words == "Encore."


def test_the_page_of_its_message_says_that_the_lesson_is_not_out(
    client, training_manager, declared
):
    release = declare_release(by=training_manager, declared=declared)
    client.force_login(training_manager)
    page = reverse("messages_admin:message", args=[Message.objects.get().uuid])
    leads = reverse("releases_admin:release", args=[release.uuid])

    assert leads in client.get(page).content.decode()
    LessonPage.objects.update(live=True)
    assert leads not in client.get(page).content.decode()
    LessonPage.objects.all().delete()
    assert leads in client.get(page).content.decode()


def test_a_planned_message_is_not_an_editors_to_call_off(
    in_english, editor, training_manager, declared
):
    release = declare_release(by=training_manager, declared=declared)
    Message.objects.update(state=MessageState.PLANNED)
    with pytest.raises(ValidationError, match="a training manager"):
        call_off_release(release=release, by=editor)
    release.refresh_from_db()
    assert (release.called_off_at, Message.objects.get().state) == (None, MessageState.PLANNED)

    call_off_release(release=release, by=training_manager)

    assert Message.objects.get().state == MessageState.CALLED_OFF


def test_staff_read_and_find_what_changes_and_the_lesson_once_it_is_published(
    client, person, editor, portal, declared
):
    release = declare_release(by=editor, declared=declared)
    lesson = ReleaseCampaign.objects.get().lesson
    client.force_login(person)
    address = reverse("learning:portal_changes", args=[portal.slug])

    page = client.get(address).content.decode()
    assert "Une attestation en un geste." not in page  # nobody but their author has read them
    assert "Attestation" in page
    assert lesson.title not in page
    entry = SearchEntry.objects.get(kind="releases")
    assert (entry.key, entry.text) == (str(release.uuid), "")
    LessonPage.objects.filter(pk=lesson.pk).update(live=True)
    page = client.get(address).content.decode()
    assert lesson.title in page
    assert "Une attestation en un geste." in page
    assert [one.text for one in release_documents()] == [release.words]
    assert list(found_releases(person, [str(release.uuid)])) == [str(release.uuid)]
    assert found_keys(person, "ce qui change", kinds=["releases"]) == [str(release.uuid)]
    outsider = ExternalFactory()
    assert not found_releases(outsider, [str(release.uuid)])
    client.force_login(outsider)
    assert client.get(address).status_code == 404
    client.force_login(person)
    call_off_release(release=release, by=editor)
    assert not found_releases(person, [str(release.uuid)])
    assert "Attestation" not in client.get(address).content.decode()
    Portal.objects.update(is_open=False)
    assert client.get(address).status_code == 404


def test_a_service_is_offered_from_its_day_on_and_until_it_goes(editor, portal, declared):
    release = declare_release(by=editor, declared=declared)

    def offered(day):
        return set(open_services(day).values_list("name", flat=True))

    assert offered(today()) == {"Paiement", "Chat"}
    assert offered(release.released_on) == {"Paiement", "Attestation"}
    call_off_release(release=release, by=editor)
    assert offered(release.released_on) == {"Paiement", "Chat"}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("count", [0, 1, 2, 7, 8, 15])
def test_drafts_are_whole_whatever_the_release_brings(language, count):
    services = tuple((f"Service {n}", list(ServiceChange)[n % 3]) for n in range(count))
    text = ReleaseText("Espace", "2027.1", today(), WORDS, services)

    with override(language):
        blocks, questions, message = (
            lesson_blocks(text, quiz=1),
            question_drafts(text),
            message_text(text),
        )
        blanks = message_blanks(
            Message(template="release", **{f"subject_{language}": "S", f"text_{language}": message})
        )

    steps = [len(block["value"]["steps"]) for block in blocks if block["type"] == "steps"]
    assert sum(steps) == (count if count != 1 else 2)
    assert all(2 <= size <= 7 for size in steps)
    assert [one.spec.validate() for one in questions] == [[], [], []]
    assert len(blanks) == 1
    assert "{bient" not in message


def test_use_is_said_in_tens_of_points_and_to_readers_of_every_figure_alone(
    editor, training_manager, declared
):
    release = declare_release(by=editor, declared=declared)

    bands = [
        band_in_words(Measure(low, high, 200), Measure(100, 100, 200))
        for low, high in ((23, 23), (20, 20), (18, 31), (100, 100), (0, 4), (10, 90))
    ]

    with override("en"):
        assert band_in_words(HIDDEN, Measure(100, 100, 200)) == ""
        assert [band.rstrip("%\u00a0\u202f") for band in bands] == [
            "20–30", "20–30", "10–40", "90–100", "0–10", "",
        ]  # fmt: skip
        assert "from 50 people" in figure_part(release, training_manager).state
        assert "for those who read them" in figure_part(release, editor).state
        call_off_release(release=release, by=editor)
        release.refresh_from_db()
        assert "It is not counted" in figure_part(release, training_manager).state


def test_the_demo_has_a_release_that_is_open_and_one_to_come(editor):
    campaign, last_month = campaign_named(DEFAULT), last_closed_month(today())
    portal = make_portal(campaign.portal, opened_on=today(), is_open=True)
    make_module()

    seed_releases(campaign.calendar.releases, portal, (last_month.year, last_month.month), editor)

    opened, coming = PortalRelease.objects.order_by("released_on")
    assert opened.released_on < today() < coming.released_on
    assert [release.services.count() for release in (opened, coming)] == [2, 2]
    assert coming.campaign.lesson is not None
