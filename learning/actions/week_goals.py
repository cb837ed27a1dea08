from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import first_day_of_week, today
from learning.enums import WeekAim
from learning.models import WeekGoal
from learning.policies import week_goals_visible_to
from people.models import Person


@transaction.atomic
def set_week_goal(*, person: Person, aim: WeekAim) -> None:
    """Set the goal of this week, in place of any other; what was read since the first of the week still counts.

    Raises ValidationError where a seal covers one of this week: it is neither read nor overwritten.
    """
    week = first_day_of_week(today())
    WeekGoal.objects.filter(person=person, week__lt=week).delete()
    WeekGoal.objects.get_or_create(
        person=person, defaults={"aim": aim, "week": week, "set_at": timezone.now()}
    )
    if not week_goals_visible_to(person).update(aim=aim):
        raise ValidationError(
            _("An older goal of this week is put aside until your account is confirmed.")
        )


def drop_week_goal(*, person: Person) -> None:
    week_goals_visible_to(person).delete()
