from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import TranslatableMixin

from cms.glossary_marks import forms_of
from cms.models.search import SearchEntry
from cms.search.words import Document


TWICE = _("The glossary has this word already.")


class GlossaryTerm(TranslatableMixin, models.Model):
    """A term of the trade in one or two plain sentences, once in each language."""

    term = models.CharField(_("term"), max_length=120)
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

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary")
        ordering = ["term"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "locale"],
                name="glossary_term_once_in_a_language",
                violation_error_message=TWICE,
            ),
        ]

    def __str__(self):
        return self.term

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        SearchEntry.objects.keep(self.search_document())

    def search_document(self):
        return Document(
            kind="glossary",
            key=str(self.translation_key),
            language=self.locale.language_code,
            titles=(self.term, *forms_of(self.term, self.variants)),
            lead=self.definition,
        )

    def clean(self):
        """Check that the term is new in its language, which no form shows and so no form checks."""
        super().clean()
        locale = self.locale_id or self.get_default_locale()
        same = GlossaryTerm.objects.filter(term=self.term, locale=locale)
        if same.exclude(pk=self.pk).exists():
            raise ValidationError({"term": TWICE})
