from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from people.models.person import Person


class NotificationQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(waits_until__gt=Now())

    def to_see(self):
        """Return what the bell counts: what was not put aside, and what is urgent."""
        return self.waiting().filter(Q(read_at=None) | Q(is_urgent=True))


class Notification(models.Model):
    """Something that waits for a person, until what they do settles it: the row is deleted then.

    `kind` and `key` name it, as its app does (people.notifications.registry); its words and its address are worked
    out when it is shown. Never about the use of a portal, a survey, a tally, a link or an objection: those are worked
    out for their reader alone, and have no row.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notifications")
    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(_("what it is about"), max_length=64)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    made_at = models.DateTimeField(_("since"), db_default=Now())
    read_at = models.DateTimeField(_("put aside at"), null=True, blank=True)
    waits_until = models.DateTimeField(_("waits until"))

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["-is_urgent", "made_at", "pk"]
        constraints = [
            models.UniqueConstraint("person", "kind", "key", name="notification_waits_once"),
        ]
        indexes = [models.Index("kind", "key", name="notification_about")]

    def __str__(self):
        return f"{self.kind} {self.key}"
