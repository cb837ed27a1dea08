"""Queries of the goal that somebody set for their week: read for the person signed in, and for nobody else."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from core.dates import first_day_of_week
from learning.enums import WeekAim
from learning.models import LessonProgress
from learning.policies import week_goals_visible_to
from people.models import Person


MINUTES = 10


@dataclass(frozen=True, slots=True)
class WeekStanding:
    """The goal of a week. `minutes`: what the lessons read to their end since it was set are said to take."""

    aim: WeekAim
    minutes: int

    @property
    def is_reached(self) -> bool:
        return self.minutes >= (1 if self.aim == WeekAim.ONE_LESSON else MINUTES)


def goals_of_week(person: Person, *, on: date) -> QuerySet[Any]:
    """Return the goal of that week, if there is one, with `minutes`."""
    monday = first_day_of_week(on)
    read: Any = LessonProgress.objects.filter(
        person=OuterRef("person"), read_at__gte=OuterRef("set_at")
    )
    total = read.order_by().values("person").annotate(sum=Sum("lesson__minutes")).values("sum")
    own = week_goals_visible_to(person).filter(week=monday)
    return own.annotate(minutes=Coalesce(Subquery(total), 0))
