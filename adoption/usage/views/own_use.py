"""Declarations, logbook and objection of the signed-in person."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from adoption.foundation.periods import Month
from adoption.foundation.policies import may_note_at_desk
from adoption.foundation.words.months import month_text
from adoption.usage.actions.declarations import declare, forget_declarations, is_month_open
from adoption.usage.actions.goals import forget_goals
from adoption.usage.actions.link_codes import forget_link_code
from adoption.usage.actions.links import undo_own_link
from adoption.usage.actions.monthly_question import ANCHOR, YES
from adoption.usage.actions.objections import object_to_measurement, withdraw_objection
from adoption.usage.enums import DeclaredUse
from adoption.usage.notices import UNDER_SUBJECT
from adoption.usage.policies import (
    declarations_visible_to,
    is_wholly_sealed,
    links_visible_to,
    may_declare,
    portals_asking,
    portals_visible_to,
    sealed_use,
)
from adoption.usage.queries.goals import own_goals
from adoption.usage.queries.own_use import (
    build_logbooks,
    objects_to_measurement,
    own_use,
    starter_module,
)
from adoption.usage.queries.releases import services_to_try
from adoption.usage.words.answers import ANSWERS, HOW_OFTEN, logbook_months
from adoption.usage.words.goals import goal_rows, try_rows
from adoption.usage.words.questions import question_cards, question_text
from cms.models import Portal
from core.dates import today
from core.joys import show_joy
from people.enums import NoticePurpose
from people.notice_views import require_notice, unread_notice


THANKS = gettext_lazy("Thank you. Your answer is noted, and only you can see it.")
FIRST_ANSWER = gettext_lazy(
    "Thank you for your first answer. It counts as much as any other, and only you can see it."
)
FIRST_ANSWER_UNPROVEN = gettext_lazy(
    "Thank you for your first answer. It is noted, and only you can see it."
)  # the page says when it counts
THANKS_SEALED = gettext_lazy(
    "Thank you. Your answer is noted, unless you had answered or objected before your account was "
    "reopened: that stands."
)
CLOSED = gettext_lazy(
    "Your account was reopened with an invitation a short while ago. Until you show that it is you, or "
    "the days of waiting are over, nothing of your logbook is erased, undone or withdrawn."
)
OLDER_LINK_STAYS = gettext_lazy(
    "A link made before you opened your account stays for now: you can undo it as soon as it shows."
)
ERASE, KEEP = "erase", "keep"
PAGE, LOGBOOK = "page", "carnet"  # of the question that is answered
FATES = [  # what loses nothing comes first, and is what happens where nothing is said
    (KEEP, gettext_lazy("Keep it for me alone: nothing of it is counted")),
    (
        ERASE,
        gettext_lazy("Erase my answers, my link with its days of use, and what I set out to do"),
    ),
]


@require_safe
def logbook(request):
    own = own_use(request.user, today())
    books = build_logbooks(own, today())
    goals = own_goals(request.user, today())
    is_asked = may_declare(request.user)
    may_set_goals = is_asked and not is_wholly_sealed(request.user)
    is_objecting = objects_to_measurement(request.user)
    asking = [book.portal.pk for book in books if book.portal.asks and not is_objecting]
    to_try = services_to_try(request.user, asking, today()) if may_set_goals and asking else {}
    pages = [
        {
            "book": book,
            "months": logbook_months(book),
            "goals": goal_rows(goals.get(book.portal.pk, []), today()),
            "to_try": try_rows(to_try.get(book.portal.pk, []), today()),
            "may_set_goals": may_set_goals and book.portal.is_open,
            "starter": starter_module(request.user, book.portal) if book.portal.asks else None,
        }
        for book in books
    ]
    context = {
        "pages": pages,
        "asked": question_cards(own, today(), is_first_screen=False) if is_asked else None,
        "is_objecting": is_objecting,
        "sealed": sealed_use(request.user),
        "may_link": is_asked,
        "is_at_desk": may_note_at_desk(request.user),
    }
    return render(request, "adoption/usage/logbook.html", context)


def asked_person_required(view):
    """Decorator: 404 for people who are not asked, before any notice, which would reveal the page."""

    @wraps(view)
    def asked(request, *args, **kwargs):
        if not may_declare(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return asked


@require_http_methods(["GET", "HEAD", "POST"])
@asked_person_required
@require_notice(NoticePurpose.DECLARED_USE, UNDER_SUBJECT)
def answer(request, slug, month):
    """GET: the question on a page of its own, to answer again. POST: save the answer."""
    portal, asked = get_asking_portal_or_404(request, slug), month_or_404(month)
    if request.method != "POST":
        _refuse_unless_open(asked)
        if objects_to_measurement(request.user):
            return redirect("adoption:measurement")
        context = {
            "portal": portal,
            "month": asked,
            "text": question_text(portal, month_text(asked)),
            "answers": ANSWERS,
            "anchor": ANCHOR,
            "is_linked": links_visible_to(request.user)
            .filter(portal=portal, linked_on__lte=asked.last_day)
            .exists(),
            "notice": unread_notice(request.user, NoticePurpose.DECLARED_USE, UNDER_SUBJECT),
        }
        return render(request, "adoption/usage/declare.html", context)
    given = request.POST.get("answer", "")
    if given not in {YES, *DeclaredUse.values}:
        messages.error(request, _("Choose one of the answers."))
        return redirect("adoption:declare", slug, month)
    is_sealed = is_wholly_sealed(request.user)
    if given == YES and is_sealed:  # the first answer stands, so how often comes before it
        return redirect(_how_often(request, slug, month))
    noted = DeclaredUse.YES_NOW_AND_THEN if given == YES else DeclaredUse(given)
    is_first = not is_sealed and not declarations_visible_to(request.user).exists()
    try:
        declare(person=request.user, portal=portal, month=asked, answer=noted)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("adoption:measurement" if error.code == "objection" else "/")
    if is_first:
        thanks = FIRST_ANSWER if request.user.identity_proven_at else FIRST_ANSWER_UNPROVEN
        show_joy(request, thanks, "premiere-reponse")
    if given == YES:
        return redirect(_how_often(request, slug, month))
    if not is_first:
        messages.success(request, THANKS_SEALED if is_sealed else THANKS)
    return redirect(_page_of_question(request))


def _page_of_question(request) -> str:
    """Return where the question was answered: the first screen, or the logbook."""
    sent = request.POST.get(PAGE) or request.GET.get(PAGE)
    return reverse("adoption:logbook") if sent == LOGBOOK else "/"


def _how_often(request, slug, month) -> str:
    query = {PAGE: LOGBOOK} if request.POST.get(PAGE) == LOGBOOK else {}
    return reverse("adoption:how_often", args=[slug, month], query=query)


@require_safe
def how_often(request, slug, month):
    """Ask, after a saved “yes”: almost every week, or now and then."""
    portal, asked = get_asking_portal_or_404(request, slug), month_or_404(month)
    _refuse_unless_open(asked)
    context = {"portal": portal, "month": asked, "month_name": month_text(asked)}
    context["page"] = LOGBOOK if request.GET.get(PAGE) == LOGBOOK else ""
    return render(request, "adoption/usage/how_often.html", context | {"answers": HOW_OFTEN})


@require_http_methods(["GET", "HEAD", "POST"])
def unlink(request, slug):
    """GET: what will be deleted for good. POST: undo the link."""
    portal = _own_portal(request, slug)
    if is_wholly_sealed(request.user):
        return _month_closed(request)
    if request.method != "POST":
        return render(request, "adoption/usage/unlink.html", {"portal": portal})
    undo_own_link(person=request.user, portal=portal)
    messages.success(request, _("The link is undone, and its days of use are erased."))
    return redirect("adoption:logbook")


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request, slug):
    """GET: what will be deleted for good. POST: erase the logbook, link and answers alike."""
    portal = _own_portal(request, slug)
    if is_wholly_sealed(request.user):
        return _month_closed(request)
    if request.method != "POST":
        return render(request, "adoption/usage/erase.html", {"portal": portal})
    undo_own_link(person=request.user, portal=portal)
    forget_declarations(person=request.user, portal=portal)
    forget_link_code(person=request.user, portal=portal)
    forget_goals(person=request.user, portal=portal)
    messages.success(request, _("Your logbook is erased."))
    _say_what_stays(request)
    return redirect("adoption:logbook")


@require_http_methods(["GET", "HEAD", "POST"])
def measurement(request):
    """GET: explain objecting, or withdrawing it. POST: do it.

    One address for both, so that the log of a server does not tell them apart.
    """
    wish, is_sealed = request.POST.get("counted"), is_wholly_sealed(request.user)
    if wish == "no":
        keep = is_sealed or request.POST.get("logbook") != ERASE
        object_to_measurement(person=request.user, keep_logbook=keep)
        messages.success(
            request, _("Your objection is noted: you are no longer counted, and nobody is told.")
        )
        if not keep:
            _say_what_stays(request)
    elif wish == "yes" and is_sealed:
        return _month_closed(request)
    elif wish == "yes":
        withdraw_objection(person=request.user)
        messages.success(request, _("Your objection is withdrawn: you are counted again."))
    else:
        context = {
            "is_objecting": objects_to_measurement(request.user),
            "is_sealed": is_sealed,
            "fates": FATES,
            "keep": KEEP,
        }
        return render(request, "adoption/usage/measurement.html", context)
    return redirect("adoption:logbook")


def _month_closed(request):
    messages.warning(request, CLOSED)
    return redirect("adoption:logbook")


def _say_what_stays(request):
    """Tell people who opened their account for the first time that an older link stays, whether or not there is one."""
    if sealed_use(request.user):
        messages.info(request, OLDER_LINK_STAYS)


def _own_portal(request, slug) -> Portal:
    """Find a portal, also one no longer followed: its data remain the person's to erase."""
    return get_object_or_404(portals_visible_to(request.user, on=today()), slug=slug)


def get_asking_portal_or_404(request, slug) -> Portal:
    return get_object_or_404(portals_asking(request.user, on=today()), slug=slug)


def month_or_404(text) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise Http404 from None


def _refuse_unless_open(month: Month) -> None:
    if not is_month_open(month, today()):
        raise Http404
