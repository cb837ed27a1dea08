import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Now, NullIf
from django.utils.translation import gettext_lazy as _

from quizzes.enums import Behaviour, Certainty, ClosedBy, Origin, Purpose
from quizzes.models.bank import EASIEST, HARDEST, QuestionVersion
from quizzes.models.quiz import Quiz
from quizzes.models.translations import QuestionTranslation


PAGE_KEY_LENGTH = 32
LEAST = -2  # what a wrong answer that one was sure of can cost, in shares of its points


class AttemptQuerySet(models.QuerySet):
    def open(self):
        return self.filter(submitted_at=None)

    def overdue(self):
        """Open, and their time is over: by the database’s clock."""
        return self.open().filter(closes_at__lte=Now())

    def with_clock(self):
        """Annotate with `now`, the database’s: times of attempts are compared with no other."""
        return self.annotate(now=Now())

    def submitted(self):
        return self.exclude(submitted_at=None)

    def marked(self):
        """Submitted, and no answer waits for somebody who marks it."""
        return self.submitted().filter(awaiting=0)

    def passed(self):
        return self.marked().filter(percent__gte=F("pass_percent"))


class Attempt(models.Model):
    """One learner's run through one quiz. Frozen once submitted: see actions.submit_attempt.

    Kept out of Wagtail's index of references, which its admin screens show.
    """

    wagtail_reference_index_ignore = True

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    quiz = models.ForeignKey(Quiz, on_delete=models.PROTECT, related_name="attempts")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quiz_attempts"
    )
    # What decides of it, as the quiz said when it began.
    pass_percent = models.PositiveSmallIntegerField(_("pass mark when started (%)"))
    purpose = models.CharField(
        _("purpose"), max_length=10, choices=Purpose, db_default=Purpose.TRAINING
    )
    behaviour = models.CharField(
        _("way of answering"), max_length=10, choices=Behaviour, db_default=Behaviour.AT_ONCE
    )
    max_tries = models.PositiveSmallIntegerField(_("tries for a question"), db_default=1)
    try_penalty = models.PositiveSmallIntegerField(_("points lost by a further try"), db_default=0)
    shuffle_answers = models.BooleanField(_("answers in random order"), db_default=True)
    closes_at = models.DateTimeField(_("must be submitted by"), null=True, blank=True)
    self_level = models.PositiveSmallIntegerField(
        _("level that one believes to have"), null=True, blank=True
    )
    # How it came out.
    awaiting = models.PositiveSmallIntegerField(_("answers that wait for a marker"), db_default=0)
    closed_by = models.CharField(
        _("how it ended"), max_length=10, choices=ClosedBy, blank=True, db_default=""
    )
    origin = models.CharField(
        _("where it comes from"), max_length=10, choices=Origin, db_default=Origin.WRITTEN
    )
    external_id = models.CharField(
        _("number at its origin"), max_length=200, blank=True, db_default=""
    )
    points = models.DecimalField(_("points"), max_digits=9, decimal_places=5, db_default=0)
    max_points = models.DecimalField(_("points available"), max_digits=9, decimal_places=5)
    percent = models.GeneratedField(
        # 100.0: SQLite divides whole numbers into whole numbers.
        expression=F("points") * Value(100.0) / NullIf(F("max_points"), Value(0)),
        output_field=models.DecimalField(max_digits=9, decimal_places=5),
        db_persist=True,
    )
    # Read once for the statistics of its quiz, then never again; it says nothing of who was left out.
    is_counted = models.BooleanField(db_default=False, editable=False)
    started_at = models.DateTimeField(_("started at"), db_default=Now())
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)

    objects = AttemptQuerySet.as_manager()
    plan = ""  # of one that is not begun yet: what begins it (queries.planned)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "quiz",
                "learner",
                name="attempt_one_open_per_learner",
                condition=Q(submitted_at=None),
                violation_error_message=_("You already have this quiz in progress."),
            ),
            models.CheckConstraint(
                name="attempt_points_within_max",
                condition=Q(max_points__gt=0, points__gte=0, points__lte=F("max_points")),
            ),
            models.CheckConstraint(
                name="attempt_submitted_after_start",
                condition=Q(submitted_at=None) | Q(submitted_at__gte=F("started_at")),
            ),
            models.CheckConstraint(
                name="attempt_choices_are_known",
                condition=Q(
                    purpose__in=Purpose.values,
                    behaviour__in=Behaviour.values,
                    closed_by__in=["", *ClosedBy.values],
                    origin__in=Origin.values,
                ),
            ),
            models.CheckConstraint(
                name="attempt_self_level_in_range",
                condition=Q(self_level=None) | Q(self_level__range=(EASIEST, HARDEST)),
            ),
            models.UniqueConstraint(
                "origin",
                "external_id",
                name="attempt_external_id_unique",
                condition=~Q(external_id=""),
            ),
        ]
        indexes = [
            models.Index("learner", "quiz", name="attempt_by_learner"),
            models.Index("closes_at", name="attempt_to_close", condition=Q(submitted_at=None)),
            models.Index("submitted_at", name="attempt_to_mark", condition=Q(awaiting__gt=0)),
        ]

    def __str__(self):
        return str(self.uuid)

    @property
    def is_open(self):
        return self.submitted_at is None

    def is_over(self, now):
        """Return whether no answer is taken any more, though it may not be submitted yet."""
        return not self.is_open or (self.closes_at is not None and self.closes_at <= now)

    @property
    def is_passed(self):
        return self.is_marked and self.percent >= self.pass_percent

    @property
    def is_placement(self):
        return self.purpose == Purpose.PLACEMENT

    @property
    def has_score(self):
        """A placement ends with a level instead."""
        return self.is_marked and not self.is_placement

    @property
    def is_marked(self):
        return not self.is_open and not self.awaiting


