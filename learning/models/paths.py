import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from cms.languages import language_of, source_language, text_in_reader_language
from cms.models import SearchEntry
from cms.search.words import Document, block_texts
from core.fields import RichTextField
from learning.enums import Level, Need
from learning.models.records import Module
from people.enums import PublicContact
from people.models import Job, Site
from quizzes.enums import Purpose
from quizzes.models import Quiz


class PathQuerySet(models.QuerySet):
    def offered(self):
        """Return paths not retired: a retired one is assigned and chosen no more; those who follow it keep it."""
        return self.filter(is_retired=False)


class Path(ClusterableModel):
    """An ordered set of modules, for a purpose. One that somebody follows is retired, never deleted."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("short name"), max_length=100, unique=True)
    summary = models.TextField(_("summary"), max_length=400, blank=True)
    introduction = RichTextField(
        _("introduction"), blank=True, features=["bold", "italic", "link", "ul", "ol"]
    )
    title_en = models.CharField(_("title in English"), max_length=200, blank=True, default="")
    summary_en = models.TextField(_("summary in English"), max_length=400, blank=True, default="")
    introduction_en = RichTextField(
        _("introduction in English"),
        blank=True,
        default="",
        features=["bold", "italic", "link", "ul", "ol"],
    )

    is_retired = models.BooleanField(
        _("retired"),
        default=False,
        help_text=_("Nobody new can follow it. Those who follow it keep it."),
    )

    is_sequential = models.BooleanField(
        _("modules open in their order"),
        default=False,
        help_text=_("Each required module opens once the one before it is done."),
    )
    level = models.CharField(_("level"), max_length=20, choices=Level, blank=True, default="")
    jobs = ParentalManyToManyField(Job, blank=True, related_name="+", verbose_name=_("jobs"))
    sites = ParentalManyToManyField(Site, blank=True, related_name="+", verbose_name=_("sites"))
    contact = models.CharField(
        _("contact with the public"), max_length=20, choices=PublicContact, blank=True, default=""
    )
    placement_quiz = models.ForeignKey(
        Quiz,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("placement quiz"),
        help_text=_("Whoever knows a module well may pass over it."),
    )
    valid_months = models.PositiveSmallIntegerField(
        _("certificate valid for (months)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Empty: for ever."),
    )
    refresher = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("refresher path"),
        help_text=_("Followed when the certificate nears its end. Empty: this path again."),
    )

    objects = PathQuerySet.as_manager()

    panels = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("summary"),
        FieldPanel("introduction"),
        MultiFieldPanel(
            [FieldPanel("title_en"), FieldPanel("summary_en"), FieldPanel("introduction_en")],
            heading=capfirst(_("for those who read in English")),
        ),
        MultiFieldPanel(
            [
                FieldPanel("level"),
                FieldPanel("jobs"),
                FieldPanel("sites"),
                FieldPanel("contact"),
            ],
            heading=capfirst(_("for whom")),
        ),
        InlinePanel("entries", heading=capfirst(_("modules")), label=_("module"), min_num=1),
        InlinePanel("choices", heading=capfirst(_("choices")), label=_("choice")),
        FieldPanel("is_sequential"),
        FieldPanel("placement_quiz"),
        FieldPanel("valid_months"),
        FieldPanel("refresher"),
        FieldPanel("is_retired"),
    ]

    class Meta:
        verbose_name = _("path")
        verbose_name_plural = _("paths")
        ordering = ["title", "pk"]

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        for document in self.search_documents():
            SearchEntry.objects.keep(document)

    def search_documents(self):
        written = {
            source_language(): (self.title, self.summary, self.introduction),
            "en": (self.title_en, self.summary_en, self.introduction_en),
        }
        return [
            Document(
                kind="paths",
                key=str(self.uuid),
                language=language,
                titles=(title,),
                lead=summary,
                text=" ".join(block_texts(introduction)),
            )
            for language, (title, summary, introduction) in written.items()
            if title
        ]

    def clean(self):
        super().clean()
        errors: dict[str, Any] = {}
        if self.placement_quiz and self.placement_quiz.purpose != Purpose.PLACEMENT:
            errors["placement_quiz"] = _("This quiz is no placement: it finds no level.")
        if self.refresher and self.pk:
            if self.refresher_id == self.pk:
                errors["refresher"] = _("Leave it empty to follow this path again.")
            elif self.refresher.refresher_id == self.pk:
                errors["refresher"] = _(
                    "“%(title)s” is itself followed by this path: one would call the other for ever."
                ) % {"title": self.refresher}
        if errors:
            raise ValidationError(errors)

    @property
    def title_here(self):
        """Return the title in the reader's language where it was written in it."""
        return text_in_reader_language(self.title, self.title_en)

    @property
    def summary_here(self):
        return text_in_reader_language(self.summary, self.summary_en)

    @property
    def introduction_here(self):
        return text_in_reader_language(self.introduction, self.introduction_en)

    @property
    def introduction_language(self):
        return language_of(self.introduction_en)


