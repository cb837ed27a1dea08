"""Register what waits of quizzes: what a marker says to an open answer."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Notification
from people.notifications.actions import Entry, notify
from people.notifications.registry import (
    Description,
    NotificationKind,
    register_notification_kind,
)
from quizzes.models import Attempt
from quizzes.queries.results import quiz_title_expression


MARKED = "quiz_marked"


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
