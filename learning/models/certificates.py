import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from learning.models.paths import Path
from learning.models.records import Module


class CertificateQuerySet(models.QuerySet):
    def valid_on(self, day):
        """Return certificates valid on a day; the day on which they end included."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=day), issued_on__lte=day)

    def shared(self):
        """Return certificates of which the holder lets something be read."""
        return self.exclude(shows=[])


class Certificate(models.Model):
    """A record that somebody finished a path or a module: what they had then, whatever becomes of its pages.

    `lessons` is what was passed: [{"uuid", "title", "module", "revision", "done_on"}], `revision` being the
    key of the page's revision that was live. `code` opens the public page, which shows only what `shows`
    names; nothing until its holder agrees.
    """

    wagtail_reference_index_ignore = True

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="certificates"
    )
    path = models.ForeignKey(
        Path, on_delete=models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    module = models.ForeignKey(
        Module, on_delete=models.PROTECT, null=True, blank=True, related_name="certificates"
    )
    title = models.CharField(_("title when it was issued"), max_length=200)
    lessons = models.JSONField(_("lessons"), default=list)
    minutes = models.PositiveIntegerField(_("minutes"), default=0)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)
    code = models.CharField(max_length=40, unique=True, editable=False)
    shows = models.JSONField(_("what the public page shows"), default=list, blank=True)
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "person", "path", "issued_on", name="certificate_once_per_path_and_day"
            ),
            models.UniqueConstraint(
                "person", "module", "issued_on", name="certificate_once_per_module_and_day"
            ),
            models.CheckConstraint(
                name="certificate_of_path_or_module",
                condition=Q(path=None, module__isnull=False) | Q(path__isnull=False, module=None),
            ),
            models.CheckConstraint(
                name="certificate_ends_after_issue",
                condition=Q(expires_on=None) | Q(expires_on__gte=F("issued_on")),
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.title}"

    def is_valid_on(self, day):
        return self.issued_on <= day and (self.expires_on is None or self.expires_on >= day)

    def lesson_titles_by_module(self) -> dict[str, list[str]]:
        """Return the titles of the lessons under that of their module, in the order in which they were kept."""
        titles: dict[str, list[str]] = {}
        for lesson in self.lessons:
            titles.setdefault(lesson["module"], []).append(lesson["title"])
        return titles
