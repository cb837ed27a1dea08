from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect

from core.redirects import post_only
from learning.actions.week_goals import drop_week_goal, set_week_goal
from learning.enums import WeekAim


NONE = "none"


@post_only
def week_goal(request):
    """Set the goal of this week, or drop it. Nobody else is told."""
    aim = request.POST.get("aim", "")
    if aim in WeekAim.values:
        try:
            set_week_goal(person=request.user, aim=WeekAim(aim))
        except ValidationError as error:
            messages.warning(request, " ".join(error.messages))
    elif aim == NONE:
        drop_week_goal(person=request.user)
    else:
        return HttpResponseBadRequest()
    return redirect("/#objectif")
