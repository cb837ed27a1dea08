import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Now
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from cms.languages import language_of, text_in_reader_language
from quizzes.enums import Behaviour, Grading, Origin, Purpose, QuestionStatus, QuizStatus
from quizzes.models.bank import EASIEST, HARDEST, Category, Competence, Question, Tag


class QuizQuerySet(models.QuerySet):
    def counted(self):
        """Annotate with what quiz_states needs: `chosen` and `drawn` questions, and `now`."""
        ready = QuizQuestion.objects.filter(
            quiz=OuterRef("pk"),
            question__status=QuestionStatus.READY,
            question__current_version__isnull=False,
        )
        chosen = ready.order_by().values("quiz").annotate(n=Count("pk")).values("n")
        draws = QuizDraw.objects.filter(quiz=OuterRef("pk")).order_by()
        drawn = draws.values("quiz").annotate(n=Sum("count")).values("n")
        return self.annotate(
            chosen=Coalesce(Subquery(chosen), 0), drawn=Coalesce(Subquery(drawn), 0), now=Now()
        )


class Quiz(ClusterableModel):
    """What is asked, in which order, how it is answered, and what it takes to pass.

    Questions are chosen one by one (entries) or drawn anew for each attempt (draws). An attempt copies
    what decides of it when it begins: changing a quiz changes nothing that is under way.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("short name"), max_length=100, unique=True)
    introduction = models.TextField(_("introduction"), max_length=10_000, blank=True)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True, default="")
    introduction_en = models.TextField(
        _("introduction in English"), max_length=10_000, blank=True, default=""
    )
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        related_name="quizzes",
        verbose_name=_("category"),
        null=True,
        blank=True,
    )
    status = models.CharField(
        _("status"), max_length=10, choices=QuizStatus, default=QuizStatus.READY
    )
    purpose = models.CharField(
        _("purpose"), max_length=10, choices=Purpose, default=Purpose.TRAINING
    )
    behaviour = models.CharField(
        _("answers are"), max_length=10, choices=Behaviour, default=Behaviour.AT_ONCE
    )
    max_tries = models.PositiveSmallIntegerField(_("tries for each question"), default=3)
    try_penalty = models.PositiveSmallIntegerField(_("lost with each wrong try (%)"), default=33)
    pass_percent = models.PositiveSmallIntegerField(_("pass mark (%)"), default=80)
    shuffle_questions = models.BooleanField(
        _("questions in another order each time"), default=False
    )
    shuffle_answers = models.BooleanField(_("answers in another order each time"), default=True)
    max_questions = models.PositiveSmallIntegerField(
        _("questions asked at most"), null=True, blank=True
    )
    time_limit = models.PositiveSmallIntegerField(_("time limit (minutes)"), null=True, blank=True)
    max_attempts = models.PositiveSmallIntegerField(_("attempts allowed"), null=True, blank=True)
    delay_hours = models.PositiveSmallIntegerField(_("hours between two attempts"), default=0)
    grading = models.CharField(
        _("what counts"), max_length=10, choices=Grading, default=Grading.BEST
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    shows_grade = models.BooleanField(_("the score is shown"), default=True)
    shows_answers = models.BooleanField(_("answers are explained afterwards"), default=True)
    origin = models.CharField(
        _("origin"), max_length=10, choices=Origin, default=Origin.WRITTEN, editable=False
    )
    external_id = models.CharField(
        _("identifier at its source"), max_length=200, blank=True, editable=False
    )

    objects = QuizQuerySet.as_manager()

    panels = [
        FieldPanel("title"),
        FieldPanel("slug"),
        FieldPanel("introduction"),
        MultiFieldPanel(
            [FieldPanel("title_en"), FieldPanel("introduction_en")],
            heading=capfirst(_("for those who read in English")),
        ),
        MultiFieldPanel(
            [FieldPanel("category"), FieldPanel("status"), FieldPanel("purpose")],
            heading=capfirst(_("what it is for")),
            help_text=_(
                "Nobody can begin a draft. Attempts under way go on, whatever changes here."
            ),
        ),
        InlinePanel("entries", heading=capfirst(_("questions")), label=_("question")),
        InlinePanel(
            "draws",
            heading=capfirst(_("questions drawn at random")),
            label=_("draw of questions"),
            help_text=_(
                "Each attempt draws anew among the ready questions that fit all that is filled in. No "
                "question comes twice; where too few fit, the draw takes what there is."
            ),
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "max_questions", help_text=_("Empty for all. Texts to read do not count.")
                ),
                FieldPanel(
                    "shuffle_questions",
                    help_text=_(
                        "With a limit above, each attempt asks others. Else the first are asked."
                    ),
                ),
                FieldPanel("shuffle_answers"),
            ],
            heading=capfirst(_("order")),
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "behaviour",
                    help_text=_(
                        "Explained at once: after each answer, which then stays. Explained at the end: "
                        "answers can be changed until then. Several tries: a wrong answer says so, and "
                        "may be given again. With how sure one is: a wrong answer of which one was sure "
                        "costs points."
                    ),
                ),
                FieldPanel("max_tries", help_text=_("For several tries only.")),
                FieldPanel("try_penalty", help_text=_("For several tries only.")),
                FieldPanel("pass_percent"),
            ],
            heading=capfirst(_("answering and marking")),
        ),
        MultiFieldPanel(
            [
                FieldPanel(
                    "time_limit",
                    help_text=_(
                        "Empty for none. At its end, what was answered is handed in. An administrator "
                        "can give somebody more time."
                    ),
                ),
                FieldPanel("opens_at"),
                FieldPanel("closes_at", help_text=_("Attempts under way are handed in then.")),
            ],
            heading=capfirst(_("time")),
        ),
        MultiFieldPanel(
            [
                FieldPanel("max_attempts", help_text=_("Empty for as many as one likes.")),
                FieldPanel("delay_hours", help_text=_("0 for none.")),
                FieldPanel(
                    "grading",
                    help_text=_(
                        "What the result says. A lesson is done as soon as one attempt passed."
                    ),
                ),
            ],
            heading=capfirst(_("attempts")),
        ),
        MultiFieldPanel(
            [FieldPanel("shows_grade"), FieldPanel("shows_answers")],
            heading=capfirst(_("result")),
        ),
        InlinePanel(
            "bands",
            heading=capfirst(_("texts by score")),
            label=_("text"),
            help_text=_("A result shows the text of the highest share that it reaches."),
        ),
    ]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="quiz_pass_percent_in_range",
                condition=Q(pass_percent__range=(0, 100)),
                violation_error_message=_(
                    "The pass mark is between 0 and 100; 0 passes everybody."
                ),
            ),
            models.CheckConstraint(
                name="quiz_opens_before_it_closes",
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(opens_at__lt=F("closes_at")),
                violation_error_message=_("The quiz opens before it closes."),
            ),
            models.CheckConstraint(
                name="quiz_limits_are_positive",
                condition=(Q(time_limit=None) | Q(time_limit__gte=1))
                & (Q(max_attempts=None) | Q(max_attempts__gte=1))
                & (Q(max_questions=None) | Q(max_questions__gte=1)),
                violation_error_message=_("A limit is at least 1; leave it empty for none."),
            ),
            models.CheckConstraint(
                name="quiz_tries_in_range",
                condition=Q(max_tries__range=(1, 10), try_penalty__range=(0, 100)),
                violation_error_message=_("From 1 to 10 tries, each losing 0 to 100 %%."),
            ),
            models.CheckConstraint(
                name="quiz_choices_are_known",
                condition=Q(
                    status__in=QuizStatus.values,
                    purpose__in=Purpose.values,
                    behaviour__in=Behaviour.values,
                    grading__in=Grading.values,
                ),
            ),
            models.UniqueConstraint(
                "origin",
                "external_id",
                name="quiz_external_id_unique",
                condition=~Q(external_id=""),
                violation_error_message=_("A quiz with this identifier was imported already."),
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def title_here(self):
        """Return the title in the reader's language where it was written in it."""
        return text_in_reader_language(self.title, self.title_en)

    @property
    def title_language(self):
        return language_of(self.title_en)

    @property
    def introduction_here(self):
        return text_in_reader_language(self.introduction, self.introduction_en)

    @property
    def introduction_language(self):
        return language_of(self.introduction_en)


