"""Good practices are pages; proposals and marks are records that name one by its translation key.

The key stays the same in every language and wherever the page moves.
"""

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from ambassadors.practices.identifying_details import find_traces
from cms.blocks import article_blocks
from cms.models import BasePage, PortalService
from core.fields import StreamField
from people.models import Job, JobFamily
from people.notifications.actions import Entry, notify


PUBLISHED = "practice_published"


class PracticesPage(BasePage):
    """« Bonnes pratiques »: the list, filtered by service, job, tag and search."""

    is_listed = True
    parent_page_types = ["cms.ArticlePage", "cms.HomePage"]
    subpage_types = ["ambassadors.PracticePage"]
    template = "ambassadors/practices/practices_page.html"
    body_fields = ("body",)

    introduction = models.TextField(_("introduction"), max_length=400, blank=True)
    body = StreamField(article_blocks(), verbose_name=_("body"), blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]

    @property
    def search_kind(self) -> str:
        return "resources"

    class Meta:
        verbose_name = _("list of good practices")
        verbose_name_plural = _("lists of good practices")


class PracticePage(BasePage):
    """A practice: situation, what was done, what changed, how to begin. `tags`: comma-separated, lower case."""

    parent_page_types = ["ambassadors.PracticesPage"]
    subpage_types: list[str] = []
    template = "ambassadors/practices/practice_page.html"
    body_fields = ("body",)
    read_with = ("portal_service__portal", "job", "job_family")
    search_fields_beside = ("tags",)

    introduction = models.TextField(_("introduction"), max_length=400, blank=True)
    body = StreamField(article_blocks(), verbose_name=_("body"), blank=True)
    portal_service = models.ForeignKey(
        PortalService,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("service of the portal"),
    )
    job = models.ForeignKey(
        Job,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("job"),
    )
    job_family = models.ForeignKey(
        JobFamily,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("job family"),
        help_text=_("Taken from the job where one is chosen."),
    )
    tags = models.CharField(
        _("words"), max_length=255, blank=True, help_text=_("Parted by commas.")
    )
    reviewed_on = models.DateField(_("last checked on"), null=True, blank=True)
    review_by = models.DateField(_("to check again by"), null=True, blank=True)
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("portal_service"),
                FieldPanel("job"),
                FieldPanel("job_family"),
                FieldPanel("tags"),
                FieldPanel("reviewed_on"),
                FieldPanel("review_by"),
            ],
            heading=_("About"),
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        *(
            SynchronizedField(name, overridable=False)
            for name in ("portal_service", "job", "job_family")
        ),
    ]

    class Meta:
        verbose_name = _("good practice")
        verbose_name_plural = _("good practices")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("update_fields") is None:
            self.tags = ", ".join(self.words)
            if self.job is not None and self.job.family_id:
                self.job_family_id = self.job.family_id
        super().save(*args, **kwargs)
        if self.live:
            PracticeProposal.objects.mark_published(self)

    @property
    def search_kind(self) -> str:
        return "practices"

    @property
    def words(self) -> list[str]:
        """Return the tags without duplicates."""
        words = (word.strip().lower() for word in self.tags.split(","))
        return list(dict.fromkeys(word for word in words if word))


class PracticeProposalQuerySet(models.QuerySet):
    def awaiting(self):
        return self.filter(decided_at=None)

    @transaction.atomic
    def mark_published(self, practice: PracticePage) -> None:
        """Mark the practice as published: an unsigned author is forgotten here, so that only a signed one is told."""
        waiting = self.awaiting().filter(practice=practice.translation_key)
        waiting.filter(is_signed=False).delete()
        entries = [
            Entry(proposal.person_id, practice.translation_key, since=proposal.created_at)
            for proposal in waiting
        ]
        if waiting.update(decided_at=Now()):
            notify(kind=PUBLISHED, entries=entries)


class PracticeProposal(models.Model):
    """The author of a proposed practice: to follow it up, and to sign if they wish."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="practices_proposed"
    )
    practice = models.UUIDField(_("practice"), unique=True)
    is_signed = models.BooleanField(_("with the name"), db_default=False, default=False)
    created_at = models.DateTimeField(_("proposed at"), db_default=Now())
    decided_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = PracticeProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed practice")
        verbose_name_plural = _("proposed practices")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="practice_proposal_without_a_name_is_forgotten",
                condition=Q(decided_at=None) | Q(is_signed=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.practice)


class UsefulMark(models.Model):
    """A person's mark “Useful to me”, shown to nobody else; counted in steps."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="useful_marks"
    )
    practice = models.UUIDField(_("practice"))
    marked_at = models.DateTimeField(_("marked at"), db_default=Now())

    class Meta:
        verbose_name = _("useful mark")
        verbose_name_plural = _("useful marks")
        ordering = ["pk"]
        indexes = [models.Index(fields=["practice"], name="useful_mark_practice")]
        constraints = [
            models.UniqueConstraint("person", "practice", name="useful_mark_once"),
        ]

    def __str__(self) -> str:
        return str(self.practice)


class TestimonyQuerySet(models.QuerySet):
    def shown(self):
        return self.filter(is_shown=True, has_consent=True)


class Testimony(models.Model):
    """A quote from somebody of the public and its setting. Never their identity; never without consent."""

    words = models.TextField(
        _("what was said"),
        max_length=600,
        help_text=_("Word for word, without a name, a case number or a way to reach anybody."),
    )
    said_by = models.CharField(
        _("said by"),
        max_length=80,
        help_text=_("In general terms: “a tenant”, “a young father”. Never a name."),
    )
    setting = models.CharField(
        _("where, on what occasion"),
        max_length=120,
        help_text=_("For instance: at the reception desk, after a first booking online."),
    )
    portal_service = models.ForeignKey(
        PortalService,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("service of the portal"),
    )
    has_consent = models.BooleanField(
        _("the person agrees to be quoted"), db_default=False, default=False
    )
    consent_on = models.DateField(_("agreed on"), null=True, blank=True)
    is_shown = models.BooleanField(_("shown on the site"), db_default=False, default=False)

    objects = TestimonyQuerySet.as_manager()

    panels = [
        FieldPanel("words"),
        FieldPanel("said_by"),
        FieldPanel("setting"),
        FieldPanel("portal_service"),
        MultiFieldPanel(
            [FieldPanel("has_consent"), FieldPanel("consent_on"), FieldPanel("is_shown")],
            heading=_("Agreement"),
        ),
    ]

    class Meta:
        verbose_name = _("testimony")
        verbose_name_plural = _("testimonies")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="testimony_shown_with_consent_only",
                condition=Q(is_shown=False) | Q(has_consent=True, consent_on__isnull=False),
                violation_error_message=_(
                    "Nothing is shown without the person’s agreement and its day."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.words[:60]

    def clean(self) -> None:
        super().clean()
        for name in ("words", "said_by", "setting"):
            if find_traces(getattr(self, name)):
                raise ValidationError(
                    {
                        name: _(
                            "Leave out names, e-mail addresses, telephone and social security numbers."
                        )
                    }
                )
