"""Declares a release of a portal with all that opens with it, in one transaction, corrects it, and calls it off again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.actions import lower_screens, raise_screens
from cms.enums import ServiceChange
from cms.forms import free_short_name
from cms.languages import source_language
from cms.models import (
    Portal,
    PortalRelease,
    PortalScreen,
    PortalService,
    ReleasedScreen,
    ReleasedService,
    SearchEntry,
)
from cms.queries import is_in_use
from core.dates import today
from core.typography import day_text
from learning.actions.messages import write_message
from learning.enums import MessageState, MessageTemplate, PopulationKind
from learning.models import LessonPage, Message, ModulePage, ReleaseCampaign
from learning.notifications import notify_of_release, settle_release
from learning.policies import may_write_messages
from learning.queries.releases import release_document
from learning.release_drafts import (
    LESSON_MINUTES,
    ReleaseText,
    lesson_blocks,
    lesson_goal,
    lesson_title,
    message_subject,
    message_text,
    question_drafts,
)
from people.models import Person
from quizzes.actions.bank import save_question
from quizzes.author_forms.cards import free_slug
from quizzes.enums import QuestionStatus, QuizStatus
from quizzes.models import Category, Question, Quiz, QuizQuestion


MORNING = time(9)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredRelease:
    """Contents of a declaration. `changes`: of services in the catalogue; `new`: the names of those to be added to it."""

    portal: Portal
    version: str
    released_on: date
    words: str
    module: ModulePage
    changes: Mapping[PortalService, ServiceChange]
    new: Sequence[str] = ()
    screens: Sequence[PortalScreen] = ()

    @property
    def text(self) -> ReleaseText:
        added = [(name, ServiceChange.APPEARS) for name in self.new]
        known = [(service.name, change) for service, change in self.changes.items()]
        return ReleaseText(
            self.portal.name, self.version, self.released_on, self.words, (*added, *known)
        )


@transaction.atomic
def declare_release(*, by: Person, declared: DeclaredRelease) -> PortalRelease:
    """Declare a release and draft what opens with it. Raises ValidationError where its version was declared already."""
    Portal.objects.select_for_update().get(pk=declared.portal.pk)
    release = _save_release(declared)
    services = _change_services(release, declared)
    ReleasedScreen.objects.bulk_create(
        ReleasedScreen(release=release, screen=screen) for screen in declared.screens
    )
    raise_screens(release=release, on=today())
    with translation.override(source_language()):
        quiz = _draft_quiz(declared, by)
        lesson = _draft_lesson(declared, services, quiz, by)
        message = _draft_message(declared, by)
    ReleaseCampaign.objects.create(release=release, lesson=lesson, quiz=quiz, message=message)
    SearchEntry.objects.keep(release_document(release))
    notify_of_release(release, by=by)
    log(instance=declared.portal, action="wagtail.edit", user=by)
    return release


def _save_release(declared: DeclaredRelease) -> PortalRelease:
    release = PortalRelease(
        portal=declared.portal,
        version=declared.version,
        released_on=declared.released_on,
        words=declared.words,
    )
    release.validate_constraints()
    try:
        with transaction.atomic():
            release.save()
    except IntegrityError:  # the same was declared at the same moment
        release.validate_constraints()
        raise
    return release


def _change_services(release: PortalRelease, declared: DeclaredRelease) -> list[PortalService]:
    """Add what is new to the catalogue, and note what happens to each service. What can be tried comes first."""
    rows = PortalService.objects.filter(portal=declared.portal)
    taken = set(rows.values_list("slug", flat=True))
    last = rows.aggregate(last=Max("sort_order"))["last"] or 0
    longest = PortalService._meta.get_field("slug").max_length or 0
    added = []
    for place, name in enumerate(declared.new, start=last + 1):
        slug = free_short_name(name, taken, longest)
        taken.add(slug)
        added.append(
            PortalService.objects.create(
                portal=declared.portal, name=name, slug=slug, sort_order=place
            )
        )
    changes = dict.fromkeys(added, ServiceChange.APPEARS) | dict(declared.changes)
    ReleasedService.objects.bulk_create(
        ReleasedService(release=release, service=service, change=change, is_new=service in added)
        for service, change in changes.items()
    )
    return [service for service, change in changes.items() if change != ServiceChange.GOES]


def _draft_quiz(declared: DeclaredRelease, by: Person) -> Quiz:
    category, _made = Category.objects.get_or_create(
        name=_("Releases of portals"), defaults={"name_en": "Releases of portals"}
    )
    title = lesson_title(declared.text)
    quiz = Quiz.objects.create(
        title=title,
        slug=free_slug(title, None),
        category=category,
        status=QuizStatus.DRAFT,
    )
    for place, draft in enumerate(question_drafts(declared.text)):
        question = Question(title=draft.title, category=category, status=QuestionStatus.DRAFT)
        save_question(question=question, spec=draft.spec, by=by)
        QuizQuestion.objects.create(quiz=quiz, question=question, sort_order=place)
    log(instance=quiz, action="wagtail.create", user=by)
    return quiz


def _draft_lesson(
    declared: DeclaredRelease, services: Sequence[PortalService], quiz: Quiz, by: Person
) -> LessonPage:
    lesson = LessonPage(
        title=lesson_title(declared.text),
        goal=lesson_goal(),
        minutes=LESSON_MINUTES,
        body=json.dumps(lesson_blocks(declared.text, quiz=quiz.pk)),
        portal_service=services[0] if services else None,
        live=False,
    )
    declared.module.add_child(instance=lesson)
    lesson.save_revision(user=by)
    log(instance=lesson, action="wagtail.create", user=by)
    return lesson


def _draft_message(declared: DeclaredRelease, by: Person) -> Message:
    """Write it for those whom the portal is for, ready for the morning of the day. Whoever may not write messages is not
    its author: whoever sends it is."""
    code = source_language()
    subject, text = message_subject(declared.text), message_text(declared.text)
    population: dict[str, list[Any]] = {
        PopulationKind.FAMILY: [family.pk for family in declared.portal.job_families.all()],
        PopulationKind.SITE: [site.pk for site in declared.portal.sites.all()],
    }
    message = write_message(
        by=by if may_write_messages(by) else None,
        template=MessageTemplate.RELEASE,
        words={f"subject_{code}": subject, f"text_{code}": text},
        population={kind: keys for kind, keys in population.items() if keys},
    )
    message.send_at = _morning_of(declared.released_on)
    message.save(update_fields=["send_at"])
    return message


def _morning_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, MORNING))


@transaction.atomic
def correct_release(*, release: PortalRelease, words: str, released_on: date, by: Person) -> None:
    """Correct the words of a release, and its day until it has opened. Lesson, questions and the words of the message
    stay; a planned message is a draft again if the day moves. Raises ValidationError."""
    Portal.objects.select_for_update().get(pk=release.portal_id)
    kept = PortalRelease.objects.standing().filter(pk=release.pk).first()
    if kept is None:
        message = _("This release was called off: nothing of it is corrected.")
        raise ValidationError(message, code="state")
    moves = released_on != kept.released_on
    if moves and kept.released_on <= today():
        message = _("It opened on %(day)s, and that day stays: leave it to correct the words.")
        day = day_text(kept.released_on, "j F Y")
        raise ValidationError(message % {"day": day}, code="opened")
    kept.words, kept.released_on = words, released_on
    kept.save(update_fields=["words", "released_on"])
    if moves:
        _move_message(kept, by)
        raise_screens(release=kept, on=today())
    SearchEntry.objects.keep(release_document(kept))
    log(instance=kept.portal, action="wagtail.edit", user=by)


def _move_message(release: PortalRelease, by: Person) -> None:
    """Prepare it for the new day. It names the day before: a planned one is to be read and sent again."""
    message = _unsent_message(release, by)
    if message is not None:
        message.state, message.changed_at = MessageState.DRAFT, timezone.now()
        message.send_at = _morning_of(release.released_on)
        message.save(update_fields=["state", "changed_at", "send_at"])


@transaction.atomic
def call_off_release(*, release: PortalRelease, by: Person) -> None:
    """Call off a release until a week after its day: its drafts stay, its message is called off, screens and catalogue
    are as before. Raises ValidationError, also where its message is planned and is not for `by` to call off."""
    Portal.objects.select_for_update().get(pk=release.portal_id)
    standing = PortalRelease.objects.to_call_off(on=today()).filter(pk=release.pk)
    if not standing.update(called_off_at=timezone.now()):
        message = _(
            "It is too late: this release is open for over a week, or was called off already."
        )
        raise ValidationError(message, code="state")
    lower_screens(release=release)
    unsent = _unsent_message(release, by)
    if unsent is not None:
        unsent.state, unsent.changed_at = MessageState.CALLED_OFF, timezone.now()
        unsent.save(update_fields=["state", "changed_at"])
    _drop_new_services(release)
    settle_release(release)
    log(instance=release.portal, action="wagtail.edit", user=by)


def _unsent_message(release: PortalRelease, by: Person) -> Message | None:
    """Return its message, locked, if it has not left. Raises ValidationError where it is planned and not for `by` to change."""
    campaigns = ReleaseCampaign.objects.filter(release=release)
    unsent = Message.objects.filter(state__in=(MessageState.DRAFT, MessageState.PLANNED))
    message = (
        unsent.select_for_update()
        .filter(pk__in=campaigns.values_list("message", flat=True))
        .first()
    )
    if message and message.state == MessageState.PLANNED and not may_write_messages(by):
        words = _("Its message is planned: a training manager does this, or calls it off first.")
        raise ValidationError(words, code="planned")
    return message


def _drop_new_services(release: PortalRelease) -> None:
    """Take out of the catalogue what the release had added, unless it is in use, which tells nothing of few people."""
    campaign = ReleaseCampaign.objects.select_related("lesson").filter(release=release).first()
    lesson = campaign.lesson if campaign else None
    new = [row.service for row in release.services.filter(is_new=True).select_related("service")]
    if lesson is not None and lesson.portal_service in new:
        lesson.portal_service = None
        lesson.save(update_fields=["portal_service"])
    for service in new:
        others = service.releases.exclude(release=release)
        if not is_in_use(service) and not others.exists():
            service.delete()
