from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class PackEdition(models.Model):
    """The works council's file as handed out, with which the next one is compared.

    `content`: the documents by language, as adoption.report.pack makes them. Nothing about a person is in it.
    """

    version = models.CharField(_("version"), max_length=20, unique=True)
    content = models.JSONField(_("content"), default=dict)
    published_at = models.DateTimeField(_("published at"), db_default=Now())

    class Meta:
        verbose_name = _("edition of the works council’s file")
        verbose_name_plural = _("editions of the works council’s file")
        ordering = ["-published_at", "-pk"]

    def __str__(self):
        return self.version
