from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TeamActionKind(models.TextChoices):
    WORKSHOP = "workshop", _("Discovery workshop")
    AMBASSADOR = "ambassador", _("An ambassador comes to the team")
    TALK = "talk", _("Talk about the future of our jobs")
    LESSON = "lesson", _("Ten minutes for a lesson, together")
    STORY = "story", _("Tell a story that shows what it is for")
    CONVERSATION = "conversation", _("A conversation with an ambassador")
    REMINDER = "reminder", _("A fixed moment in the diary")
    EXAMPLE = "example", _("Begin with yourself")


class TeamActionEvent(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("team action", "planned")
    MOVED = "moved", pgettext_lazy("team action", "moved to another day")
    DONE = "done", pgettext_lazy("team action", "done")
    DROPPED = "dropped", pgettext_lazy("team action", "dropped")
    TAKEN_BACK = "taken_back", pgettext_lazy("team action", "taken back: under way again")


ASKED = frozenset({TeamActionKind.WORKSHOP, TeamActionKind.AMBASSADOR})  # of the training manager
