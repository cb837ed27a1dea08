from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel


class GlossaryTerm(models.Model):
    """A word of the trade in one or two plain sentences."""

    term = models.CharField(_("term"), max_length=120, unique=True)
    definition = models.TextField(_("definition"), max_length=600)

    variants = models.CharField(
        _("other forms"),
        max_length=255,
        blank=True,
        help_text=_("Plurals and abbreviations under which lessons know it, parted by commas."),
    )

    # Tells a page whether the words that it knows are still those of today.
    changed_at = models.DateTimeField(auto_now=True, editable=False)

    panels = [FieldPanel("term"), FieldPanel("definition"), FieldPanel("variants")]

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary")
        ordering = ["term"]

    def __str__(self):
        return self.term
