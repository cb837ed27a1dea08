from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


class LoadedSource(models.Model):
    """A content file and what it became, so that loading it again leaves alone what has not changed.

    `source_digest` is of the file's content as read; `content_digest` of what stood in the CMS right after:
    when that differs now, an editor has been there. `page` is empty for what is not a page, and after an
    editor deleted it.
    """

    key = models.CharField(_("source"), max_length=255, unique=True)
    source_digest = models.CharField(max_length=64)
    content_digest = models.CharField(max_length=64)
    page = models.ForeignKey(
        Page, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )

    class Meta:
        verbose_name = _("loaded source")
        verbose_name_plural = _("loaded sources")
        ordering = ["key"]

    def __str__(self):
        return self.key
