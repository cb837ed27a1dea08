"""Case studies from what the public said or lived: no name, number or place of anybody, whom two people read first."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from ambassadors.cases.enums import CaseKind, CaseState, CaseStep, RemovalOutcome
from ambassadors.practices.models import Testimony
from cms.languages import source_language
from cms.search.words import Document
from core.dates import today


REFERENCE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is read as another
REFERENCE_LENGTH = 8
TEXTS = ("title", "said_by", "happened", "at_desk", "behind", "would_help")
TITLE, SAID_BY, WORDS, TEXT = 120, 80, 600, 2000  # most characters


def new_reference() -> str:
    """Return a number to print that nobody guesses: whoever has it can have the case hidden."""
    return get_random_string(REFERENCE_LENGTH, REFERENCE_LETTERS)


class CaseStudyQuerySet(models.QuerySet):
    def shown(self):
        """Return what staff read; words of thanks as long as their testimony is shown."""
        said = Q(kind=CaseKind.THANKS, testimony__is_shown=True)
        return self.filter(Q(state=CaseState.SHOWN), said | ~Q(kind=CaseKind.THANKS))


class CaseStudy(models.Model):
    """A complaint, a good deed or words of thanks, brought by staff.

    `signed_by`: who brought it, where they chose to sign; otherwise nobody is stored. Words of thanks become a
    `Testimony` with the second reading, and their text is kept there alone.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(
        _("number"), max_length=REFERENCE_LENGTH, unique=True, default=new_reference
    )
    kind = models.CharField(_("kind"), max_length=20, choices=CaseKind)
    state = models.CharField(
        _("state"), max_length=20, choices=CaseState, default=CaseState.IN_READING
    )
    title = models.CharField(_("title"), max_length=TITLE)
    happened = models.TextField(_("what happened"), max_length=TEXT, blank=True)
    at_desk = models.TextField(_("what was done at the desk"), max_length=TEXT, blank=True)
    behind = models.TextField(_("what was done in the back office"), max_length=TEXT, blank=True)
    would_help = models.TextField(_("what would help"), max_length=TEXT, blank=True)
    said_by = models.CharField(_("said by"), max_length=SAID_BY, blank=True)
    consent_on = models.DateField(_("agreed on"), null=True, blank=True)
    testimony = models.OneToOneField(
        Testimony, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    proposed_on = models.DateField(_("proposed on"), default=today)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="cases_signed",
        null=True,
        blank=True,
    )
    first_reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    first_read_on = models.DateField(_("read on"), null=True, blank=True)
    second_reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    second_read_on = models.DateField(_("read a second time on"), null=True, blank=True)
    worked_on = models.DateField(_("worked through on"), null=True, blank=True)

    objects = CaseStudyQuerySet.as_manager()

    class Meta:
        verbose_name = _("case study")
        verbose_name_plural = _("case studies")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="case_study_shown_after_two_readings",
                condition=Q(state=CaseState.IN_READING)
                | Q(first_read_on__isnull=False, second_read_on__isnull=False),
            ),
            models.CheckConstraint(
                name="case_study_read_by_two_people",
                condition=Q(first_reader=None)
                | Q(second_reader=None)
                | ~Q(first_reader=F("second_reader")),
                violation_error_message=_("You have read it already: somebody else reads it too."),
            ),
            models.CheckConstraint(
                name="case_study_not_read_by_who_signed",
                condition=Q(signed_by=None)
                | (
                    (Q(first_reader=None) | ~Q(first_reader=F("signed_by")))
                    & (Q(second_reader=None) | ~Q(second_reader=F("signed_by")))
                ),
                violation_error_message=_("Whoever signed a case does not read it for the others."),
            ),
            models.CheckConstraint(
                name="case_study_of_thanks_with_consent",
                condition=~Q(kind=CaseKind.THANKS) | Q(consent_on__isnull=False),
                violation_error_message=_("Nobody is quoted who did not agree."),
            ),
            models.CheckConstraint(
                name="case_study_of_thanks_shown_as_testimony",
                condition=~Q(kind=CaseKind.THANKS)
                | Q(state=CaseState.IN_READING, testimony=None)
                | Q(testimony__isnull=False, happened=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def words(self) -> str:
        """Return what happened or, of thanks, what was said."""
        return self.testimony.words if self.testimony is not None else self.happened

    def search_document(self) -> Document:
        lines = " ".join(self.lines.values_list("text", flat=True))
        texts = (self.words, self.at_desk, self.behind, self.would_help, lines)
        return Document(
            kind="cases",
            key=str(self.uuid),
            language=source_language(),
            titles=(self.title,),
            text=" ".join(filter(None, texts)),
        )


class CaseLine(models.Model):
    """A line that whoever ran the workshop on a case typed. It has no author."""

    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="lines")
    step = models.CharField(_("step"), max_length=20, choices=CaseStep)
    text = models.CharField(_("line"), max_length=300)

    class Meta:
        verbose_name = _("line of a workshop")
        verbose_name_plural = _("lines of a workshop")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class CaseRemoval(models.Model):
    """Record that a case was taken down, with the officer’s decision: neither its content nor who asked."""

    case = models.ForeignKey(
        CaseStudy, on_delete=models.SET_NULL, related_name="removals", null=True, blank=True
    )
    reference = models.CharField(_("number"), max_length=REFERENCE_LENGTH)
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=RemovalOutcome, default=RemovalOutcome.WAITING
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)

    class Meta:
        verbose_name = _("case taken down")
        verbose_name_plural = _("cases taken down")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                "case", name="case_removal_once", condition=Q(outcome=RemovalOutcome.WAITING)
            ),
        ]

    def __str__(self) -> str:
        return self.reference
