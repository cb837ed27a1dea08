"""What to do next, on the page of a team, and the forms by which it becomes an action with a day."""

from collections.abc import Collection
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from adoption.actions.team_actions import (
    LONGEST,
    TAKEN_BACK_WITHIN,
    drop_action,
    finish_action,
    move_action,
    offered_day,
    plan_action,
    take_back,
)
from adoption.advice_words import HELP, chosen_in_words, facts_of, help_url, look_back
from adoption.enums import TeamActionKind
from adoption.models import TeamAction
from adoption.policies import sight_of, team_actions_visible_to
from adoption.presentation import shown_chain
from adoption.queries.published import Reading, publications_of
from adoption.queries.team_actions import under_way_or_recent
from adoption.queries.whole import Whole
from adoption.views.asked import one_of
from adoption.views.team_keys import team_key
from cms.models import Portal
from core.addresses import posts_only
from core.dates import today


DAY = "planned_on"
DONE, DROP, MOVE, BACK = "done", "drop", "move", "back"
ANCHOR = "faire"


def what_to_do(reading: Reading, whole: Whole, *, may_act: bool) -> dict:
    """The suggestions are the same for every reader; the actions are for who may act for the team."""
    chosen = shown_chain(reading)
    facts = facts_of(
        reading,
        chosen,
        is_uncovered=reading.team.is_uncovered,
        barometer=whole.barometer,
    )
    suggested = chosen_in_words(facts, chosen, whole.barometer)
    context = {"suggestions": suggested, "may_act": may_act}
    if not may_act:
        return context
    on = today()
    waiting, over = under_way_or_recent(
        TeamAction.objects.all(), team=reading.team, portal=reading.portal, on=on
    )
    planned = {each.kind: each for each in waiting}
    for each in suggested:
        each["planned"] = planned.get(each["kind"])
    return context | {
        "waiting": [
            {"action": each, "is_due": each.planned_on <= on, "help": _help(each)}
            for each in waiting
        ],
        "over": [
            {
                "action": each,
                "look_back": look_back(each, reading) if each.done_on else None,
                "may_be_taken_back": _may_be_taken_back(each, planned, on),
            }
            for each in over
        ],
        "days": {"first": on, "last": on + LONGEST, "offered": offered_day(on)},
    }


def _may_be_taken_back(action: TeamAction, planned: Collection[str], on: date) -> bool:
    ended_on = action.done_on or action.dropped_on
    assert ended_on is not None
    return action.kind not in planned and ended_on >= on - TAKEN_BACK_WITHIN


def _help(action: TeamAction) -> dict:
    return {"link": HELP[action.kind].link, "url": help_url(action.kind)}


@require_safe
def help_page(request, kind):
    """On to the page that helps with it."""
    if kind not in HELP:
        raise Http404
    return redirect(HELP[kind].url())


@posts_only
def plan(request):
    """One click: the kind, and a day that was offered."""
    sight = sight_of(request.user, on=today())
    team = sight.populations.filter(pk=team_key(request.POST.get("equipe", ""))).first()
    kind = request.POST.get("kind", "")
    if team is None or not sight.may_act_for(team) or kind not in TeamActionKind.values:
        raise Http404
    portal = one_of(list(Portal.objects.open()), request.POST.get("portail", ""), _slug)
    publication = next(iter(publications_of(portal)), None)
    if publication is None:
        raise Http404
    try:
        plan_action(
            team=team, publication=publication, kind=kind, planned_on=_day(request), today=today()
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("It is planned. You find it below, with its day."))
    return redirect(_page(portal, team))


@posts_only
def change(request, uuid):
    """Done, dropped, on another day, or taken back."""
    actions = team_actions_visible_to(request.user, on=today()).select_related("team", "portal")
    action = get_object_or_404(actions, uuid=uuid)
    wish = request.POST.get("wish", "")
    if wish not in {DONE, DROP, MOVE, BACK}:
        raise Http404
    try:
        is_changed = _change(request, action, wish)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        if is_changed:
            messages.success(request, _said(wish))
        else:
            messages.info(request, _said_of_nothing(wish))
    return redirect(_page(action.portal, action.team))


def _change(request, action: TeamAction, wish: str) -> bool:
    if wish == DONE:
        return finish_action(action=action, today=today())
    if wish == DROP:
        return drop_action(action=action, today=today())
    if wish == BACK:
        return take_back(action=action, today=today())
    return move_action(action=action, planned_on=_day(request), today=today())


def _said(wish: str) -> str:
    return {
        DONE: _("Noted as done. The figures of the months to come stand beside it."),
        DROP: _("Dropped. You may plan it again at any time."),
        MOVE: _("It has another day."),
        BACK: _("Taken back: it is under way again, on its day."),
    }[wish]


def _said_of_nothing(wish: str) -> str:
    """It was so before: somebody was quicker, or pressed twice."""
    return {
        MOVE: _("Its day is as it was."),
        BACK: _("It is under way already."),
    }.get(wish, _("It was over already."))


def _day(request) -> date:
    text = request.POST.get(DAY, "")
    if not text:
        return offered_day(today())
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValidationError(_("This is no day: choose one to come."), code="day") from None


def _slug(portal: Portal) -> str:
    return portal.slug


def _page(portal, team) -> str:
    address = reverse("adoption:team")
    return f"{address}?portail={portal.slug}&equipe={team.pk}#{ANCHOR}"
