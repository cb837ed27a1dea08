from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from quizzes.models.bank import QuestionVersion


LANGUAGES = [(code, name) for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


class QuestionTranslation(models.Model):
    """The words of one version of a question in another language: see quizzes.specs.wording. Never rewritten.

    Other words are another edition. The latest is read once it is whole; an answer keeps the one in which it
    was given. `is_read` is False for words that came over from an earlier version and that nobody has read again.
    """

    wagtail_reference_index_ignore = True

    version = models.ForeignKey(
        QuestionVersion, on_delete=models.CASCADE, related_name="translations"
    )
    language = models.CharField(_("language"), max_length=10)
    number = models.PositiveIntegerField(_("edition"))
    words = models.JSONField(_("words"), default=dict)
    is_whole = models.BooleanField(_("nothing is left to translate"))
    is_read = models.BooleanField(_("read against this version"))
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("translation of a question")
        verbose_name_plural = _("translations of questions")
        ordering = ["version", "language", "-number"]
        constraints = [
            models.UniqueConstraint(
                "version", "language", "number", name="question_translation_edition_unique"
            ),
            models.CheckConstraint(
                name="question_translation_edition_positive", condition=Q(number__gte=1)
            ),
            models.CheckConstraint(
                name="question_translation_has_a_language", condition=~Q(language="")
            ),
        ]

    def __str__(self):
        return f"{self.version}, {self.language}, {self.number}"
