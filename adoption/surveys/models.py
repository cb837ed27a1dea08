"""Surveys: the baseline of one's own habits, and the barometer.

What a person answered of their habits hangs on a `subject` (adoption.usage.pseudonyms). An answer of the
barometer has no row at all: it is added to the counts of a `BallotBox`, so no key, order, transaction
or time of its own can lead back to whoever gave it. A `SurveyToken` says that a subject was asked, and
whether they have answered; it is gone once the round is closed.
"""

import uuid
from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from adoption.publishing.models.bounds import BoundedFigure, bounds_constraints
from adoption.surveys.enums import DraftState, SurveyKind
from adoption.surveys.texts import Survey, survey_from_json
from cms.languages import source_language
from people.models import Person, Team


REMINDER_DAYS = 7  # before the last day
LONGEST = timedelta(days=92)  # that a round may be open


class SurveyEdition(models.Model):
    """Texts of a survey, in each language. Once asked it never changes: a new edition is made."""

    survey = models.CharField(_("survey"), max_length=20, choices=SurveyKind)
    number = models.PositiveIntegerField(_("edition"))
    words = models.JSONField(_("words"), default=dict)

    class Meta:
        verbose_name = _("edition of a survey")
        verbose_name_plural = _("editions of surveys")
        ordering = ["survey", "-number"]
        constraints = [
            models.UniqueConstraint("survey", "number", name="survey_edition_once"),
            models.CheckConstraint(
                name="survey_edition_survey_is_known", condition=Q(survey__in=SurveyKind.values)
            ),
        ]

    def __str__(self):
        return f"{self.get_survey_display()}, {self.number}"

    @property
    def text(self) -> Survey:
        """The survey in the reader's language if present, else in its source language."""
        language = (get_language() or "")[:2]
        return survey_from_json(self.words.get(language) or self.words[source_language()])


class SurveyRoundQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_on=None)

    def answerable(self, today):
        return self.open().filter(opened_on__lte=today, closes_on__gte=today)

    def closed(self):
        return self.exclude(closed_on=None)


class SurveyRound(models.Model):
    """Period in which a survey is open. `asked`: number of people, fixed on opening.

    `announced_on`, `reminded_on`: when the mails to all who are asked were enqueued, each once.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    survey = models.CharField(_("survey"), max_length=20, choices=SurveyKind)
    edition = models.ForeignKey(SurveyEdition, on_delete=models.PROTECT, related_name="rounds")
    opened_on = models.DateField(_("opened on"))
    closes_on = models.DateField(_("last day to answer"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    asked = models.PositiveIntegerField(_("people asked"))
    announced_on = models.DateField(_("announced by mail on"), null=True, blank=True)
    reminded_on = models.DateField(_("reminded by mail on"), null=True, blank=True)

    objects = SurveyRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round of a survey")
        verbose_name_plural = _("rounds of surveys")
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                "survey",
                name="survey_round_one_open",
                condition=Q(closed_on=None),
                violation_error_message=_("This survey is open already."),
            ),
            models.CheckConstraint(
                name="survey_round_survey_is_known", condition=Q(survey__in=SurveyKind.values)
            ),
            models.CheckConstraint(
                name="survey_round_closes_after_it_opens",
                condition=Q(closes_on__gte=F("opened_on")),
                violation_error_message=_("The last day to answer comes after the first."),
            ),
            models.CheckConstraint(
                name="survey_round_closed_after_it_opened",
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
            ),
        ]

    def __str__(self):
        return f"{self.get_survey_display()}, {self.opened_on}"

    @property
    def reminder_on(self) -> date | None:
        """A week before the last day, or halfway where that is later; None where it would be the first day."""
        halfway = self.opened_on + (self.closes_on - self.opened_on) // 2
        day = max(halfway, self.closes_on - timedelta(days=REMINDER_DAYS))
        return day if day > self.opened_on else None


class SurveyToken(models.Model):
    """A person, under their subject, is asked in this round; whether they answered, or dismissed it.

    All are made as a round opens, in the order of the subjects, and changed in place. They go when it closes.
    """

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    round = models.ForeignKey(SurveyRound, on_delete=models.CASCADE, related_name="tokens")
    subject = models.CharField(_("keyed hash in place of a name"), max_length=64)
    is_spent = models.BooleanField(_("answered"), db_default=False, default=False)
    is_put_away = models.BooleanField(_("put away"), db_default=False, default=False)

    class Meta:
        verbose_name = _("question of a survey to a subject")
        verbose_name_plural = _("questions of a survey to subjects")
        ordering = ["round", "subject"]
        constraints = [
            models.UniqueConstraint("subject", "round", name="survey_token_once"),
        ]

    def __str__(self):
        return str(self.pk)


class BallotBox(models.Model):
    """Counts of a group's answers in an anonymous round: {question: {option: count}}.

    A group is of fifty people or more (adoption.publishing.disclosure.ballots) and named after the smallest team that holds
    it, or after none. Made empty as the round opens; gone once its figures are out.
    """

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    round = models.ForeignKey(SurveyRound, on_delete=models.CASCADE, related_name="boxes")
    population = models.ForeignKey(
        Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    people = models.PositiveIntegerField(_("people of the group"))
    counts = models.JSONField(_("answers"), default=dict)

    class Meta:
        verbose_name = _("ballot box")
        verbose_name_plural = _("ballot boxes")
        ordering = ["round", "pk"]

    def __str__(self):
        return str(self.pk)


class BallotPlace(models.Model):
    """The box for the answers of people attached to a team; without one, for all others."""

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    box = models.ForeignKey(BallotBox, on_delete=models.CASCADE, related_name="places")
    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("team of a ballot box")
        verbose_name_plural = _("teams of ballot boxes")
        ordering = ["box", "pk"]

    def __str__(self):
        return str(self.pk)


class SurveyAnswers(models.Model):
    """A subject's answers on their habits: {question: option}, skipped questions left out."""

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    round = models.ForeignKey(SurveyRound, on_delete=models.PROTECT, related_name="answers")
    subject = models.CharField(_("keyed hash in place of a name"), max_length=64)
    answers = models.JSONField(_("answers"), default=dict)

    class Meta:
        verbose_name = _("answers to a survey")
        verbose_name_plural = _("answers to surveys")
        ordering = ["round", "subject"]
        constraints = [models.UniqueConstraint("subject", "round", name="survey_answers_once")]

    def __str__(self):
        return str(self.pk)


