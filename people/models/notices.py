from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from people.enums import NoticePurpose
from people.models.person import Person


class NoticeEdition(models.Model):
    """The organisation's own words for a purpose, in place of ours. A new one is shown to everybody again.

    `basis`: the version of the data dictionary that they describe; a later one takes their place.
    """

    purpose = models.CharField(_("purpose"), max_length=20, choices=NoticePurpose)
    basis = models.PositiveSmallIntegerField()
    edition = models.PositiveSmallIntegerField(_("edition"))
    text_fr = models.TextField(_("text in French"))
    text_en = models.TextField(_("text in English"))
    published_at = models.DateTimeField(_("published at"), db_default=Now())

    class Meta:
        verbose_name = _("edition of a notice")
        verbose_name_plural = _("editions of notices")
        ordering = ["purpose", "basis", "edition"]
        constraints = [
            models.UniqueConstraint("purpose", "basis", "edition", name="notice_edition_unique"),
            models.CheckConstraint(
                name="notice_purpose_is_known", condition=Q(purpose__in=NoticePurpose.values)
            ),
        ]

    def __str__(self):
        return f"{self.get_purpose_display()}, {self.version}"

    @property
    def version(self):
        return f"{self.basis}.{self.edition}"


class NoticeSeen(models.Model):
    """A person was shown a version of a notice before anything was collected for it.

    Not for portal use: a row here would tell who declares (adoption.usage.models.UseNoticeSeen).
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices_seen")
    purpose = models.CharField(_("purpose"), max_length=20, choices=NoticePurpose)
    version = models.CharField(_("version"), max_length=20)
    seen_at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        verbose_name = _("notice seen")
        verbose_name_plural = _("notices seen")
        ordering = ["seen_at", "pk"]
        constraints = [
            models.UniqueConstraint("person", "purpose", "version", name="notice_seen_once"),
            models.CheckConstraint(
                name="notice_seen_purpose_names_a_person",
                condition=Q(purpose__in=["account", "access_log", "learning", "help"]),
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.purpose} {self.version}"
