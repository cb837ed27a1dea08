import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.dates import months_before
from people.enums import Purpose, Role, ViewedData
from people.models.person import Person


LOOKS_KEPT_MONTHS = 12


class LookQuerySet(models.QuerySet):
    def outdated(self):
        """Return looks older than twelve months: the only ones that may be deleted while both people stay."""
        return self.older_than(months_before(timezone.now(), LOOKS_KEPT_MONTHS))

    def older_than(self, moment: datetime):
        """Return older looks, by a day more, so that no database reckons a deleted look too young."""
        return self.filter(looked_at__lt=moment - timedelta(days=1))

    def with_matter(self, sealed_before: datetime | None):
        """Annotate `matter`: what each is about, left out where it may lead to what is sealed."""
        if sealed_before is None:
            return self.annotate(matter=F("about"))
        visible = When(looked_at__gte=sealed_before, then=F("about"))
        return self.annotate(matter=Case(visible, default=Value("")))


class Look(models.Model):
    """A look at a named person's record, which that person can read; one of the tables a GET may write.

    The log only grows: triggers refuse every change but the two of `erase_person` and the deletion of rows
    older than twelve months (docs/runbook.md).
    """

    viewer = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        related_name="looks_made",
        verbose_name=_("seen by"),
    )
    subject = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="looks_received")
    purpose = models.CharField(_("purpose"), max_length=40, choices=Purpose)
    viewer_roles = models.CharField(
        _("role of the viewer"), max_length=200, blank=True, default="", db_default=""
    )
    seen = models.CharField(
        _("what was seen"), max_length=20, choices=ViewedData, blank=True, default="", db_default=""
    )
    # The question whose answer was read; sealed like that answer (docs/decisions/0019).
    about = models.CharField(
        _("about"), max_length=250, blank=True, default="", db_default="", editable=False
    )
    looked_at = models.DateTimeField(_("when"), db_default=Now())

    objects = LookQuerySet.as_manager()

    class Meta:
        verbose_name = _("look at a record")
        verbose_name_plural = _("looks at records")
        ordering = ["-looked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="look_purpose_is_known", condition=Q(purpose__in=Purpose.values)
            ),
            models.CheckConstraint(
                name="look_seen_is_known", condition=Q(seen__in=["", *ViewedData.values])
            ),
        ]
        indexes = [
            models.Index("subject", F("looked_at").desc(), name="look_by_subject"),
            models.Index(fields=["looked_at"], name="look_by_moment"),  # of who opens many
        ]

    def __str__(self):
        return f"{self.viewer} → {self.subject}, {self.looked_at:%Y-%m-%d}"

    def seen_in_words(self):
        """Return what was seen; follow-up of mandatory training shows little of a record, and nothing more."""
        if self.purpose == Purpose.MANDATORY_TRAINING and self.seen == ViewedData.RECORD:
            return _(
                "your name, your team, and of your mandatory training: done or not, and the day"
            )
        return self.get_seen_display()

    def roles_in_words(self):
        """Return the roles that the viewer held at the time, as the screens call them; "" for none."""
        roles = self.viewer_roles.split(",")
        return ", ".join(str(role.label) for role in Role if role.value in roles)


class ErasureUnderWay(models.Model):
    """The person whom a transaction is erasing: it lets the triggers of the log pass. Empty outside of one.

    Not a foreign key: the row is gone before the transaction ends, and so is the person.
    """

    person_key = models.BigIntegerField(unique=True)

    class Meta:
        verbose_name = _("erasure under way")
        verbose_name_plural = _("erasures under way")

    def __str__(self):
        return str(self.person_key)


class RoleChange(models.Model):
    """A role granted or taken back, by whom and when: for the person and the data protection officer."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="role_changes")
    role = models.CharField(_("role"), max_length=40, choices=Role)
    granted = models.BooleanField(_("granted"))
    changed_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        verbose_name = _("change of a role")
        verbose_name_plural = _("changes of roles")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="role_change_role_is_known", condition=Q(role__in=Role.values)
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.get_role_display()}, {self.changed_at:%Y-%m-%d}"


class OpenSession(models.Model):
    """A device on which a person is signed in, so that they can see it and end it.

    Two words say which device it is; where it was is not kept. `device`: the one of their own that it is on.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="open_sessions")
    session_key = models.CharField(max_length=40, unique=True, editable=False)
    browser = models.CharField(_("browser"), max_length=20, blank=True)
    system = models.CharField(_("system"), max_length=20, blank=True)
    signed_in_at = models.DateTimeField(_("signed in at"), db_default=Now())
    device = models.ForeignKey(
        "people.PersonalDevice",
        on_delete=models.SET_NULL,
        related_name="sessions",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = _("open session")
        verbose_name_plural = _("open sessions")
        ordering = ["-signed_in_at", "pk"]

    def __str__(self):
        return f"{self.person}, {self.signed_in_at:%Y-%m-%d %H:%M}"
