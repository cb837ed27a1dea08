"""Choices made on screen for the settings of the site: one row for each change, never rewritten."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from people.models.person import Person


class SettingChange(models.Model):
    """A setting got another value. `before`: what was in force; `value`: what counts from
    `begins_on`.

    The last one of a name that has begun is in force (core.site_settings).
    """

    name = models.CharField(_("setting"), max_length=60, db_index=True)
    before = models.JSONField(_("before"))
    value = models.JSONField(_("after"))
    begins_on = models.DateField(_("counts from"))
    changed_at = models.DateTimeField(_("changed at"), db_default=Now())
    changed_by = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("changed by"),
    )

    class Meta:
        verbose_name = _("change of a setting")
        verbose_name_plural = _("changes of settings")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.name}, {self.changed_at:%Y-%m-%d}"
