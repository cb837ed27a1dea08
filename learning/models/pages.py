"""Pages that show records: each module or lesson page shows a record, and is not one.

A page gives its record the facts that lists and progress need (title, order, minutes, quiz) when it is
saved; a copy of a page starts a record of its own. A translation shows the record of its page, and tells it
nothing: progress, quizzes and certificates are those of the page in the organisation's own language.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from cms import languages
from cms.models import BasePage
from cms.models.pages import block_types
from core.fields import StreamField
from core.guidance import MARK
from core.icons import drawing_names, icon_names
from core.offline import allow_keeping
from learning.blocks import introduction_blocks, lesson_blocks, practice_task_names
from learning.enums import Barrier, Level
from learning.exercises.pages import exercise_ids
from learning.guidance import is_guided
from learning.models.records import Lesson, Module, would_create_prerequisite_cycle
from learning.page_forms import LessonPageForm, ModulePageForm
from learning.reading_time import LessonContent, estimate_minutes
from quizzes.enums import QuizStatus
from quizzes.models import Quiz
from quizzes.queries.states import question_counts


SAID_BLOCKS = {"video", "audio"}  # of which the transcript is all that has words


class CatalogPage(BasePage):
    """The catalogue « Apprendre »: every module."""

    ADDRESS = "apprendre"  # the main navigation points at it

    max_count = 1
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["learning.ModulePage"]
    template = "learning/catalog_page.html"

    introduction = models.TextField(_("introduction"), max_length=400, blank=True)

    content_panels = [*BasePage.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("catalogue")

    def clean(self):
        self.slug = self.ADDRESS
        super().clean()


class RecordPage(BasePage):
    """A page that shows a record, which gets its facts when the page goes live.

    A draft is saved with `update_fields` and tells the record nothing. A copy starts its own record.
    """

    exclude_fields_in_copy = ["record"]
    record_id: Any  # each has a record of its own kind

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if kwargs.get("update_fields") is None:
            self.take_record()
        super().save(*args, **kwargs)

    def take_record(self):
        """Set the record: that of the page that this one translates; else its own, made or updated from the page."""
        if self.record_id is None:
            twins = type(self).objects.filter(translation_key=self.translation_key)
            self.record_id = (
                twins.exclude(record=None).order_by("path").values_list("record", flat=True).first()
            )
        if self.locale_id is None:
            self.locale = self.get_default_locale()
        is_told = self.locale.language_code == languages.source_language()
        if self.record_id is None or is_told:
            self.keep_record()


class ModulePage(RecordPage):
    parent_page_types = ["learning.CatalogPage"]
    subpage_types = ["learning.LessonPage"]
    template = "learning/module_page.html"
    body_fields = ("introduction",)
    search_lead = "summary"
    search_fields_beside = ("objective", "competences")
    base_form_class = ModulePageForm

    record = models.ForeignKey(
        Module, on_delete=models.PROTECT, related_name="pages", null=True, editable=False
    )
    summary = models.TextField(_("summary"), max_length=400)
    objective = models.CharField(_("objective"), max_length=255, blank=True)
    audience = models.CharField(_("for whom"), max_length=255, blank=True)
    competences = models.CharField(
        _("competences"),
        max_length=255,
        blank=True,
        help_text=_("Of a public framework, such as DigComp 2.1, parted by commas."),
    )
    icon = models.CharField(_("icon"), max_length=40, default="book-open")
    drawing = models.CharField(_("drawing"), max_length=60, blank=True, default="")
    word = models.TextField(
        _("word of a colleague"),
        max_length=400,
        blank=True,
        default="",
        help_text=_("Read by everybody who finishes the module. Its author is told nothing."),
    )
    word_from = models.CharField(
        _("whose word"),
        max_length=80,
        blank=True,
        default="",
        help_text=_("Such as “A colleague at the front desk”."),
    )
    level = models.CharField(_("level"), max_length=20, choices=Level, blank=True, default="")
    barrier = models.CharField(
        _("answers"),
        max_length=20,
        choices=Barrier,
        blank=True,
        default="",
        help_text=_("What holds somebody back whom this module helps."),
    )
    requires = ParentalManyToManyField(
        Module, blank=True, related_name="+", verbose_name=_("modules to do first")
    )
    introduction = StreamField(introduction_blocks(), verbose_name=_("introduction"), blank=True)
    reviewed_on = models.DateField(_("last checked on"), null=True, blank=True)
    review_by = models.DateField(_("to check again by"), null=True, blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("objective"),
        FieldPanel("audience"),
        FieldPanel("competences"),
        FieldPanel("icon"),
        FieldPanel("drawing"),
        FieldPanel("level"),
        FieldPanel("barrier"),
        FieldPanel("requires"),
        FieldPanel("introduction"),
        FieldPanel("word"),
        FieldPanel("word_from"),
        FieldPanel("reviewed_on"),
        FieldPanel("review_by"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("summary")]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        SynchronizedField("icon", overridable=False),
        SynchronizedField("drawing", overridable=False),
    ]

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def clean(self):
        super().clean()
        if self.icon not in icon_names():
            raise ValidationError({"icon": _("This icon is not one of the site’s: try book-open.")})
        if self.drawing and self.drawing not in drawing_names():
            raise ValidationError({"drawing": _("This drawing is not one of the site’s.")})

    @property
    def search_kind(self):
        return "modules"

    def keep_record(self):
        if self.record is None:
            self.record = Module.objects.create(title=self.title)
        elif self.live:
            Module.objects.filter(pk=self.record_id).update(title=self.title)
        if self.live:
            self.record.requires.set(
                required
                for required in self.requires.all()
                if not would_create_prerequisite_cycle(self.record, required)
            )


class LessonPage(RecordPage):
    parent_page_types = ["learning.ModulePage"]
    subpage_types: list[str] = []
    template = "learning/lesson_page.html"
    body_fields = ("body",)
    search_lead = "goal"
    read_with = ("portal_service__portal", "record")
    keeps_body = True
    base_form_class = LessonPageForm
    exclude_fields_in_copy = [*RecordPage.exclude_fields_in_copy, "asks_again_marked_at"]

    record = models.ForeignKey(
        Lesson, on_delete=models.PROTECT, related_name="pages", null=True, editable=False
    )
    asks_again_marked_at = models.DateTimeField(null=True, editable=False)
    goal = models.CharField(
        _("goal"), max_length=255, help_text=_("What the reader will know how to do.")
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Left empty, it is counted from the words, the videos and the quiz."),
    )
    body = StreamField(lesson_blocks(), verbose_name=_("body"), varies_on=practice_task_names)
    portal_service = models.ForeignKey(
        "cms.PortalService",
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("service of the portal"),
    )
    screen = models.ForeignKey(
        "cms.PortalScreen",
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("screen of the portal that it shows"),
    )
    screen_version = models.CharField(
        _("version of the screen"), max_length=40, blank=True, default=""
    )
    reviewed_on = models.DateField(_("last checked on"), null=True, blank=True)
    review_by = models.DateField(_("to check again by"), null=True, blank=True)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("goal"),
        FieldPanel("minutes"),
        FieldPanel("body"),
        FieldPanel("ask_again"),
        MultiFieldPanel(
            [
                FieldPanel("portal_service"),
                FieldPanel("screen"),
                FieldPanel("screen_version"),
                FieldPanel("reviewed_on"),
                FieldPanel("review_by"),
            ],
            heading=capfirst(_("about")),
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("goal"),
        index.SearchField("body"),
    ]
    override_translatable_fields = [
        *BasePage.override_translatable_fields,
        *(
            SynchronizedField(name, overridable=False)
            for name in ("minutes", "portal_service", "screen", "screen_version")
        ),
    ]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def unready_to_publish(self):
        """Return that a guiding sentence is left, or that nobody can begin its quiz: the last door, behind the form's."""
        words = {"mark": MARK, "title": self.get_admin_display_title()}
        if is_guided(self):
            left = gettext("Not published: a guiding sentence (%(mark)s) is left in “%(title)s”.")
            return left % words
        if quiz := self._draft_quiz():
            said = gettext(
                "Not published: the quiz of “%(title)s” is a draft. Set its state to “ready”."
            )
            address = reverse("wagtailsnippets_quizzes_quiz:write", args=[quiz.pk])
            return format_html('{} <a href="{}">{}</a>', said % words, address, quiz.title)
        return ""

    def _draft_quiz(self):
        quiz = self.required_quiz_id()
        return quiz and Quiz.objects.filter(pk=quiz, status=QuizStatus.DRAFT).first()

    def serve(self, request, *args, **kwargs):
        allow_keeping(request)
        return super().serve(request, *args, **kwargs)

    @property
    def portal_to_try(self):
        """Return the portal of its service, where it has an address."""
        portal = self.portal_service.portal if self.portal_service else None
        return portal if portal and portal.url else None

    @property
    def has_exercises(self):
        return bool(exercise_ids(self.body))

    @property
    def has_checklist(self):
        """Whether the lesson has a checklist, where the way to the portal then stands."""
        return "checklist" in block_types(self.body)

    def required_quiz_id(self):
        """Return the last quiz of the body that must be passed, or None."""
        required = [
            block.value["quiz"]
            for block in self.body
            if block.block_type == "quiz" and block.value["required"] and block.value["quiz"]
        ]
        return required[-1].pk if required else None

    def required_package_id(self):
        """Return the last SCORM package of the body that must be completed, or None."""
        required = [
            block.value["package"]
            for block in self.body
            if block.block_type == "scorm" and block.value["required"] and block.value["package"]
        ]
        return required[-1].pk if required else None

    def required_practice_task(self):
        """Return the last practice task of the body that must be carried out, or ""."""
        required = [
            block.value["task"]
            for block in self.body
            if block.block_type == "practice" and block.value["required"]
        ]
        return required[-1] if required else ""

    @property
    def search_kind(self):
        return "lessons"

    @property
    def will_ask_again(self):
        """Whether an editor asked for it since the lesson last asked its readers to see it again.

        The mark goes with a revision, so it acts when that one is published, then or later, and once.
        """
        if self.asks_again_marked_at is None or self.record_id is None:
            return False
        record = Lesson.objects.only("asks_again_since").get(pk=self.record_id)
        since = record.asks_again_since
        return since is None or since < self.asks_again_marked_at

    def block_ids(self) -> list[str]:
        """Return the block ids of its body, in their order: what a place in the lesson may name (learning.reading_places)."""
        return [block["id"] for block in self.body.raw_data if block and block.get("id")]

    @property
    def reading_minutes(self) -> int:
        """Return what its author gave, else what is counted."""
        return self.minutes or estimate_minutes(self.matter())

    def matter(self) -> LessonContent:
        words = spoken = 0
        for block in self.body:
            count = len(" ".join(block.block.get_searchable_content(block.value)).split())
            if block.block_type in SAID_BLOCKS:
                spoken += count
            else:
                words += count
        asked = [
            block.value["quiz"].pk
            for block in self.body
            if block.block_type == "quiz" and block.value["quiz"]
        ]
        questions = sum(question_counts(asked).values()) if asked else 0
        questions += sum(block.block_type == "check" for block in self.body)
        return LessonContent(words=words, said=spoken, questions=questions)

    def keep_record(self):
        facts = {
            "module": self.get_parent().specific.record,
            "title": self.title,
            "minutes": self.reading_minutes,
            "required_quiz_id": self.required_quiz_id(),
            "required_package_id": self.required_package_id(),
            "required_practice": self.required_practice_task(),
        }
        if self.record_id is None:
            self.record = Lesson.objects.create(**facts)
        elif self.live:
            if self.will_ask_again:
                facts["asks_again_since"] = timezone.now()
            Lesson.objects.filter(pk=self.record_id).update(**facts)
