"""Journeys as steps, and sittings in which staff and the public each vote for the two that matter most."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel

from ambassadors.journeys.enums import IdeaKind, IdeaOutcome, Moderation, VoterGroup


class Journey(ClusterableModel):
    """The course of somebody of the public, in one language. `loaded`: digest of the imported file."""

    slug = models.SlugField(_("short name"), max_length=80)
    language = models.CharField(_("language"), max_length=10, default="fr")
    title = models.CharField(_("title"), max_length=160)
    summary = models.TextField(_("summary"), max_length=600, blank=True)
    audience = models.TextField(_("for whom"), max_length=400, blank=True)
    loaded = models.CharField(max_length=64, blank=True, default="", editable=False)

    panels = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("language"),
        FieldPanel("summary"),
        FieldPanel("audience"),
        InlinePanel("steps", label=_("Step"), min_num=3, max_num=15),
    ]

    class Meta:
        verbose_name = _("journey")
        verbose_name_plural = _("journeys")
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint("slug", "language", name="journey_once_in_a_language"),
        ]

    def __str__(self):
        return self.title


class JourneyStep(models.Model):
    """A step of a journey. `irritants`, `ideas`: one on each line."""

    journey = ParentalKey(Journey, on_delete=models.CASCADE, related_name="steps")
    sort_order = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("title"), max_length=120)
    person_does = models.TextField(_("what the person does"), max_length=600, blank=True)
    person_feels = models.TextField(_("what the person feels"), max_length=600, blank=True)
    front_office = models.TextField(_("front office"), max_length=600, blank=True)
    back_office = models.TextField(_("back office"), max_length=600, blank=True)
    portal = models.TextField(_("portal"), max_length=600, blank=True)
    irritants = models.TextField(
        _("irritants"), max_length=1000, blank=True, help_text=_("One on each line.")
    )
    ideas = models.TextField(
        _("ideas"), max_length=1000, blank=True, help_text=_("One on each line.")
    )

    sort_order_field = "sort_order"
    panels = [
        FieldPanel(name)
        for name in (
            *("title", "person_does", "person_feels", "front_office", "back_office", "portal"),
            *("irritants", "ideas"),
        )
    ]

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["sort_order", "pk"]

    def __str__(self):
        return self.title


class JourneyWorkshopQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at=None, expires_at__gt=Now())

    def overdue(self):
        return self.filter(closed_at=None, expires_at__lte=Now())

    def closed(self):
        return self.exclude(closed_at=None)


class JourneyWorkshop(models.Model):
    """A sitting. While it is open people join it by its code; once closed only counts are left.

    `staff_voters`, `public_voters`: how many voted; `is_told_apart`: whether both groups are large enough to
    be shown apart. Otherwise only `voters` is kept: of both from five staff on, of the public alone without.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="workshops")
    title = models.CharField(_("title"), max_length=160)
    language = models.CharField(_("language"), max_length=10, default="fr")
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="journey_workshops",
        null=True,
    )
    code = models.CharField(_("code"), max_length=6)
    opened_at = models.DateTimeField(_("opened at"), db_default=Now())
    expires_at = models.DateTimeField(_("open until"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    is_told_apart = models.BooleanField(
        _("groups are shown apart"), db_default=False, default=False
    )
    voters = models.PositiveIntegerField(_("people who voted"), db_default=0, default=0)
    staff_voters = models.PositiveIntegerField(_("staff who voted"), null=True)
    public_voters = models.PositiveIntegerField(_("members of the public who voted"), null=True)

    objects = JourneyWorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = _("journey workshop")
        verbose_name_plural = _("journey workshops")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "code", name="journey_workshop_code_of_one", condition=Q(closed_at=None)
            ),
            models.CheckConstraint(
                name="journey_workshop_small_groups_are_together",
                condition=Q(is_told_apart=False, staff_voters=None, public_voters=None)
                | Q(is_told_apart=True, staff_voters__gte=5, public_voters__gte=5),
            ),
        ]

    def __str__(self):
        return self.title