class BarometerCopy(models.Model):
    """A subject's chosen copy of their own barometer answers, encrypted (adoption.surveys.sealing).

    Legible, the copies of some could be taken from the counts of their box to leave those of others.
    """

    wagtail_reference_index_ignore = True  # nothing of it is Wagtail’s to list

    round = models.ForeignKey(SurveyRound, on_delete=models.PROTECT, related_name="copies")
    subject = models.CharField(_("keyed hash in place of a name"), max_length=64)
    sealed = models.BinaryField(_("answers, sealed"))

    class Meta:
        verbose_name = _("own copy of a barometer")
        verbose_name_plural = _("own copies of barometers")
        ordering = ["round", "subject"]
        constraints = [models.UniqueConstraint("subject", "round", name="barometer_copy_once")]

    def __str__(self):
        return str(self.pk)


class SurveyPublication(models.Model):
    """The figures of a closed round, of the whole organisation. Once out, they never change."""

    round = models.OneToOneField(SurveyRound, on_delete=models.PROTECT, related_name="publication")
    parameters = models.JSONField(_("parameters"), default=dict)
    published_at = models.DateTimeField(_("published at"), db_default=Now())

    class Meta:
        verbose_name = _("publication of a survey")
        verbose_name_plural = _("publications of surveys")
        ordering = ["-round"]

    def __str__(self):
        return str(self.round)


class SurveyFigure(BoundedFigure):
    """Number of people asked who gave an answer; `option` is empty for no answer."""

    publication = models.ForeignKey(
        SurveyPublication, on_delete=models.CASCADE, related_name="figures"
    )
    question = models.CharField(_("question"), max_length=200)
    option = models.CharField(_("option"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("figure of a survey")
        verbose_name_plural = _("figures of surveys")
        ordering = ["publication", "pk"]
        constraints = [
            models.UniqueConstraint("publication", "question", "option", name="survey_figure_once"),
            *bounds_constraints("survey_figure"),
        ]

    def __str__(self):
        return f"{self.question}, {self.option}"


class OwnQuestions(models.Model):
    """Questions that a training manager adds: written, read by the data protection officer, then asked.

    One set at a time is in hand; one that was asked keeps its edition, whose words never change.
    `version`: of the words, so that an approval is of those that were read.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    state = models.CharField(
        _("state"), max_length=20, choices=DraftState, default=DraftState.DRAFT
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    words = models.JSONField(_("words"), default=dict)
    remark = models.CharField(_("word of the officer"), max_length=1000, blank=True)
    written_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    read_by = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    edition = models.OneToOneField(
        SurveyEdition, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("own questions of a survey")
        verbose_name_plural = _("own questions of surveys")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(Coalesce("edition", 0), name="own_questions_one_in_hand"),
            models.CheckConstraint(
                name="own_questions_state_is_known", condition=Q(state__in=DraftState.values)
            ),
            models.CheckConstraint(
                name="own_questions_asked_once_approved",
                condition=Q(edition=None) | Q(state=DraftState.APPROVED),
            ),
            models.CheckConstraint(
                name="own_questions_read_by_another",
                condition=~Q(read_by=F("written_by")),
            ),
        ]

    def __str__(self):
        return f"{self.pk}, {self.get_state_display()}"

    @property
    def number(self) -> int:
        """Number of questions."""
        return max((len(words["questions"]) for words in self.words.values()), default=0)

    @property
    def texts(self) -> dict[str, Survey]:
        """By language, the survey as it would be asked."""
        return {language: survey_from_json(words) for language, words in self.words.items()}
