"""Register what waits for training managers: a request of a team."""

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from adoption.team_actions.models import TeamAction
from core.typography import day_text
from people.enums import Role
from people.models import Notification, Person
from people.notifications.actions import Entry, notify
from people.notifications.registry import (
    Description,
    NotificationKind,
    register_notification_kind,
)


REQUEST = "team_request"


def register() -> None:
    register_notification_kind(
        NotificationKind(
            key=REQUEST,
            title=gettext_lazy("A request of a team"),
            action=pgettext_lazy("notification", "Answer"),
            icon="list-checks",
            describe=_requests,
            rank=25,
            has_own_panel=True,
        )
    )


def notify_of_request(action: TeamAction, people: Iterable[Person]) -> None:
    entries = [Entry(person=person.pk, key=action.uuid) for person in people]
    notify(kind=REQUEST, entries=entries)


def _requests(rows: Sequence[Notification]) -> Mapping[int, Description]:
    """Describe nothing to whoever has lost the role."""
    asked = TeamAction.objects.asked().filter(answer="", uuid__in={row.key for row in rows})
    actions = {str(action.uuid): action for action in asked.select_related("team", "path")}
    answering = Person.objects.filter(pk__in={row.person_id for row in rows})
    allowed = set(answering.with_role(Role.TRAINING_MANAGER).values_list("pk", flat=True))
    return {
        row.pk: Description(
            _("%(team)s asks: %(what)s") % {"team": action.team, "what": action.request_title},
            reverse("adoption:team_requests"),
            _("Wished for %(day)s") % {"day": day_text(action.planned_on, "j F Y")},
        )
        for row in rows
        if row.person_id in allowed and (action := actions.get(row.key))
    }
