"""Register what waits of quizzes: open answers for whoever marks, and what a marker says for their author."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Notification, Person
from people.notifications.actions import Entry, notify, settle
from people.notifications.registry import (
    Description,
    NotificationKind,
    register_notification_kind,
)
from quizzes.models import Attempt
from quizzes.policies import answers_to_mark
from quizzes.queries.marking import markers
from quizzes.queries.results import quiz_title_expression


MARKED = "quiz_marked"
TO_MARK = "answers_to_mark"
WAITING = "waiting"  # the key: one row for all that waits for a marker


def register() -> None:
    register_notification_kind(
        NotificationKind(
            key=MARKED,
            title=gettext_lazy("An open answer that was marked"),
            action=gettext_lazy("Read what the marker says"),
            icon="message-circle",
            describe=_marked,
            rank=40,
            is_news=True,
        )
    )
    register_notification_kind(
        NotificationKind(
            key=TO_MARK,
            title=gettext_lazy("Open answers that wait for a mark"),
            action=gettext_lazy("Mark them"),
            icon="pencil",
            describe=_to_mark,
            rank=35,
        )
    )


def notify_markers() -> int:
    """Have what waits for a mark wait for whoever may give one; return how many. At night: the hour of an answer would
    tell whose it is. What waits already keeps its day, and what was put aside stays aside."""
    told = set(Notification.objects.filter(kind=TO_MARK).values_list("person", flat=True))
    waited_for = [
        person.pk
        for person in markers()
        if person.pk not in told and answers_to_mark(person).exists()
    ]
    notify(kind=TO_MARK, entries=[Entry(pk, WAITING) for pk in waited_for])
    return len(waited_for)


def settle_markers() -> None:
    """Settle for everybody to whom nothing is left to mark."""
    rows = Notification.objects.filter(kind=TO_MARK).select_related("person")
    done = [row.person_id for row in rows if not answers_to_mark(row.person).exists()]
    if done:
        settle(kind=TO_MARK, keys=[WAITING], people=done)


def _to_mark(rows: Sequence[Notification]) -> Mapping[int, Description]:
    people = Person.objects.in_bulk({row.person_id for row in rows})
    return {
        row.pk: Description(_("Answers wait to be marked"), reverse("marking_admin:queue"))
        for row in rows
        if answers_to_mark(people[row.person_id]).exists()
    }


def notify_marked(attempt: Attempt) -> None:
    entry = Entry(attempt.learner_id, attempt.uuid, since=attempt.started_at)
    notify(kind=MARKED, entries=[entry])


def _marked(rows: Sequence[Notification]) -> Mapping[int, Description]:
    attempts = Attempt.objects.submitted().filter(uuid__in={row.key for row in rows})
    titles = {
        (str(uuid), learner): title
        for uuid, learner, title in attempts.order_by().values_list(
            "uuid", "learner", quiz_title_expression()
        )
    }
    return {
        row.pk: Description(
            _("Your answer was marked: %(title)s") % {"title": title},
            reverse("quizzes:result", args=[row.key]),
        )
        for row in rows
        if (title := titles.get((row.key, row.person_id)))
    }
