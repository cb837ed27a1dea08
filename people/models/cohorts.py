import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from people.models.person import Person


class Cohort(models.Model):
    """A group of people under one name, kept by the training department: a session, a wave, a pilot group.

    Its members read its name in “my data”. It carries no right and stands in no figure.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(
        _("name"),
        max_length=80,
        unique=True,
        help_text=_(
            "Its members read this name. Never name a group after health, opinions, family or "
            "anything else that is private."
        ),
    )
    made_at = models.DateTimeField(_("made at"), db_default=Now())

    class Meta:
        verbose_name = _("named group")
        verbose_name_plural = _("named groups")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(name="cohort_has_a_name", condition=~models.Q(name="")),
        ]

    def __str__(self):
        return self.name


class CohortMember(models.Model):
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="cohorts")
    added_at = models.DateTimeField(_("added at"), db_default=Now())

    class Meta:
        verbose_name = _("member of a group")
        verbose_name_plural = _("members of groups")
        ordering = ["cohort", "pk"]
        constraints = [
            models.UniqueConstraint("cohort", "person", name="cohort_member_once"),
        ]

    def __str__(self):
        return f"{self.person}, {self.cohort}"
