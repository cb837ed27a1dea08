"""Administration pages of matching rounds: draft, review, publish."""

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, Count, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from ambassadors.help.actions.review import reassign as reassign_in_draft
from ambassadors.help.actions.rounds import begin_round, discard_pair, discard_round, publish_round
from ambassadors.help.enums import MatchingObjective
from ambassadors.help.forms.mutual_help import ReassignForm, RoundForm
from ambassadors.help.models import MatchingRound, Pair
from ambassadors.help.policies import may_run_rounds, requests_visible_to
from ambassadors.help.queries.review import (
    alternatives_for,
    equals_computed_score,
    people_named_in,
    round_totals,
)
from ambassadors.help.queries.rounds import (
    begun_share_of,
    pending_demand,
    reviewed_pairs,
    unmet_by_reason,
)
from ambassadors.help.reasons import Unmet
from ambassadors.help.wording import lifts_in_words, unmet_in_words
from ambassadors.workshops.admin_views.layout import render_admin_page, restricted_to
from core.redirects import post_only
from core.typography import format_percent
from people.actions.privacy import record_look
from people.enums import Purpose, ViewedData


ROUNDS_A_PAGE = 20
PAIRS_A_PAGE = 25
UNMET_SHOWN = 25
LEFT_OUT_SESSION_KEY, MOST_LEFT_OUT = "pairs_left_out", 25  # in the HTTP session, to put them back


for_round_runners = restricted_to(may_run_rounds)


@for_round_runners
@require_http_methods(["GET", "HEAD", "POST"])
def rounds(request):
    """List the rounds and the demand for the next one; draft a round."""
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        matching_round = begin_round(
            title=form.cleaned_data["title"], mode=MatchingObjective(form.cleaned_data["mode"])
        )
        return redirect("ambassadors_admin:round", pk=matching_round.pk)
    listed = MatchingRound.objects.annotate(count=Count("pairs")).order_by("-created_at", "-pk")
    context = {
        "form": form,
        "demand": pending_demand(),
        "page": Paginator(listed, ROUNDS_A_PAGE).get_page(request.GET.get("p")),
    }
    return _page(request, "rounds", _("Matching rounds"), context)


@for_round_runners
@require_safe
def one_round(request, pk):
    """Show a draft by name, each person read being logged; a published round as counts only."""
    matching_round = get_object_or_404(MatchingRound, pk=pk)
    if matching_round.is_matching:
        return _page(request, "round_matching", matching_round.title, {"round": matching_round})
    context = {
        "round": matching_round,
        "gap": format_percent((matching_round.gap or 0) * 100, 2),
        "reasons_unmet": [
            (unmet_in_words(code), count) for code, count in unmet_by_reason(matching_round).items()
        ],
    }
    if not matching_round.is_draft:
        context |= {
            "proposed": matching_round.pairs.count(),
            "begun": begun_share_of(matching_round),
            "was_changed": matching_round.gap is None and matching_round.best_total is not None,
        }
        return _page(request, "round", matching_round.title, context)
    context |= _under_review(request, matching_round)
    return _page(request, "round", matching_round.title, context)


@for_round_runners
@require_safe
def round_progress(request, pk):
    """Return the part of the page that a browser asks for until the round is matched."""
    matching_round = get_object_or_404(MatchingRound, pk=pk)
    if matching_round.is_matching:
        return render(
            request, "ambassadors/help/admin/round_progress.html", {"round": matching_round}
        )
    return HttpResponse(headers={"HX-Refresh": "true"})


def _under_review(request, matching_round):
    page = _drafts(matching_round, request.GET.get("p"))
    reviewed = reviewed_pairs(page)
    unmet = _unmet(matching_round, request.user)
    standing = round_totals(matching_round)
    before = _left_out(request)
    choices = alternatives_for(
        standing,
        [draft.pair for draft in reviewed],
        [row.request for row in unmet],
        before=set(before.values()),
    )
    offered = choices.by_request
    seen = {draft.seeker for draft in reviewed} | {draft.ambassador for draft in reviewed}
    seen |= {row.request.person for row in unmet} | people_named_in(offered)
    record_look(by=request.user, at=seen, purpose=Purpose.HELP_REQUEST, seen=ViewedData.HELP)
    return {
        "page": page,
        "reviewed": [(draft, offered.get(draft.pair.request_id, [])) for draft in reviewed],
        "standing": standing,
        "is_changed": not equals_computed_score(matching_round, standing),
        "full": choices.full,
        "unmet": [
            (
                row,
                unmet_in_words(row.reason),
                lifts_in_words(row.lifts),
                offered[row.request_id],
                _to_put_back(offered[row.request_id], before.get(str(row.request_id))),
            )
            for row in unmet
        ],
        "unmet_total": matching_round.unmet.count(),
    }


