from django.db import models
from django.utils.translation import gettext_lazy as _


class CacheEntry(models.Model):
    """A row of Django's database cache: attempts at forms, while the cache is away (core.cache). Its key is a digest."""

    wagtail_reference_index_ignore = True

    cache_key = models.CharField(_("key"), max_length=255, primary_key=True)
    value = models.TextField(_("value"))
    expires = models.DateTimeField(_("expires at"), db_index=True)

    class Meta:
        verbose_name = _("count of attempts")
        verbose_name_plural = _("counts of attempts")

    def __str__(self):
        return self.cache_key
