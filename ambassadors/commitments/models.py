"""Commitments of management to staff, with their earlier wordings: nothing that was published goes without a word."""

import uuid

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ambassadors.commitments.enums import WITH_A_REASON, CommitmentKind, CommitmentState
from core.dates import today
from core.revisions import replaced_wordings
from core.typography import shorten
from people.models import JobFamily


LONGEST, LONGEST_OWNER = 400, 120
SHOWN = 60  # letters of a title


class CommitmentQuerySet(models.QuerySet):
    def published(self):
        return self.filter(published_on__isnull=False)

    def overdue(self):
        """Return those whose day has passed without a word on whether they were kept."""
        return self.published().filter(state=CommitmentState.STANDING, due_on__lt=today())

    def in_reading_order(self):
        """Order what stands by its day, then what became of the others, the latest first."""
        rank = Case(
            When(state=CommitmentState.STANDING, then=Value(0)),
            When(state=CommitmentState.WITHDRAWN, then=Value(2)),
            default=Value(1),
        )
        standing = Case(When(state=CommitmentState.STANDING, then=F("due_on")))
        return self.order_by(rank, standing, F("settled_on").desc(nulls_first=True), "due_on", "pk")

    def to_show(self):
        return self.in_reading_order().prefetch_related("families", "revisions")


class Commitment(models.Model):
    """A promise of management. `families`: to whom, none for all staff. `owner`: a function in words, tied to no account.

    `published_on`: empty of a draft, which may be deleted; afterwards it is withdrawn, with a reason. `settled_on`: when it
    was first said what became of it.
    """

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("what it is about"), max_length=20, choices=CommitmentKind)
    text = models.CharField(_("what is promised"), max_length=LONGEST)
    families = models.ManyToManyField(
        JobFamily, verbose_name=_("to whom"), blank=True, related_name="+"
    )
    owner = models.CharField(_("who answers for it"), max_length=LONGEST_OWNER)
    due_on = models.DateField(_("until, or by"))
    published_on = models.DateField(_("published on"), null=True, editable=False)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=CommitmentState,
        default=CommitmentState.STANDING,
        db_default=CommitmentState.STANDING,
    )
    settled_on = models.DateField(_("settled on"), null=True, editable=False)
    reason = models.CharField(
        _("reason for staff"), max_length=LONGEST, blank=True, default="", db_default=""
    )

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="commitment_kind_is_known", condition=Q(kind__in=CommitmentKind.values)
            ),
            models.CheckConstraint(
                name="commitment_says_what_and_who", condition=~Q(text="") & ~Q(owner="")
            ),
            models.CheckConstraint(
                name="commitment_stands_until_settled",
                condition=Q(state=CommitmentState.STANDING, settled_on=None)
                | Q(
                    state__in=[state for state in CommitmentState if state != "standing"],
                    settled_on__isnull=False,
                    published_on__isnull=False,
                ),
                violation_error_message=_("A draft is published first."),
            ),
            models.CheckConstraint(
                name="commitment_says_why",
                condition=~Q(state__in=WITH_A_REASON) | ~Q(reason=""),
                violation_error_message=_("Say why: staff read it."),
            ),
        ]

    def __str__(self):
        return shorten(self.text, SHOWN)

    @property
    def is_overdue(self):
        is_standing = self.published_on is not None and self.state == CommitmentState.STANDING
        return is_standing and self.due_on < today()

    @property
    def audience(self):
        """Return the names of the job families that it is made to; "" for all staff."""
        return ", ".join(sorted(family.name for family in self.families.all()))

    @cached_property
    def earlier(self):
        """Return the revisions after which it said something else, the latest first."""
        said = ("text", "owner", "due_on", "audience")
        changed = replaced_wordings(list(self.revisions.all()), self, said)
        return [
            revision
            for revision in list(self.revisions.all())[::-1]
            if revision in changed or revision.state != CommitmentState.STANDING
        ]


class CommitmentRevision(models.Model):
    """Earlier wording of a published commitment, append-only. It does not keep who changed it: management promises."""

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="revisions")
    text = models.CharField(_("what is promised"), max_length=LONGEST)
    audience = models.TextField(_("to whom"), blank=True, default="")
    owner = models.CharField(_("who answers for it"), max_length=LONGEST_OWNER)
    due_on = models.DateField(_("until, or by"))
    state = models.CharField(_("state"), max_length=10, choices=CommitmentState)
    reason = models.CharField(_("reason for staff"), max_length=LONGEST, blank=True, default="")
    changed_on = models.DateField(_("changed on"))

    class Meta:
        verbose_name = _("earlier wording of a commitment")
        verbose_name_plural = _("earlier wordings of commitments")
        ordering = ["commitment", "pk"]
        constraints = [
            models.CheckConstraint(
                name="commitment_revision_state_is_known",
                condition=Q(state__in=CommitmentState.values),
            ),
        ]

    def __str__(self):
        return shorten(self.text, SHOWN)
