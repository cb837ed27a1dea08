from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ambassadors.workshops.models.workshops import WorkshopSession
from people.models import Team


class TeamBookingQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(taken_back_at=None)


class TeamBooking(models.Model):
    """A manager's booking for somebody of their team.

    It does not change whatever the person does, so that a manager learns neither that they gave the seat up
    nor that they had one already. Once cancelled it stays too: it is asked for once.
    """

    session = models.ForeignKey(
        WorkshopSession, on_delete=models.CASCADE, related_name="team_bookings"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bookings_received"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bookings_made"
    )
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    objects = TeamBookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat asked for by a manager")
        verbose_name_plural = _("seats asked for by managers")
        ordering = ["session", "pk"]
        constraints = [
            models.UniqueConstraint(
                "session", "person", "asked_by", name="team_booking_once_for_a_person"
            ),
            models.CheckConstraint(
                name="team_booking_is_for_somebody_else", condition=~Q(person=models.F("asked_by"))
            ),
        ]

    def __str__(self):
        return f"{self.session}, {self.person}"


class TeamInvitation(models.Model):
    """A team's managers asked to bring it. Who asked stands in the plan; what became of it is not kept."""

    session = models.ForeignKey(
        WorkshopSession, on_delete=models.CASCADE, related_name="team_invitations"
    )
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="workshop_invitations")
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())

    class Meta:
        verbose_name = _("team asked to a workshop")
        verbose_name_plural = _("teams asked to workshops")
        ordering = ["session", "pk"]
        constraints = [
            models.UniqueConstraint("session", "team", name="team_invitation_once"),
        ]

    def __str__(self):
        return f"{self.session}, {self.team}"


class CalendarFeed(models.Model):
    """A person's calendar address. Only a hash of its secret is stored."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    digest = models.CharField(_("hash of the address"), max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self):
        return str(self.person)