class WorkshopStep(models.Model):
    """A copy of a step as the sitting opened, with its votes once that is closed."""

    workshop = models.ForeignKey(JourneyWorkshop, on_delete=models.CASCADE, related_name="steps")
    step = models.ForeignKey(
        JourneyStep, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    place = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=120)
    votes = models.PositiveIntegerField(db_default=0, default=0)
    staff_votes = models.PositiveIntegerField(null=True)
    public_votes = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("step of a workshop")
        verbose_name_plural = _("steps of a workshop")
        ordering = ["workshop", "place"]
        constraints = [
            models.UniqueConstraint("workshop", "place", name="workshop_step_place_once"),
        ]

    def __str__(self):
        return self.title


class JourneyBallotQuerySet(models.QuerySet):
    def counted(self):
        """Exclude staff who had not proved who they are when they joined."""
        proven = Q(person__identity_proven_at__lte=F("joined_at"))
        return self.filter(Q(group=VoterGroup.PUBLIC) | proven)

    def cast(self):
        return self.exclude(first=None, second=None)


class JourneyBallot(models.Model):
    """A voter of an open sitting: a person of the staff, or a ticket of the public, stored as a digest.

    It is deleted as the sitting closes.
    """

    workshop = models.ForeignKey(JourneyWorkshop, on_delete=models.CASCADE, related_name="ballots")
    group = models.CharField(_("group"), max_length=10, choices=VoterGroup)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="journey_ballots",
        null=True,
    )
    ticket = models.CharField(_("hash of the ticket"), max_length=64, unique=True, null=True)
    first = models.ForeignKey(
        WorkshopStep,
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        verbose_name=_("first vote"),
    )
    second = models.ForeignKey(
        WorkshopStep,
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        verbose_name=_("second vote"),
    )
    remarks = models.PositiveSmallIntegerField(_("number of remarks"), db_default=0, default=0)
    joined_at = models.DateTimeField(_("joined at"), db_default=Now())

    objects = JourneyBallotQuerySet.as_manager()

    class Meta:
        verbose_name = _("vote in a journey workshop")
        verbose_name_plural = _("votes in journey workshops")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("workshop", "person", name="journey_ballot_one_a_person"),
            models.CheckConstraint(
                name="journey_ballot_of_its_group",
                condition=Q(group="staff", person__isnull=False, ticket=None)
                | Q(group="public", person=None, ticket__isnull=False),
            ),
            models.CheckConstraint(
                name="journey_ballot_two_different_steps",
                condition=Q(first=None) | Q(second=None) | ~Q(first=F("second")),
                violation_error_message=_("Choose two different steps."),
            ),
        ]

    def __str__(self):
        return f"{self.workshop}, {self.group}"


class JourneyIdeaQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(moderation=Moderation.WAITING)

    def shown(self):
        return self.filter(moderation=Moderation.SHOWN)


class JourneyIdea(models.Model):
    """An anonymous remark about a step; others see it once the facilitator has shown it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    step = models.ForeignKey(WorkshopStep, on_delete=models.CASCADE, related_name="ideas")
    kind = models.CharField(max_length=10, choices=IdeaKind)
    text = models.CharField(_("in a sentence"), max_length=200)
    moderation = models.CharField(max_length=10, choices=Moderation, default=Moderation.WAITING)
    fate = models.CharField(
        _("what became of it"), max_length=10, choices=IdeaOutcome, default=IdeaOutcome.NEW
    )
    word = models.CharField(_("a word on it"), max_length=200, blank=True)

    objects = JourneyIdeaQuerySet.as_manager()

    class Meta:
        verbose_name = _("idea or irritant")
        verbose_name_plural = _("ideas and irritants")
        ordering = ["step", "pk"]
        constraints = [
            models.CheckConstraint(
                name="journey_idea_fate_is_known", condition=Q(fate__in=IdeaOutcome.values)
            ),
        ]

    def __str__(self):
        return self.text
