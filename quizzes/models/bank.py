import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.functions import Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.languages import text_in_reader_language
from quizzes.enums import Origin, QuestionStatus


EASIEST, HARDEST = 1, 8  # as the levels of DigComp and of the CRCN


class Category(models.Model):
    """A drawer of the question bank, named by its whole path ("RGPD/Droits"); readers know it as a theme."""

    name = models.CharField(_("name"), max_length=250, unique=True)
    name_en = models.CharField(_("name in English"), max_length=250, blank=True, default="")

    panels = [
        FieldPanel("name"),
        FieldPanel(
            "name_en",
            help_text=_("With as many parts as the name: “GDPR/Rights” for “RGPD/Droits”."),
        ),
    ]

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["name"]

    def __str__(self):
        return text_in_reader_language(self.name, self.name_en)


class Framework(models.Model):
    """A list of competences as its publisher dated it. Another edition is another framework."""

    name = models.CharField(_("name"), max_length=100)
    edition = models.CharField(_("edition"), max_length=40)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)

    class Meta:
        verbose_name = _("competence framework")
        verbose_name_plural = _("competence frameworks")
        ordering = ["name", "edition"]
        constraints = [
            models.UniqueConstraint("name", "edition", name="framework_edition_unique"),
        ]

    def __str__(self):
        return f"{self.name} {self.edition}"


class Competence(models.Model):
    """An area (without parent) or a competence of a framework. Its code stays in every edition.

    The title is French, the language of agents; the English one may be missing.
    """

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="competences")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="parts", null=True, blank=True
    )
    code = models.CharField(_("code"), max_length=20)
    title = models.CharField(_("title"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("competence")
        verbose_name_plural = _("competences")
        ordering = ["framework", "code"]
        constraints = [
            models.UniqueConstraint("framework", "code", name="competence_code_unique"),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"

    @property
    def name(self):
        """The title in the language of the page."""
        is_english = (get_language() or "").startswith("en")
        return self.title_en if is_english and self.title_en else self.title


class Tag(models.Model):
    name = models.CharField(_("name"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
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
    difficulty = models.PositiveSmallIntegerField(
        _("difficulty"), null=True, blank=True, help_text=_("From 1, easiest, to 8.")
    )
    tags = models.ManyToManyField(Tag, related_name="questions", verbose_name=_("tags"), blank=True)
    competences = models.ManyToManyField(
        Competence, related_name="questions", verbose_name=_("competences"), blank=True
    )
    legal_reference = models.CharField(
        _("legal reference"), max_length=200, blank=True, help_text=_("Article and date.")
    )
    review_on = models.DateField(_("to be read again on"), null=True, blank=True)
    lesson = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("lesson to read again"),
        null=True,
        blank=True,
    )
    # All its texts, in small letters without accents: actions write it with each version.
    searchable = models.TextField(blank=True, editable=False)
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
            models.CheckConstraint(
                name="question_difficulty_in_range",
                condition=Q(difficulty=None) | Q(difficulty__range=(EASIEST, HARDEST)),
                violation_error_message=_("The difficulty is between 1 and 8."),
            ),
        ]

    def __str__(self):
        return self.title


class QuestionVersion(models.Model):
    """What a question asked at one moment: a `Spec` as JSON. Never rewritten."""

    wagtail_reference_index_ignore = True

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    spec = models.JSONField(_("content"))
    kind = models.GeneratedField(
        expression=KT("spec__kind"),
        output_field=models.CharField(_("kind"), max_length=20),
        db_persist=True,
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="question_versions",
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now())

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
