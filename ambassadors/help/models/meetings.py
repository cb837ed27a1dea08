"""Tables of a pair's next meeting, and of the moments that one of the two proposes for it."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ambassadors.help.enums import Side
from ambassadors.help.models.pairs import Pair


MOST_MOMENTS = 3
LEAST_MEETING_MINUTES, MOST_MEETING_MINUTES, USUAL_MEETING_MINUTES = 5, 240, 30
PLACE_LENGTH = 120


class MeetingTerms(models.Model):
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    place = models.CharField(_("place"), max_length=PLACE_LENGTH, blank=True)
    link = models.URLField(_("link for joining from afar"), max_length=500, blank=True)

    class Meta:
        abstract = True


class Meeting(MeetingTerms):
    """The next meeting of a pair, to which both have agreed. Moved, it keeps its uuid: calendars follow.

    One that is over stays until the next is agreed.
    """

    wagtail_reference_index_ignore = True

    pair = models.OneToOneField(Pair, on_delete=models.CASCADE, related_name="meeting")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    sequence = models.PositiveIntegerField(_("number of moves"), default=0)
    changed_at = models.DateTimeField(_("changed at"), db_default=Now())
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)

    class Meta:
        verbose_name = _("meeting of a pair")
        verbose_name_plural = _("meetings of pairs")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="meeting_ends_after_it_begins",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("A meeting ends after it begins."),
            ),
        ]

    def __str__(self):
        return str(self.uuid)

    @property
    def is_to_come(self):
        return self.ends_at > timezone.now()


class MeetingProposal(MeetingTerms):
    """Moments that one of a pair proposes for their next meeting: one proposal is open at a time.

    `starts`: one to three moments, as ISO 8601 in UTC. Another uuid with each proposal, so that nobody accepts
    one that they have not read.
    """

    wagtail_reference_index_ignore = True

    pair = models.OneToOneField(Pair, on_delete=models.CASCADE, related_name="meeting_proposal")
    side = models.CharField(_("proposed by"), max_length=10, choices=Side)
    starts = models.JSONField(_("moments"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=USUAL_MEETING_MINUTES)
    proposed_at = models.DateTimeField(_("proposed at"), db_default=Now())

    class Meta:
        verbose_name = _("proposal to meet")
        verbose_name_plural = _("proposals to meet")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="meeting_proposal_side_is_known", condition=Q(side__in=Side.values)
            ),
            models.CheckConstraint(
                name="meeting_proposal_minutes_in_range",
                condition=Q(minutes__range=(LEAST_MEETING_MINUTES, MOST_MEETING_MINUTES)),
                violation_error_message=_("A meeting lasts from 5 to 240 minutes."),
            ),
        ]

    def __str__(self):
        return str(self.uuid)

    @property
    def moments(self):
        """Return the moments that are still to come, the earliest first."""
        now = timezone.now()
        return sorted(moment for moment in map(datetime.fromisoformat, self.starts) if moment > now)
