"""Portal use: no table here points at a person.

`subject` is a keyed hash of the person's UUID (adoption.usage.pseudonyms). The key lives outside the
database, so neither a copy of it nor any page, query or join names anybody. Only the person's own
session, and the publication task, can make it.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from adoption.usage.enums import DeclaredUse
from cms.models import Portal, PortalService
from people.enums import NoticePurpose


class PortalLink(models.Model):
    """The voluntary tie between a subject and the pseudonym under which the portal reports use.

    It speaks for the months from `linked_on` on, and for those from the first day of use on.
    """

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    portal = models.ForeignKey(Portal, on_delete=models.PROTECT, related_name="links")
    pseudonym = models.CharField(_("pseudonym"), max_length=80)
    subject = models.CharField(_("keyed hash in place of a name"), max_length=64)
    linked_on = models.DateField(_("linked on"))

    class Meta:
        verbose_name = _("portal link")
        verbose_name_plural = _("portal links")
        ordering = ["portal", "pseudonym"]
        indexes = [models.Index(fields=["subject"], name="portal_link_of_subject")]
        constraints = [
            models.UniqueConstraint("portal", "pseudonym", name="portal_link_pseudonym_unique"),
            models.UniqueConstraint("portal", "subject", name="portal_link_subject_unique"),
        ]

    def __str__(self):
        return str(self.pk)


class WithdrawnPseudonym(models.Model):
    """A pseudonym whose link was undone, as a keyed hash: its rows are never imported again."""

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    portal = models.ForeignKey(Portal, on_delete=models.PROTECT, related_name="withdrawn")
    pseudonym_hash = models.CharField(_("hash of the identifier"), max_length=64)

    class Meta:
        verbose_name = _("withdrawn pseudonym")
        verbose_name_plural = _("withdrawn pseudonyms")
        ordering = ["portal", "pseudonym_hash"]
        constraints = [
            models.UniqueConstraint("portal", "pseudonym_hash", name="withdrawn_pseudonym_unique"),
        ]

    def __str__(self):
        return str(self.pk)


class Objection(models.Model):
    """A subject's objection to being counted: unknown on every portal, as if they had never answered.

    No day and no reason: beside the log of a server, a day could help to name somebody.
    """

    subject = models.CharField(_("keyed hash in place of a name"), max_length=64)

    class Meta:
        verbose_name = _("objection to being counted")
        verbose_name_plural = _("objections to being counted")
        ordering = ["subject"]
        constraints = [models.UniqueConstraint("subject", name="objection_once")]

    def __str__(self):
        return str(self.pk)


class UseNoticeSeen(models.Model):
    """Version of a notice on portal use that a subject was shown.

    Under a subject, and without a day: a row that named somebody would tell that they declare.
    """

    subject = models.CharField(_("keyed hash in place of a name"), max_length=64)
    purpose = models.CharField(_("purpose"), max_length=20, choices=NoticePurpose)
    version = models.CharField(_("version"), max_length=20)

    class Meta:
        verbose_name = _("notice on portal use seen")
        verbose_name_plural = _("notices on portal use seen")
        ordering = ["subject", "purpose", "version"]
        constraints = [
            models.UniqueConstraint("subject", "purpose", "version", name="use_notice_seen_once"),
            models.CheckConstraint(
                name="use_notice_purpose_is_portal_use",
                condition=Q(purpose__in=["declared_use", "portal_link", "surveys"]),
            ),
        ]

    def __str__(self):
        return str(self.pk)


class UsageDay(models.Model):
    """Use of a service by a pseudonym on a day: no time, content or count.

    The row is its own key, and the key the only index. On PostgreSQL the table is parted by month
    (adoption.usage.usage_partitions). The portal is that of the service, so the service alone ties it.
    """

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list
    counts_as_use_of = "portal"  # which of its services nobody used is no author’s to try

    pk = models.CompositePrimaryKey("portal_id", "pseudonym", "day", "service_id")
    portal = models.ForeignKey(
        Portal,
        on_delete=models.PROTECT,
        related_name="usage_days",
        db_index=False,
        db_constraint=False,
    )
    pseudonym = models.CharField(_("identifier at the portal"), max_length=80)
    service = models.ForeignKey(
        PortalService, on_delete=models.PROTECT, related_name="usage_days", db_index=False
    )
    day = models.DateField(_("day"))
    is_late = models.BooleanField(_("came late"), db_default=False, default=False)

    class Meta:
        verbose_name = _("day of use")
        verbose_name_plural = _("days of use")
        ordering = ["portal", "day", "pseudonym", "service"]

    def __str__(self):
        return str(self.day)  # whose it is stands in no message


class Declaration(models.Model):
    """A subject's declaration of their own use in a month (its first day)."""

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    portal = models.ForeignKey(Portal, on_delete=models.PROTECT, related_name="declarations")
    subject = models.CharField(_("keyed hash in place of a name"), max_length=64)
    month = models.DateField(_("month"))
    answer = models.CharField(_("answer"), max_length=20, choices=DeclaredUse)

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        ordering = ["portal", "month", "subject"]
        indexes = [models.Index(fields=["subject"], name="declaration_of_subject")]
        constraints = [
            models.UniqueConstraint("portal", "month", "subject", name="declaration_once_a_month"),
            models.CheckConstraint(
                name="declaration_answer_is_known", condition=Q(answer__in=DeclaredUse.values)
            ),
            models.CheckConstraint(
                name="declaration_month_is_a_first_day", condition=Q(month__day=1)
            ),
        ]

    def __str__(self):
        return str(self.pk)
