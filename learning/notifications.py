"""Register what waits of training: a path that was assigned, again new when its day nears; a message to read."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cms.models import PortalRelease
from core.dates import today
from core.typography import day_text
from learning.models import Assignment, Enrolment, Message
from learning.policies import MESSAGE_NOTIFICATION
from learning.queries.completion import annotate_completion
from people.enums import Role
from people.models import Notification, Person
from people.notifications.actions import Entry, notify, settle
from people.notifications.registry import (
    Description,
    NotificationKind,
    register_notification_kind,
)


PATH = "learning_path"
RELEASE = "portal_release"
MESSAGE_DAYS = 30
HELD_FOR = (Role.EDITOR, Role.TRAINING_MANAGER)  # for whom the drafts of a release wait


def register() -> None:
    register_notification_kind(
        NotificationKind(
            key=PATH,
            title=gettext_lazy("A path to follow"),
            action=gettext_lazy("See the path"),
            icon="route",
            describe=_paths,
            days=365,
            rank=15,
            has_own_panel=True,
        )
    )
    register_notification_kind(
        NotificationKind(
            key=MESSAGE_NOTIFICATION,
            title=gettext_lazy("A message"),
            action=gettext_lazy("Read the message"),
            icon="mail",
            describe=_messages,
            days=MESSAGE_DAYS,
            rank=40,
        )
    )
    register_notification_kind(
        NotificationKind(
            key=RELEASE,
            title=gettext_lazy("A release of a portal"),
            action=gettext_lazy("See what opens"),
            icon="history",
            describe=_releases,
            days=MESSAGE_DAYS,
            rank=35,
        )
    )


def notify_of_paths(assignments: Iterable[Assignment]) -> None:
    entries = [Entry(person=given.person_id, key=given.path_id) for given in assignments]
    notify(kind=PATH, entries=entries)


def notify_of_message(message: Message, people: Iterable[Person]) -> None:
    entries = [Entry(person=person.pk, key=message.uuid) for person in people]
    notify(kind=MESSAGE_NOTIFICATION, entries=entries)


def notify_of_release(release: PortalRelease, *, by: Person) -> None:
    """Have its drafts wait for whoever publishes lessons and whoever sends messages, apart from who declared it."""
    employed = Person.objects.employed_on(today()).filter(is_active=True).exclude(pk=by.pk)
    keys = {person.pk for role in HELD_FOR for person in employed.with_role(role)}
    notify(kind=RELEASE, entries=[Entry(person=key, key=release.uuid) for key in sorted(keys)])


def settle_release(release: PortalRelease) -> None:
    settle(kind=RELEASE, keys=[release.uuid])


def settle_path(path: int, people: Iterable[int]) -> None:
    """Settle a path that these people have done, or that is no longer asked of them."""
    settle(kind=PATH, keys=[path], people=list(people))


def _paths(rows: Sequence[Notification]) -> Mapping[int, Description]:
    enrolments = Enrolment.objects.filter(
        path__in={row.key for row in rows}, person__in={row.person_id for row in rows}
    )
    left = annotate_completion(enrolments).filter(is_complete=0).select_related("path")
    by_row = {(str(enrolment.path_id), enrolment.person_id): enrolment for enrolment in left}
    return {
        row.pk: Description(
            enrolment.path.title_here,
            reverse("learning:path", args=[enrolment.path.uuid]),
            _note(is_mandatory=enrolment.is_mandatory, due_on=enrolment.due_on),
        )
        for row in rows
        if (enrolment := by_row.get((row.key, row.person_id)))
    }


def _messages(rows: Sequence[Notification]) -> Mapping[int, Description]:
    sent = Message.objects.gone().filter(uuid__in={row.key for row in rows})
    messages = {str(message.uuid): message for message in sent}
    return {
        row.pk: Description(
            message.words_in(get_language())[0],
            reverse("learning:message", args=[message.uuid]),
            _("A message from the training department."),
        )
        for row in rows
        if (message := messages.get(row.key))
    }


def _releases(rows: Sequence[Notification]) -> Mapping[int, Description]:
    """Describe nothing to whoever has lost the role."""
    standing = PortalRelease.objects.standing().filter(uuid__in={row.key for row in rows})
    releases = {str(release.uuid): release for release in standing.select_related("portal")}
    people = Person.objects.filter(pk__in={row.person_id for row in rows})
    holding = {person.pk for role in HELD_FOR for person in people.with_role(role)}
    return {
        row.pk: Description(
            str(release),
            reverse("releases_admin:release", args=[release.uuid]),
            _("It opens on %(day)s. Its drafts wait.") % {"day": day_text(release.released_on)},
        )
        for row in rows
        if row.person_id in holding and (release := releases.get(row.key))
    }


def _note(*, is_mandatory: bool, due_on: date | None) -> str:
    if not is_mandatory:
        return _("A path proposed to you, to follow if you wish.")
    if due_on is None:
        return _("Mandatory training.")
    return _("Mandatory training, due on %(day)s.") % {"day": day_text(due_on, "j F Y")}
