from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from cms.languages import text_in_reader_language
from cms.models import PortalService
from quizzes.models import Competence


class HelpSituation(models.Model):
    """A situation in which people ask for help, in their own words, and what an ambassador must know for it.

    Without services and competences, whoever is an ambassador can be asked.
    """

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    words = models.CharField(_("in the words of who asks"), max_length=120)
    words_en = models.CharField(_("the same in English"), max_length=120, blank=True)
    services = models.ManyToManyField(
        PortalService, related_name="+", blank=True, verbose_name=_("services")
    )
    competences = models.ManyToManyField(
        Competence, related_name="+", blank=True, verbose_name=_("competences")
    )
    sort_order = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    is_shown = models.BooleanField(_("offered to who asks"), default=True)

    panels = [
        FieldPanel("words"),
        FieldPanel("words_en"),
        FieldPanel("slug"),
        MultiFieldPanel(
            [FieldPanel("services"), FieldPanel("competences")], heading=_("Who can help")
        ),
        FieldPanel("sort_order"),
        FieldPanel("is_shown"),
    ]

    class Meta:
        verbose_name = _("situation of mutual help")
        verbose_name_plural = _("situations of mutual help")
        ordering = ["sort_order", "pk"]

    def __str__(self):
        return self.words

    @property
    def words_here(self):
        return text_in_reader_language(self.words, self.words_en)
