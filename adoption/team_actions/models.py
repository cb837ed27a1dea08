"""Actions that teams plan after reading their figures. About teams: nobody is pointed at."""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from adoption.publishing.models.publications import Publication
from adoption.team_actions.enums import (
    ASKED,
    DECLINED,
    TITLES,
    RequestAnswer,
    TeamActionEvent,
    TeamActionKind,
)
from cms.models import Portal
from learning.models import Path
from people.models import Team


class TeamActionQuerySet(models.QuerySet):
    def under_way(self):
        """Neither done nor dropped."""
        return self.filter(done_on=None, dropped_on=None)

    def done(self):
        return self.exclude(done_on=None)

    def asked(self):
        """Select requests under way: what training managers provide, answered or not."""
        return self.under_way().filter(kind__in=ASKED)


class TeamAction(models.Model):
    """An action of a team, on a day. `publication`: the latest that was out when it was planned.

    `reason`: of the suggestion that it was planned from, which names it. `answer`: of training managers, to a request.
    """

    told: list[dict[str, Any]]  # its steps, where a query has read them with it

    uuid = models.UUIDField(_("identifier"), unique=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="team_actions")
    portal = models.ForeignKey(Portal, on_delete=models.PROTECT, related_name="team_actions")
    publication = models.ForeignKey(
        Publication, on_delete=models.PROTECT, related_name="team_actions"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=TeamActionKind)
    reason = models.CharField(_("reason"), max_length=20, blank=True, default="")
    path = models.ForeignKey(
        Path, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answer = models.CharField(
        _("answer"), max_length=20, choices=RequestAnswer, blank=True, default=""
    )
    noted_on = models.DateField(_("noted on"))
    planned_on = models.DateField(_("planned for"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    dropped_on = models.DateField(_("dropped on"), null=True, blank=True)

    objects = TeamActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("team action")
        verbose_name_plural = _("team actions")
        ordering = ["planned_on", "pk"]
        indexes = [  # all that the report counts, by kind
            models.Index(
                fields=["portal", "kind", "noted_on", "done_on", "dropped_on"],
                name="team_action_by_kind",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                "team",
                "portal",
                "kind",
                name="team_action_one_under_way",
                condition=Q(done_on=None, dropped_on=None),
                violation_error_message=_("The team has planned this already."),
            ),
            models.CheckConstraint(
                name="team_action_kind_is_known", condition=Q(kind__in=TeamActionKind.values)
            ),
            models.CheckConstraint(
                name="team_action_is_planned_ahead", condition=Q(planned_on__gte=F("noted_on"))
            ),
            models.CheckConstraint(
                name="team_action_done_after_noted",
                condition=Q(done_on=None) | Q(done_on__gte=F("noted_on")),
            ),
            models.CheckConstraint(
                name="team_action_dropped_after_noted",
                condition=Q(dropped_on=None) | Q(dropped_on__gte=F("noted_on")),
            ),
            models.CheckConstraint(
                name="team_action_done_or_dropped",
                condition=Q(done_on=None) | Q(dropped_on=None),
            ),
            models.CheckConstraint(
                name="team_action_path_where_one_is_asked",
                condition=Q(kind=TeamActionKind.PATH, path__isnull=False)
                | ~Q(kind=TeamActionKind.PATH) & Q(path=None),
            ),
            models.CheckConstraint(
                name="team_action_declined_is_dropped",
                condition=~Q(answer__in=sorted(DECLINED)) | Q(dropped_on__isnull=False),
            ),
            models.CheckConstraint(
                name="team_action_answer_is_known",
                condition=Q(answer="") | Q(answer__in=RequestAnswer.values),
            ),
        ]

    def __str__(self):
        return f"{self.team}, {self.title}"

    @property
    def title(self):
        """Return its name, as the suggestion that it was planned from had it."""
        return str(TITLES.get(self.reason) or self.request_title)

    @property
    def request_title(self):
        """Return what is asked of training managers."""
        kind = str(TeamActionKind(self.kind).label)
        if self.path is None:
            return kind
        return gettext("%(action)s: %(text)s") % {"action": kind, "text": self.path.title_here}

    @property
    def is_asked(self):
        return self.kind in ASKED

    @property
    def is_declined(self):
        return self.answer in DECLINED


class TeamActionStep(models.Model):
    """An event of an action, append-only. Its author is not recorded.

    `planned_on`: the day it is planned for from then on.
    """

    action = models.ForeignKey(TeamAction, on_delete=models.CASCADE, related_name="steps")
    event = models.CharField(_("what happened"), max_length=20, choices=TeamActionEvent)
    noted_on = models.DateField(_("noted on"))
    planned_on = models.DateField(_("planned for"))

    class Meta:
        verbose_name = _("step of a team action")
        verbose_name_plural = _("steps of team actions")
        ordering = ["action", "pk"]
        constraints = [
            models.CheckConstraint(
                name="team_action_step_event_is_known",
                condition=Q(event__in=TeamActionEvent.values),
            ),
        ]

    def __str__(self):
        return f"{self.action}, {self.get_event_display()}"


class TeamCover(models.Model):
    """Number of ambassadors of a team, where it may be shown (decision 38).

    Counted once a month for everybody alike; a count of a month takes the place of the one before.
    """

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="cover")
    month = models.DateField(_("noted with the figures of"))
    staff = models.PositiveIntegerField(_("staff"))
    ambassadors = models.PositiveIntegerField(_("ambassadors"))

    class Meta:
        verbose_name = _("ambassadors of a team")
        verbose_name_plural = _("ambassadors of teams")
        ordering = ["team"]
        constraints = [
            models.CheckConstraint(
                name="team_cover_month_is_a_first_day", condition=Q(month__day=1)
            ),
            models.CheckConstraint(
                name="team_cover_within_staff", condition=Q(ambassadors__lte=F("staff"))
            ),
        ]

    def __str__(self):
        return f"{self.team}, {self.month:%Y-%m}"


class TeamsTold(models.Model):
    """Marker that all mails about a publication are in the queue."""

    publication = models.OneToOneField(
        Publication, on_delete=models.CASCADE, primary_key=True, related_name="teams_told"
    )
    told_on = models.DateField(_("told on"))

    class Meta:
        verbose_name = _("mails about a publication")
        verbose_name_plural = _("mails about publications")
        ordering = ["publication"]

    def __str__(self):
        return str(self.publication)
