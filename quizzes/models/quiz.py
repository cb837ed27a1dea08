import uuid

from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from quizzes.models.bank import Question


class Quiz(ClusterableModel):
    """Questions of the bank in an order, with a pass mark."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("short name"), max_length=100, unique=True)
    introduction = models.TextField(_("introduction"), max_length=600, blank=True)
    pass_percent = models.PositiveSmallIntegerField(_("pass mark (%)"), default=80)

    panels = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("introduction"),
        FieldPanel("pass_percent"),
        InlinePanel("entries", heading=capfirst(_("questions")), label=_("question"), min_num=1),
    ]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="quiz_pass_percent_in_range",
                condition=Q(pass_percent__range=(1, 100)),
                violation_error_message=_("The pass mark is between 1 and 100."),
            ),
        ]

    def __str__(self):
        return self.title


class QuizQuestion(Orderable):
    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="entries")
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="uses", verbose_name=_("question")
    )

    objects: models.Manager["QuizQuestion"] = models.Manager()

    panels = [FieldPanel("question")]

    class Meta(Orderable.Meta):
        verbose_name = _("question of a quiz")
        verbose_name_plural = _("questions of a quiz")
        constraints = [
            models.UniqueConstraint(
                "quiz",
                "question",
                name="quiz_question_once",
                violation_error_message=_("This question is in the quiz already."),
            ),
        ]

    def __str__(self):
        return f"{self.quiz}, {self.question}"
