import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from quizzes.enums import Origin, QuestionStatus


class Category(models.Model):
    """A drawer of the question bank, named by its whole path ("RGPD/Droits")."""

    name = models.CharField(_("name"), max_length=250, unique=True)

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["name"]

    def __str__(self):
        return self.name


class QuestionQuerySet(models.QuerySet):
    def ready(self):
        return self.filter(status=QuestionStatus.READY).exclude(current_version=None)


class Question(models.Model):
    """An entry of the bank. What it asks lives in its versions; attempts pin the one they answered."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=250)
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, related_name="questions", verbose_name=_("category")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=QuestionStatus, default=QuestionStatus.DRAFT
    )
    origin = models.CharField(_("origin"), max_length=10, choices=Origin, default=Origin.WRITTEN)
    external_id = models.CharField(
        _("identifier at its source"), max_length=200, blank=True, editable=False
    )
    current_version = models.ForeignKey(
        "QuestionVersion",
        on_delete=models.RESTRICT,  # and yet a question goes with its own versions
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["category__name", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                "origin",
                "external_id",
                name="question_external_id_unique",
                condition=~Q(external_id=""),
                violation_error_message=_("A question with this identifier was imported already."),
            ),
            models.CheckConstraint(
                name="question_status_is_known", condition=Q(status__in=QuestionStatus.values)
            ),
        ]

    def __str__(self):
        return self.title


class QuestionVersion(models.Model):
    """What a question asked at one moment: a spec of quizzes.specs as JSON. Never rewritten."""

    wagtail_reference_index_ignore = True

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    spec = models.JSONField(_("content"))
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("question version")
        verbose_name_plural = _("question versions")
        ordering = ["question", "-number"]
        constraints = [
            models.UniqueConstraint("question", "number", name="question_version_number_unique"),
            models.CheckConstraint(
                name="question_version_number_positive", condition=Q(number__gte=1)
            ),
        ]

    def __str__(self):
        return f"{self.question}, v{self.number}"
