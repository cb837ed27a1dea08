"""Entries that the search finds, and the words that editors keep for it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index
from wagtail.search.queryset import SearchableQuerySetMixin

from cms.search.words import Document, stems_of, title_stems


FEWEST_FORMS = 2


class SearchEntryQuerySet(SearchableQuerySetMixin, models.QuerySet):
    def keep(self, document: Document) -> bool:
        """Store what is searched of a thing; return False where it stands so already."""
        language = document.language
        values = {
            "title": document.titles[0],
            "lead": document.lead,
            "text": document.text,
            "title_stems": title_stems(document.titles, language),
            "lead_stems": " ".join(stems_of(document.lead, language)),
            "text_stems": " ".join(stems_of(document.text, language)),
        }
        place = {"kind": document.kind, "key": document.key, "language": language}
        entry: Any = self.filter(**place).first() or SearchEntry(**place)
        if entry.pk and all(getattr(entry, name) == value for name, value in values.items()):
            return False
        for name, value in values.items():
            setattr(entry, name, value)
        entry.save()
        return True


class SearchEntry(index.Indexed, models.Model):
    """The texts of one thing in one language, as they are and as stems, by which Wagtail's search finds it.

    It holds no address and gives no right: what a reader may see is asked of the thing itself, by its key.
    """

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    title = models.CharField(max_length=255)
    lead = models.TextField(blank=True)
    text = models.TextField(blank=True)
    title_stems = models.TextField(blank=True)
    lead_stems = models.TextField(blank=True)
    text_stems = models.TextField(blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = SearchEntryQuerySet.as_manager()
    search_fields = [
        index.SearchField("stems"),
        index.FilterField("language"),
        index.FilterField("kind"),
    ]

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint("kind", "key", "language", name="search_entry_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stems(self) -> str:
        return f"{self.title_stems} {self.lead_stems} {self.text_stems}"


class SearchSynonyms(models.Model):
    """Words that mean the same in one language: whoever types one of them finds them all."""

    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    words = models.CharField(
        _("words that mean the same"),
        max_length=255,
        help_text=_("Parted by commas: “phishing, faux mail, hameçonnage”."),
    )
    changed_at = models.DateTimeField(auto_now=True, editable=False)

    panels = [FieldPanel("language"), FieldPanel("words")]

    class Meta:
        verbose_name = _("words that mean the same")
        verbose_name_plural = _("words that mean the same")
        ordering = ["words"]
        constraints = [
            models.UniqueConstraint(
                "language",
                "words",
                name="search_synonyms_once",
                violation_error_message=_("These words are there already."),
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def forms(self) -> list[str]:
        return [form.strip() for form in self.words.split(",") if form.strip()]

    def clean(self) -> None:
        super().clean()
        self.words = ", ".join(dict.fromkeys(self.forms))
        if len(self.forms) < FEWEST_FORMS:
            raise ValidationError({"words": _("Give at least two, parted by a comma.")})
