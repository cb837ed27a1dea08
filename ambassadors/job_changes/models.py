import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ambassadors.job_changes.enums import ChangeKind, MapState
from cms.languages import source_language
from cms.models.releases import PortalRelease
from cms.search.words import Document
from people.models import JobFamily


LONGEST_WORDS = 200


class JobMapQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=MapState.PUBLISHED)

    def unpublished(self):
        return self.exclude(state=MapState.PUBLISHED)


class JobMap(models.Model):
    """Map of how the jobs of a family change. A family has one published map at most, and one draft of the next beside it.

    `edition` grows with each save, so that nobody overwrites or publishes what they have not read. `written_by` and
    `sent_by` keep a draft from being published by who wrote it last or sent it; publication empties both.
    """

    wagtail_reference_index_ignore = True

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    family = models.ForeignKey(JobFamily, on_delete=models.PROTECT, related_name="job_maps")
    state = models.CharField(_("state"), max_length=10, choices=MapState, default=MapState.DRAFT)
    edition = models.PositiveIntegerField(default=0, editable=False)
    remark = models.CharField(_("what is to be reworked"), max_length=300, blank=True, default="")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(_("changed at"), db_default=Now())
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    first_published_at = models.DateTimeField(_("first published at"), null=True, blank=True)

    objects = JobMapQuerySet.as_manager()

    class Meta:
        verbose_name = _("map of a job")
        verbose_name_plural = _("maps of jobs")
        ordering = ["family__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "family",
                name="job_map_one_published_a_family",
                condition=Q(state=MapState.PUBLISHED),
            ),
            models.UniqueConstraint(
                "family", name="job_map_one_draft_a_family", condition=~Q(state=MapState.PUBLISHED)
            ),
            models.CheckConstraint(
                name="job_map_state_is_known", condition=Q(state__in=MapState.values)
            ),
            models.CheckConstraint(
                name="job_map_published_has_its_day_and_no_names",
                condition=~Q(state=MapState.PUBLISHED)
                | Q(
                    published_at__isnull=False,
                    first_published_at__isnull=False,
                    written_by=None,
                    sent_by=None,
                ),
            ),
        ]

    def __str__(self):
        return str(self.family)

    @property
    def is_in_review(self) -> bool:
        return self.state == MapState.IN_REVIEW

    def search_document(self) -> Document:
        lines = self.changes.values_list("words", "becomes")
        text = "\n".join(part for line in lines for part in line if part)
        key, titles = str(self.family_id), (str(self.family),)
        return Document("job_maps", key, source_language(), titles, lead=text)


class JobChange(models.Model):
    """A task of a job that goes, changes or comes. No author of it is kept.

    `starts_on`: the first day of the month from which. `course`: translation key of a lesson or a module that
    prepares for it; `kit`: of a kit.
    """

    wagtail_reference_index_ignore = True

    job_map = models.ForeignKey(JobMap, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(_("what becomes of it"), max_length=10, choices=ChangeKind)
    words = models.CharField(_("task"), max_length=LONGEST_WORDS)
    becomes = models.CharField(
        _("what it becomes"), max_length=LONGEST_WORDS, blank=True, default=""
    )
    starts_on = models.DateField(_("from which month"), null=True, blank=True)
    release = models.ForeignKey(
        PortalRelease,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="job_changes",
        verbose_name=_("release of a portal"),
    )
    course = models.UUIDField(null=True, blank=True)
    kit = models.UUIDField(null=True, blank=True)
    sort_order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("change of a job")
        verbose_name_plural = _("changes of jobs")
        ordering = ["job_map", "sort_order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="job_change_kind_is_known", condition=Q(kind__in=ChangeKind.values)
            ),
            models.CheckConstraint(name="job_change_says_what", condition=~Q(words="")),
            models.CheckConstraint(
                name="job_change_that_comes_becomes_nothing",
                condition=~Q(kind=ChangeKind.COMES) | Q(becomes=""),
            ),
            models.CheckConstraint(
                name="job_change_starts_with_a_month",
                condition=Q(starts_on=None) | Q(starts_on__day=1),
            ),
        ]

    def __str__(self):
        return self.words

    @property
    def month(self) -> date | None:
        """Return the month from which, or that of its release."""
        return self.starts_on or (self.release.released_on if self.release else None)