class AttemptItem(models.Model):
    """One question of an attempt: the version asked, the answer as last saved, its mark.

    `sequence` grows with every save; `page` is the key of the page, loaded once, that sent the last one.
    """

    wagtail_reference_index_ignore = True

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="items")
    slot = models.PositiveSmallIntegerField(_("place in the quiz"))
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="items")
    # The words in which it was answered, where these are not the version's own.
    translation = models.ForeignKey(
        QuestionTranslation, on_delete=models.PROTECT, related_name="items", null=True, blank=True
    )
    response = models.JSONField(_("answer"), default=dict, blank=True)
    sequence = models.PositiveIntegerField(_("place"), db_default=0)
    page = models.CharField(max_length=PAGE_KEY_LENGTH, blank=True, db_default="", editable=False)
    saved_at = models.DateTimeField(_("saved at"), null=True, blank=True)
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    max_points = models.DecimalField(_("points"), max_digits=7, decimal_places=2, db_default=1)
    difficulty = models.PositiveSmallIntegerField(_("difficulty when asked"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries used"), db_default=0)
    # The answers that were tried and may be given again, each once: what a try costs comes from here.
    tried = models.JSONField(_("answers tried"), default=list, blank=True)
    certainty = models.PositiveSmallIntegerField(
        _("how sure"), choices=Certainty, null=True, blank=True
    )
    # Of the points, after what tries and certainty take away. None: not marked yet. Twice the places
    # of the points, so that three thirds make a whole.
    fraction = models.DecimalField(
        _("share of the points"), max_digits=12, decimal_places=10, null=True, blank=True
    )

    class Meta:
        verbose_name = _("question of an attempt")
        verbose_name_plural = _("questions of an attempt")
        ordering = ["attempt", "slot"]
        constraints = [
            models.UniqueConstraint("attempt", "slot", name="attempt_item_slot_unique"),
            models.CheckConstraint(
                name="attempt_item_fraction_in_range",
                condition=Q(fraction=None) | Q(fraction__range=(LEAST, 1)),
            ),
            models.CheckConstraint(
                name="attempt_item_points_not_negative", condition=Q(max_points__gte=0)
            ),
            models.CheckConstraint(
                name="attempt_item_certainty_is_known",
                condition=Q(certainty=None) | Q(certainty__in=Certainty.values),
            ),
        ]

    def __str__(self):
        return f"{self.attempt}, {self.slot}"