class PathModule(Orderable):
    path = ParentalKey(Path, on_delete=models.CASCADE, related_name="entries")
    module = models.ForeignKey(
        Module, on_delete=models.PROTECT, related_name="uses", verbose_name=_("module")
    )

    need = models.CharField(_("what is asked"), max_length=10, choices=Need, default=Need.REQUIRED)
    choice = models.CharField(
        _("choice"),
        max_length=40,
        blank=True,
        default="",
        help_text=_("For modules to choose from: the name of the choice, as given below."),
    )
    granted_from = models.PositiveSmallIntegerField(
        _("known from (percent of the placement)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("From this result of the placement quiz on, the module may be passed over."),
    )

    panels = [
        FieldPanel("module"),
        FieldPanel("need"),
        FieldPanel("choice"),
        FieldPanel("granted_from"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("module of a path")
        verbose_name_plural = _("modules of a path")
        constraints = [
            models.UniqueConstraint(
                "path",
                "module",
                name="path_module_once",
                violation_error_message=_("This module is in the path already."),
            ),
            models.CheckConstraint(
                name="path_module_need_is_known", condition=Q(need__in=Need.values)
            ),
            models.CheckConstraint(
                name="path_module_choice_is_named",
                condition=(Q(need=Need.CHOICE) & ~Q(choice=""))
                | (~Q(need=Need.CHOICE) & Q(choice="")),
                violation_error_message=_(
                    "Name the choice of a module to choose from, and of no other."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.path}, {self.module}"


class PathChoice(Orderable):
    """A choice between modules of a path: `needed` of those that bear its name are to do."""

    path = ParentalKey(Path, on_delete=models.CASCADE, related_name="choices")
    name = models.CharField(_("name"), max_length=40)
    needed = models.PositiveSmallIntegerField(
        _("how many are to do"), default=1, validators=[MinValueValidator(1)]
    )

    panels = [FieldPanel("name"), FieldPanel("needed")]

    class Meta(Orderable.Meta):
        verbose_name = _("choice of a path")
        verbose_name_plural = _("choices of a path")
        constraints = [
            models.UniqueConstraint("path", "name", name="path_choice_once"),
            models.CheckConstraint(name="path_choice_needs_some", condition=Q(needed__gte=1)),
        ]

    def __str__(self):
        return f"{self.path}, {self.name}"


class Enrolment(models.Model):
    """A path that a person follows: chosen by themselves, or assigned, with or without a day to meet.

    Where rules assign it, `is_mandatory` and `due_on` say what the strictest assignment in force asks: only
    actions.assignments writes them. What was done before `counts_from` does not count: a certificate has
    ended since. One that its follower did not choose goes with its assignment, unless they have begun.

    `completed_at`, of what is mandatory: when all that the path asks was done. It counts while `completion_rule` is what
    the path asks (queries.path_rules); the database empties that as soon as a fact of this person changes (decision 91).
    """

    wagtail_reference_index_ignore = True  # or a path's page of usage would name its followers

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments"
    )
    path = models.ForeignKey(Path, on_delete=models.PROTECT, related_name="enrolments")
    is_mandatory = models.BooleanField(_("mandatory"), db_default=False, default=False)
    is_chosen = models.BooleanField(_("chosen by themselves"), db_default=True, default=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    counts_from = models.DateTimeField(_("counts from"), null=True, blank=True)
    enrolled_at = models.DateTimeField(_("enrolled at"), db_default=Now())
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True, editable=False)
    completion_rule = models.BigIntegerField(null=True, editable=False)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["enrolled_at", "pk"]
        constraints = [
            models.UniqueConstraint("person", "path", name="enrolment_once_per_path"),
        ]

    def __str__(self):
        return f"{self.person}, {self.path}"
