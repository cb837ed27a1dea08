from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from adoption.team_actions.advice import Reason


class TeamActionKind(models.TextChoices):
    WORKSHOP = "workshop", _("Discovery workshop")
    AMBASSADOR = "ambassador", _("An ambassador comes to the team")
    TALK = "talk", _("Talk about the future of our jobs")
    LESSON = "lesson", _("Ten minutes for a lesson, together")
    STORY = "story", _("Tell a story that shows what it is for")
    CONVERSATION = "conversation", _("A conversation with an ambassador")
    REMINDER = "reminder", _("A fixed moment in the diary")
    EXAMPLE = "example", _("Begin with yourself")
    PATH = "path", _("A training path for the team")


class TeamActionEvent(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("team action", "planned")
    MOVED = "moved", pgettext_lazy("team action", "moved to another day")
    DONE = "done", pgettext_lazy("team action", "done")
    ARRANGED = "arranged", pgettext_lazy("team action", "arranged by the training department")
    DECLINED = "declined", pgettext_lazy("team action", "declined by the training department")
    DROPPED = "dropped", pgettext_lazy("team action", "dropped")
    TAKEN_BACK = "taken_back", pgettext_lazy("team action", "taken back: under way again")


class RequestAnswer(models.TextChoices):
    """The answers of training managers to a request: a list, so that no words about people are kept."""

    ARRANGED = "arranged", _("It is arranged")
    NOBODY_FREE = "nobody_free", _("Nobody is free for it at the moment")
    OTHER_DAY = "other_day", _("Not on that day: ask for another one")
    JOIN = "join", _("Join one that is planned already")
    OTHER_HELP = "other_help", _("Something else will help more: the training department calls you")


ASKED = frozenset(
    {TeamActionKind.WORKSHOP, TeamActionKind.AMBASSADOR, TeamActionKind.PATH}
)  # of training managers
DECLINED = frozenset(RequestAnswer) - {RequestAnswer.ARRANGED}

# What a suggestion says to do, where its kind alone does not say it.
TITLES: dict[str, Any] = {
    Reason.LATE: _("Give time for mandatory training"),
    Reason.TO_DO: _("Set a time for mandatory training"),
    Reason.UNCOVERED: _("Find somebody who helps on the spot"),
    Reason.NO_WORKSHOP: _("Ask for a workshop on the spot"),
    Reason.SAME_JOB: _("Take up a practice of the same job"),
    Reason.FALL: _("Ask the team what gets in the way"),
    Reason.HIGH: _("Tell other teams how yours did it"),
    Reason.RISE: _("Tell other teams how yours did it"),
    Reason.RELEASE: _("Look at the changed screen together"),
}
