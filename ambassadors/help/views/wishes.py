"""Pages to choose kinds of help and preferred people, beside the request and the offer."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ambassadors.help.actions.wishes import (
    delete_colleague_wish,
    name_colleague,
    set_offer_aim,
    set_request_aim,
)
from ambassadors.help.enums import HelpKind
from ambassadors.help.forms.wishes import RANKS, OfferedHelpForm, RequestWishesForm
from ambassadors.help.models import OfferAim, RequestAim
from ambassadors.help.policies import (
    colleague_wishes_visible_to,
    may_enter_colleague_wish,
    own_ambassador_record,
    own_requests,
)
from ambassadors.help.queries.wishes import nearby_colleagues
from ambassadors.sent_values import primary_key
from ambassadors.try_action import try_action_of_form
from core.redirects import post_only
from people.queries.staff import found_by_name


NAMES_SHOWN = 15
GLADLY_BY_ANSWER = {"gladly": True, "rather_not": False}


@require_http_methods(["GET", "HEAD", "POST"])
def request_wishes(request):
    """Edit the aim and wishes of one's open request."""
    own = get_object_or_404(own_requests(request.user).open())
    form = RequestWishesForm(
        request.POST or None, person=request.user, initial=_request_initial(own)
    )
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and try_action_of_form(
        form, set_request_aim, help_request=own, **form.action_arguments()
    ):
        messages.success(request, _("Saved. It counts from the next round on."))
        return redirect("ambassadors:own_request")
    return render(request, "ambassadors/help/request_wishes.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def offer_wishes(request):
    """Edit an ambassador's kinds of help and the colleagues whom they named."""
    ambassador = get_object_or_404(own_ambassador_record(request.user))
    aim = OfferAim.objects.filter(ambassador=ambassador).first()
    form = OfferedHelpForm(
        request.POST or None,
        initial={"kinds": aim.kinds if aim else [HelpKind.COACHING]} | _level_values(aim),
    )
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and try_action_of_form(
        form, set_offer_aim, ambassador=ambassador, **form.cleaned_data
    ):
        messages.success(request, _("Saved. It counts from the next round on."))
        return redirect("ambassadors:offer_wishes")
    named = list(colleague_wishes_visible_to(request.user).select_related("person"))
    searched = request.GET.get("nom", "").strip()
    people_found = found_by_name(nearby_colleagues(request.user), searched) if searched else []
    context = {
        "form": form,
        "gladly": [wish for wish in named if wish.rank],
        "rather_not": [wish for wish in named if not wish.rank],
        "searched": searched,
        "found": list(people_found[:NAMES_SHOWN]),
    }
    return render(request, "ambassadors/help/offer_wishes.html", context)


@post_only
def name(request):
    """Record a colleague as “gladly” or “rather not”."""
    ambassador = get_object_or_404(own_ambassador_record(request.user))
    word = GLADLY_BY_ANSWER.get(request.POST.get("word"))
    if word is None:
        return HttpResponseBadRequest()
    try:
        person = get_object_or_404(
            nearby_colleagues(request.user), uuid=request.POST.get("person") or None
        )
        if not may_enter_colleague_wish(request.user, person):
            messages.warning(request, _("Your account was reopened a short while ago: this waits."))
            return redirect("ambassadors:offer_wishes")
        name_colleague(ambassador=ambassador, person=person, gladly=word)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("Noted. They are not told."))
    return redirect("ambassadors:offer_wishes")


@post_only
def forget(request):
    own = colleague_wishes_visible_to(request.user)
    wish = get_object_or_404(own, pk=primary_key(request.POST.get("wish", "")))
    delete_colleague_wish(wish=wish)
    messages.success(request, _("Taken off your list."))
    return redirect("ambassadors:offer_wishes")


def _request_initial(own):
    aim = RequestAim.objects.filter(request=own).first()
    wished = own.wishes.values_list("ambassador", flat=True)
    named = dict(zip((rank for rank, _label in RANKS), wished, strict=False))
    return named | {"kind": aim.kind if aim else HelpKind.COACHING} | _level_values(aim)


def _level_values(aim):
    if aim is None:
        return {}
    levels = {name: getattr(aim, name) for name in ("ease", "responsibility", "domain")}
    return levels | {"exchange": list(aim.exchange.all())}