class QuizQuestion(Orderable):
    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="entries")
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="uses", verbose_name=_("question")
    )
    points = models.DecimalField(_("points"), max_digits=7, decimal_places=2, default=Decimal(1))

    objects: models.Manager["QuizQuestion"] = models.Manager()

    panels = [FieldPanel("question"), FieldPanel("points")]

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
            models.CheckConstraint(
                name="quiz_question_points_positive",
                condition=Q(points__gt=0),
                violation_error_message=_("A question is worth more than 0 points."),
            ),
        ]

    def __str__(self):
        return f"{self.quiz}, {self.question}"


class QuizDraw(Orderable):
    """Some questions of the bank, drawn anew for each attempt among those that fit all that is said here."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="draws")
    count = models.PositiveSmallIntegerField(_("how many"), default=1)
    category = models.ForeignKey(
        Category,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("category, with those below it"),
        null=True,
        blank=True,
    )
    tag = models.ForeignKey(
        Tag,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("tag"),
        null=True,
        blank=True,
    )
    competence = models.ForeignKey(
        Competence,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("competence, with its parts"),
        null=True,
        blank=True,
    )
    easiest = models.PositiveSmallIntegerField(_("difficulty from"), null=True, blank=True)
    hardest = models.PositiveSmallIntegerField(_("difficulty up to"), null=True, blank=True)
    points = models.DecimalField(
        _("points for each"), max_digits=7, decimal_places=2, default=Decimal(1)
    )

    objects: models.Manager["QuizDraw"] = models.Manager()

    panels = [
        FieldPanel("count"),
        FieldPanel("category"),
        FieldPanel("tag"),
        FieldPanel("competence"),
        FieldPanel("easiest"),
        FieldPanel("hardest"),
        FieldPanel("points"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("questions drawn at random")
        verbose_name_plural = _("questions drawn at random")
        constraints = [
            models.CheckConstraint(
                name="quiz_draw_sound",
                condition=Q(count__gte=1, points__gt=0)
                & (Q(easiest=None) | Q(easiest__range=(EASIEST, HARDEST)))
                & (Q(hardest=None) | Q(hardest__range=(EASIEST, HARDEST)))
                & (Q(easiest=None) | Q(hardest=None) | Q(easiest__lte=F("hardest"))),
                violation_error_message=_(
                    "At least one question, for more than 0 points; difficulties from 1 to 8, the easier first."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.quiz}, {self.count}"


class QuizBand(models.Model):
    """What a result page says from this share of the points on."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="bands")
    from_percent = models.PositiveSmallIntegerField(_("from (%)"), default=0)
    text = models.TextField(_("text"), max_length=10_000)
    text_en = models.TextField(_("text in English"), max_length=10_000, blank=True, default="")
    lesson = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("page to read next"),
        null=True,
        blank=True,
    )

    panels = [
        FieldPanel("from_percent"),
        FieldPanel("text"),
        FieldPanel("text_en"),
        FieldPanel("lesson"),
    ]

    class Meta:
        verbose_name = _("text by score")
        verbose_name_plural = _("texts by score")
        ordering = ["quiz", "-from_percent"]
        constraints = [
            models.UniqueConstraint(
                "quiz",
                "from_percent",
                name="quiz_band_once",
                violation_error_message=_("Two texts begin at the same score."),
            ),
            models.CheckConstraint(
                name="quiz_band_in_range",
                condition=Q(from_percent__range=(0, 100)),
                violation_error_message=_("A share is between 0 and 100 %%."),
            ),
        ]

    def __str__(self):
        return f"{self.quiz}, {self.from_percent} %"

    @property
    def text_here(self):
        return text_in_reader_language(self.text, self.text_en)

    @property
    def text_language(self):
        return language_of(self.text_en)


class ExtraTime(models.Model):
    """More time for somebody, in every quiz with a limit. Why is nobody's to know, so it is nowhere."""

    wagtail_reference_index_ignore = True

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="extra_time"
    )
    percent = models.PositiveSmallIntegerField(_("more time (%)"), default=33)

    class Meta:
        verbose_name = _("extra time")
        verbose_name_plural = _("extra times")
        constraints = [
            models.CheckConstraint(
                name="extra_time_in_range",
                condition=Q(percent__range=(1, 300)),
                violation_error_message=_("Between 1 and 300 %% more time."),
            ),
        ]

    def __str__(self):
        return f"+{self.percent} %"
