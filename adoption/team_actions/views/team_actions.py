"""Advice on the page of a team, and the forms that turn it into planned actions."""

from collections.abc import Collection
from datetime import date
from functools import partial

from django.contrib import messages
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from adoption.foundation.views.query_parameters import one_or_404, team_key
from adoption.publishing.policies import figure_access_of
from adoption.publishing.queries.published import Reading, publications_of
from adoption.publishing.words.presentation import shown_chain
from adoption.team_actions.actions import (
    ENDS,
    LONGEST,
    TAKEN_BACK_WITHIN,
    ask_for_action,
    default_planned_day,
    drop_action,
    finish_action,
    move_action,
    plan_action,
    reopen_action,
)
from adoption.team_actions.advice import Reason
from adoption.team_actions.calendar_entry import calendar_file
from adoption.team_actions.enums import ASKED, TeamActionKind
from adoption.team_actions.models import TeamAction
from adoption.team_actions.policies import team_actions_visible_to
from adoption.team_actions.queries.organisation_summary import OrganisationSummary
from adoption.team_actions.queries.surroundings import Surroundings
from adoption.team_actions.queries.team_actions import resting_kinds, under_way_or_recent
from adoption.team_actions.words import (
    PAGES,
    Advised,
    compare_since_action,
    help_links,
    suggestion_texts,
)
from cms.models import Portal
from core.dates import today
from core.redirects import post_only
from core.typography import day_text, format_number
from learning.models import Path


PLANNED_ON, DONE_ON = "planned_on", "done_on"
DONE, DROP, MOVE, BACK = "done", "drop", "move", "back"
OUTCOME_PARAMETER = "fait"  # where the page says what became of a click
ASKED_WITH = {TeamActionKind.PATH: TeamActionKind.LESSON}  # the suggestion that offers it
ABOUT = "team-action"  # of a message: it stands where the action was, and not above the page


def advice_context(
    request, reading: Reading, whole: OrganisationSummary, around: Surroundings, *, may_act: bool
) -> dict:
    """Context of advice and actions. Both are made of what this reader's page shows: what the team did and planned,
    and its mandatory training, are for people who may act.
    """
    on = today()
    waiting, over = [], []
    if may_act:
        waiting, over = under_way_or_recent(team=reading.team, portal=reading.portal, on=on)
    resting = resting_kinds(over, on=on)
    advised = Advised(reading, shown_chain(reading), around, whole.barometer, resting)
    suggested = suggestion_texts(advised, request.user)
    context = {"suggestions": suggested, "may_act": may_act}
    if not may_act:
        return context
    planned = {action.kind: action for action in waiting}
    for suggestion in suggested:
        suggestion["planned"] = planned.get(suggestion["kind"])
        suggestion["declined"] = _last_declined(over, suggestion["kind"], planned)
        if suggestion["kind"] == TeamActionKind.LESSON and TeamActionKind.PATH not in resting:
            suggestion["path"] = {
                "offered": Path.objects.offered(),
                "planned": planned.get(TeamActionKind.PATH),
                "declined": _last_declined(over, TeamActionKind.PATH, planned),
            }
    ended = [_ended(action, reading, planned, on) for action in over]
    told = _outcome_message(request, ended, {suggestion["kind"] for suggestion in suggested})
    for suggestion in suggested:
        suggestion["is_told"] = suggestion["kind"] in told
    return context | {
        "told": told,
        "is_told_below": "" in told,
        "under_way": _under_way_text(len(waiting)),
        "waiting": [
            {
                "action": action,
                "is_due": action.planned_on <= on,
                "links": help_links(action.kind, request.user),
            }
            for action in waiting
        ],
        "done": [entry for entry in ended if entry["action"].done_on],
        "dropped": [entry for entry in ended if entry["action"].dropped_on],
        "days": {"first": on, "last": on + LONGEST, "offered": default_planned_day(on)},
    }


def _last_declined(
    over: list[TeamAction], kind: str, planned: Collection[str]
) -> TeamAction | None:
    """Return the last request of the kind, if it was declined and not made again."""
    ended = [action for action in over if action.kind == kind]
    last = max(ended, key=lambda action: action.pk, default=None)
    return last if last is not None and last.is_declined and kind not in planned else None


def _under_way_text(count: int) -> str:
    if not count:
        return ""
    text = ngettext("%(count)s under way", "%(count)s under way", count)
    return text % {"count": format_number(count)}


def _ended(action: TeamAction, reading: Reading, planned: Collection[str], on: date) -> dict:
    since = on - TAKEN_BACK_WITHIN
    is_fresh = any(step["event"] in ENDS and step["noted_on"] >= since for step in action.told)
    return {
        "action": action,
        "look_back": compare_since_action(action, reading) if action.done_on else None,
        "may_be_taken_back": is_fresh and action.kind not in planned and not action.is_declined,
    }


def _outcome_message(request, ended: list[dict], suggested: Collection[str]) -> dict:
    """Message on the last click: by the kind of a suggestion, or "" above the list of actions.

    With it, the action that may be taken back.
    """
    found: dict[str, dict] = {}
    for message in get_messages(request):
        about, _space, rest = message.extra_tags.partition(" ")
        if about != ABOUT:
            continue
        place, _colon, uuid = rest.partition(":")
        back = [
            entry["action"]
            for entry in ended
            if str(entry["action"].uuid) == uuid and entry["may_be_taken_back"]
        ]
        place = place if place in suggested else ""
        found[place] = {"message": message, "back": back[0] if back else None}
    return found