@for_round_runners
@post_only
def publish(request, pk):
    matching_round = get_object_or_404(MatchingRound, pk=pk)
    try:
        published = publish_round(matching_round=matching_round)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request,
            ngettext("%(n)s pair is proposed.", "%(n)s pairs are proposed.", published.proposed)
            % {"n": published.proposed},
        )
        if published.let_go:
            messages.warning(request, _let_go_message(published.let_go))
    return redirect("ambassadors_admin:round", pk=pk)


@for_round_runners
@post_only
def discard(request, pk):
    matching_round = get_object_or_404(MatchingRound, pk=pk)
    try:
        discard_round(matching_round=matching_round)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The draft is discarded."))
    return redirect("ambassadors_admin:rounds")


@for_round_runners
@post_only
def reassign(request, pk):
    """Give a request of the draft to another ambassador, and say what it changes."""
    matching_round = get_object_or_404(MatchingRound, pk=pk)
    form = ReassignForm(request.POST, requests=requests_visible_to(request.user))
    if not form.is_valid():
        messages.error(request, _("Choose an ambassador of the list."))
        return redirect("ambassadors_admin:round", pk=pk)
    try:
        done = reassign_in_draft(
            matching_round=matching_round,
            help_request=form.cleaned_data["request"],
            ambassador=form.cleaned_data["ambassador"],
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _change_message(done))
    return redirect("ambassadors_admin:round", pk=pk)


@for_round_runners
@post_only
def leave_out(request, uuid):
    """Leave one pair out of a draft round."""
    pair = get_object_or_404(Pair.objects.drafts(), uuid=uuid)
    try:
        discard_pair(pair=pair)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        left_out = {**_left_out(request), str(pair.request_id): pair.ambassador_id}
        request.session[LEFT_OUT_SESSION_KEY] = dict(list(left_out.items())[-MOST_LEFT_OUT:])
        messages.success(
            request,
            _(
                "The pair is left out. The request stands below: put it back, or give it to another."
            ),
        )
    return redirect("ambassadors_admin:round", pk=pair.round_id)


def _drafts(matching_round, number):
    drafts = matching_round.pairs.drafts().order_by("-points", "pk")
    return Paginator(
        drafts.select_related("request__person", "ambassador__person"), PAIRS_A_PAGE
    ).get_page(number)


def _left_out(request):
    """Return the ambassador by request, of the pairs that this reader left out lately."""
    return request.session.get(LEFT_OUT_SESSION_KEY, {})


def _to_put_back(offered, ambassador):
    return next(
        (alternative for alternative in offered if alternative.ambassador.pk == ambassador), None
    )


def _unmet(matching_round, person):
    """Return unmet requests, those left out by hand first: the reader has just changed them."""
    visible = requests_visible_to(person).values("pk")
    rows = matching_round.unmet.filter(request__in=visible).select_related("request__person")
    by_hand = Case(When(reason=Unmet.LEFT_OUT, then=0), default=1)
    return list(rows.order_by(by_hand, "reason", "pk")[:UNMET_SHOWN])


def _change_message(done):
    return _(
        "Points of the round: %(before)s before, %(after)s now. People placed: %(placed_before)s before, "
        "%(placed)s now. This ambassador would follow %(follows)s."
    ) % {
        "before": done.before.total,
        "after": done.after.total,
        "placed_before": done.before.people,
        "placed": done.after.people,
        "follows": ngettext("%(n)s person", "%(n)s people", done.follows) % {"n": done.follows},
    }


def _let_go_message(count):
    return ngettext(
        "%(n)s pair was left out: a request, a place or an ambassador had gone meanwhile.",
        "%(n)s pairs were left out: a request, a place or an ambassador had gone meanwhile.",
        count,
    ) % {"n": count}


def _page(request, name, title, context):
    up = [] if name == "rounds" else [(reverse("ambassadors_admin:rounds"), _("Matching rounds"))]
    return render_admin_page(request, f"help/admin/{name}", title, context, icon="group", up=up)
