import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


LONGEST = 1000


class BoxedQuestionQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(answer="")

    def answered(self):
        return self.exclude(answer="")


class BoxedQuestion(models.Model):
    """An anonymous question or barrier: no person, no sequential number, no moment but the week.

    Once answered, everybody may read it.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    week = models.DateField(_("week of"))
    text = models.TextField(_("question"), max_length=LONGEST)
    answer = models.TextField(_("answer"), max_length=4000, blank=True, default="")

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
        ]

    def __str__(self):
        return self.text[:60]
