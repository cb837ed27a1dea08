import hashlib
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ambassadors.help.enums import QuestionAbout
from core.dates import today
from learning.models import Lesson


LONGEST, LONGEST_ANSWER = 1000, 4000


class BoxedQuestionQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(answer="")

    def answered(self):
        return self.exclude(answer="")

    def of_the_box(self):
        """Return those about help: of no lesson, and answered one by one."""
        return self.filter(lesson=None, about=QuestionAbout.HELP)

    def published_about(self, about):
        """Return what everybody may read about a subject whose answers come out together, the newest first."""
        out = self.answered().filter(about=about, shown_from__lte=today())
        return out.order_by("-shown_from", "uuid")

    def named(self):
        return self.filter(asker__isnull=False)


class BoxedQuestion(models.Model):
    """A question in the box or on a lesson: no person, no sequential number, no moment but the week.

    Whoever gave a name has a `NamedAsker` until the answer. Once answered, everybody may read it: of a lesson in
    words that whoever answers wrote (`is_reworded`), without a name not before `shown_from`. `about`: a subject besides
    help, with other words too, and `shown_from` the Monday on which its answer comes out with the others. `helped`: how
    many it helped, counted without a name.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lesson = models.ForeignKey(
        Lesson,
        to_field="uuid",
        on_delete=models.CASCADE,
        related_name="questions",
        null=True,
        verbose_name=_("lesson"),
    )
    language = models.CharField(_("language"), max_length=10, default="", db_default="")
    about = models.CharField(
        _("about"),
        max_length=20,
        choices=QuestionAbout,
        default=QuestionAbout.HELP,
        db_default=QuestionAbout.HELP,
    )
    week = models.DateField(_("week of"))
    shown_from = models.DateField(_("shown from"), null=True)
    text = models.TextField(_("question"), max_length=LONGEST)
    is_reworded = models.BooleanField(_("in other words"), default=False, db_default=False)
    answer = models.TextField(_("answer"), max_length=LONGEST_ANSWER, blank=True, default="")
    helped = models.PositiveIntegerField(_("people helped"), default=0, db_default=0)

    objects = BoxedQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question without a name")
        verbose_name_plural = _("questions without a name")
        ordering = ["-week", "uuid"]
        constraints = [
            models.CheckConstraint(name="boxed_question_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="boxed_question_week_is_a_monday", condition=Q(week__iso_week_day=1)
            ),
            models.CheckConstraint(
                name="lesson_question_answered_in_other_words",
                condition=Q(lesson=None) | Q(answer="") | Q(is_reworded=True),
                violation_error_message=_("Put the question in other words before it is shown."),
            ),
            models.CheckConstraint(
                name="lesson_question_shown_a_later_week",
                condition=Q(shown_from=None) | Q(shown_from__gt=F("week")),
            ),
            models.CheckConstraint(
                name="boxed_question_subject_is_known",
                condition=Q(about=QuestionAbout.HELP)
                | Q(about__in=QuestionAbout.values, lesson=None),
            ),
            models.CheckConstraint(
                name="gathered_answer_comes_out_on_a_monday",
                condition=Q(about=QuestionAbout.HELP)
                | Q(answer="", shown_from=None)
                | ~Q(answer="")
                & Q(is_reworded=True, shown_from__isnull=False, shown_from__iso_week_day=1),
            ),
        ]

    def __str__(self):
        return self.text[:60]

    @property
    def state(self):
        """Return what tells these words and this answer from others: a form says which it showed."""
        return hashlib.sha256(f"{self.text}\0{self.answer}".encode()).hexdigest()[:16]

    @property
    def is_gathered(self):
        """Return whether its answer comes out with others."""
        return self.about != QuestionAbout.HELP

    @property
    def comes_out(self):
        """Return the day on which it comes out; None where it is out already, or has no answer."""
        waits = self.is_gathered and self.shown_from is not None and self.shown_from > today()
        return self.shown_from if waits else None

    @property
    def awaits_rewording(self):
        """Return whether the words are still those of somebody who gave no name, and nobody else may read them."""
        is_of_a_lesson = self.lesson_id is not None and self.shown_from is not None
        return (is_of_a_lesson or self.is_gathered) and not self.is_reworded


class NamedAsker(models.Model):
    """Author of a question on a lesson asked with a name; deleted with the answer."""

    question = models.OneToOneField(
        BoxedQuestion, on_delete=models.CASCADE, primary_key=True, related_name="asker"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="questions_asked"
    )
    asked_at = models.DateTimeField(_("asked at"), db_default=Now())

    class Meta:
        verbose_name = _("question asked with a name")
        verbose_name_plural = _("questions asked with a name")
        ordering = ["asked_at", "pk"]

    def __str__(self):
        return str(self.question_id)