@require_safe
def help_page(request, name):
    """Redirect to the page that helps with the action; 404 where this reader has none."""
    url = PAGES[name].url(request.user) if name in PAGES else ""
    if not url:
        raise Http404
    return redirect(url)


@post_only
def plan(request):
    """Plan an action of a kind on an offered day, in one click."""
    access = figure_access_of(request.user, on=today())
    team = access.populations.filter(pk=team_key(request.POST.get("equipe", ""))).first()
    kind = request.POST.get("kind", "")
    if team is None or not access.may_act_for(team) or kind not in TeamActionKind.values:
        raise Http404
    portal = one_or_404(
        list(Portal.objects.open()), request.POST.get("portail", ""), lambda portal: portal.slug
    )
    publication = next(iter(publications_of(portal)), None)
    if publication is None:
        raise Http404
    place = ASKED_WITH.get(kind, kind)
    say = partial(messages.add_message, request, extra_tags=f"{ABOUT} {place}")
    path = None
    try:
        path = _path(request) if kind == TeamActionKind.PATH else None
        plan_or_ask = ask_for_action if kind in ASKED else plan_action
        action = plan_or_ask(
            team=team,
            publication=publication,
            kind=kind,
            planned_on=_day(request, PLANNED_ON),
            today=today(),
            reason=_reason(request),
            path=path,
        )
    except ValidationError as error:
        say(messages.ERROR, " ".join(error.messages))
    else:
        text = _("It is planned for %(day)s. You find it below, in what is planned.")
        if action.kind in ASKED:
            text = _(
                "The request is made, for %(day)s: training managers have it by mail. You find it below, in what is planned."
            )
        if path is not None and action.path_id != path.pk:
            text = _(
                "Another path is asked for already, for %(day)s: ask for this one once training managers have answered."
            )
        say(messages.SUCCESS, text % {"day": day_text(action.planned_on, "j F Y")})
    return redirect(_page(portal, team))


@post_only
def change(request, uuid):
    """Finish, drop, move or reopen an action."""
    action = _action(request, uuid)
    wish = request.POST.get("wish", "")
    if wish not in {DONE, DROP, MOVE, BACK}:
        raise Http404
    say = partial(messages.add_message, request, extra_tags=f"{ABOUT} :{action.uuid}")
    try:
        is_changed = _change(request, action, wish)
    except ValidationError as error:
        say(messages.ERROR, _named(action, " ".join(error.messages)))
    else:
        if is_changed:
            text = {
                DONE: _(
                    "noted as done on %(day)s. The figures of the months to come stand beside it."
                ),
                DROP: _("dropped. You may plan it again at any time."),
                MOVE: _("planned for %(day)s now."),
                BACK: _("taken back. It is under way again, on its day."),
            }[wish]
            day = action.done_on if wish == DONE else action.planned_on
            say(messages.SUCCESS, _named(action, text % {"day": day_text(day, "j F Y")}))
        else:
            # Already reached: by somebody else, or by a double click.
            say(
                messages.INFO,
                _named(
                    action,
                    {
                        MOVE: _("its day is as it was."),
                        BACK: _("it is under way already."),
                    }.get(wish, _("it was over already.")),
                ),
            )
    return redirect(_page(action.portal, action.team))


@require_safe
def entry(request, uuid):
    """Send the action's day as a calendar file, without names or figures."""
    action = _action(request, uuid)
    response = HttpResponse(calendar_file(action), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="action-{action.uuid}.ics"'
    return response


def _action(request, uuid) -> TeamAction:
    actions = team_actions_visible_to(request.user, on=today())
    actions = actions.select_related("team", "portal", "path")
    return get_object_or_404(actions, uuid=uuid)


def _change(request, action: TeamAction, wish: str) -> bool:
    if wish == DONE:
        day = _day(request, DONE_ON) if DONE_ON in request.POST else None
        return finish_action(action=action, today=today(), done_on=day)
    if wish == DROP:
        return drop_action(action=action, today=today())
    if wish == BACK:
        return reopen_action(action=action, today=today())
    return move_action(action=action, planned_on=_day(request, PLANNED_ON), today=today())


def _named(action: TeamAction, text: str) -> str:
    return _("%(action)s: %(text)s") % {"action": action.title, "text": text}


def _day(request, name: str) -> date:
    text = request.POST.get(name, "")
    if not text:
        raise ValidationError(_("Nothing is noted: choose a day first."), code="missing")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValidationError(
            _("Nothing is noted: this is no day. Choose one in the calendar."), code="day"
        ) from None


def _reason(request) -> str:
    """Return the reason of the suggestion that is planned, which names the action; "" for anything else."""
    given = request.POST.get("rule", "")
    return given if given in set(Reason) else ""


def _path(request) -> Path:
    given = request.POST.get("path", "")
    for path in Path.objects.offered():
        if str(path.pk) == given:
            return path
    raise ValidationError(_("Nothing is asked for: choose a path first."), code="path")


def _page(portal, team) -> str:
    address = reverse("adoption:team")
    return f"{address}?portail={portal.slug}&equipe={team.pk}#{OUTCOME_PARAMETER}"
