"""Pages of case studies. What somebody types is struck in memory: neither a view nor a report keeps the original."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.cases.actions import (
    add_case_line,
    decide_on_removal,
    delete_case_line,
    finish_workshop,
    keep_case,
    propose_case,
    refuse_case,
    take_down_case,
    validate_case_texts,
    validate_words_to_strike,
)
from ambassadors.cases.enums import CaseKind, CaseState
from ambassadors.cases.forms import CaseForm, LineForm, ReadingForm, TakeDownForm, words_to_strike
from ambassadors.cases.models import TEXT, CaseStudy
from ambassadors.cases.policies import (
    cases_to_decide_on,
    cases_visible_to,
    may_bring_cases,
    may_work_cases,
)
from ambassadors.cases.queries import (
    WORKED,
    CaseFilter,
    filtered_cases,
    signed_name,
    strike_case,
    strike_texts,
    workshop_steps,
)
from ambassadors.sent_values import primary_key
from ambassadors.try_action import try_action, try_action_of_form
from core.collation import truncate_search
from learning.queries.printables import kit_page
from people.enums import NoticePurpose
from people.notice_views import require_notice, unread_notice
from people.throttling import allow_attempt


CASES_A_PAGE = 20
KIT = "etude-de-cas-reclamation"


@require_safe
def case_list(request):
    """Show the kept cases, and above them what waits for the reader's decision."""
    sought = {name: request.GET.get(name, "").replace("\x00", "") for name in ("q", "sorte", "vus")}
    chosen = CaseFilter(truncate_search(sought["q"]), sought["sorte"], sought["vus"])
    found = Paginator(filtered_cases(request.user, chosen), CASES_A_PAGE)
    context = {
        "sought": chosen,
        "page": found.get_page(request.GET.get("page")),
        "kinds": CaseKind.choices,
        "worked": WORKED,
        "waiting": cases_to_decide_on(request.user),
        "brings": may_bring_cases(request.user),
    }
    return render(request, "ambassadors/cases/case_list.html", context)


@sensitive_post_parameters()
@sensitive_variables()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require_notice(NoticePurpose.HELP)
def propose(request):
    """Strike what a case says too much, show it, and take it in once nothing is left to strike."""
    if not may_bring_cases(request.user):
        raise Http404
    kind = _kind(request)
    if request.method != "POST":
        return _propose_page(request, CaseForm(kind=kind), kind)
    if not allow_attempt(request, "propose_case", key=str(request.user.uuid)):
        form = CaseForm(request.POST, kind=kind)  # nothing is struck: it would tell names
        form.full_clean()
        form.add_error(None, _("That is many proposals in an hour: come back later."))
        return _propose_page(request, form, kind)
    data, struck = _struck(request.POST, CaseForm(kind=kind).names)
    form = CaseForm(data, kind=kind)
    if form.is_valid() and try_action_of_form(form, validate_case_texts, texts=form.texts()):
        is_new = any(text.struck for text in struck.values())
        is_sent = request.POST.get("act") == "send" and not is_new
        if is_sent and (taken := _taken_in(request, form, kind)):
            messages.success(request, _thanks(taken))
            return redirect("cases:index")
    return _propose_page(request, form, kind, struck)


def _thanks(case: CaseStudy) -> str:
    thanks = _("Thank you. Two people read it before anybody else sees it.")
    if case.signed_by_id:
        return thanks
    keep = _("Without your name, its number alone has it taken down once it is shown: %(number)s.")
    return f"{thanks} {keep % {'number': case.reference}}"


def _kind(request) -> CaseKind:
    asked = request.POST.get("kind") or request.GET.get("sorte", "")
    return CaseKind(asked) if asked in CaseKind.values else CaseKind.COMPLAINT


@sensitive_variables()
def _struck(post, names):
    """Return the form's data with its texts struck, and what was struck in each."""
    data = post.copy()
    texts = {name: post.get(name, "")[: 2 * TEXT] for name in names}
    struck = strike_texts(texts, more=words_to_strike(post.get("strike", "")))
    for name, text in struck.items():
        data[name] = text.text
    data["strike"] = ""
    return data, struck


@sensitive_variables()
def _taken_in(request, form, kind) -> CaseStudy | None:
    taken: list[CaseStudy] = []
    arguments = {
        "kind": kind,
        "texts": form.texts(),
        "consent_on": form.cleaned_data.get("consent_on"),
        "signed_by": request.user if form.cleaned_data["is_signed"] else None,
    }
    try_action_of_form(form, lambda: taken.append(propose_case(**arguments)))
    return taken[0] if taken else None


def _propose_page(request, form, kind, struck=None):
    labels = {name: form.fields[name].label for name in form.names}
    found = sum(len(text.struck) for text in (struck or {}).values())
    context = {
        "form": form,
        "kind": kind,
        "kinds": CaseKind.choices,
        "struck": [(labels[name], text) for name, text in (struck or {}).items() if text.pieces],
        "found": found,
        "shows_struck": struck is not None and (found or not form.errors),
        "is_sent_back": bool(found) and request.POST.get("act") == "send",
        "notice": unread_notice(request.user, NoticePurpose.HELP),
    }
    return render(request, "ambassadors/cases/propose_case.html", context)


@require_safe
def case(request, uuid):
    found = get_object_or_404(cases_visible_to(request.user).select_related("testimony"), uuid=uuid)
    context = {
        "case": found,
        "steps": (steps := workshop_steps(found)),
        "has_lines": any(step.lines for step in steps),
        "signed_by": signed_name(found),
        "may_work": may_work_cases(request.user) and found.kind != CaseKind.THANKS,
    }
    return render(request, "ambassadors/cases/case.html", context)


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def read(request, uuid):
    """Read a case before the others, or decide on one that was taken down. Words to strike are shown struck first."""
    rows = cases_to_decide_on(request.user).select_related("testimony")
    found = get_object_or_404(rows, uuid=uuid)
    form, struck = ReadingForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        struck = _struck_by_reader(request, found, form)
        if not form.errors and not struck and _is_decided(request, found, form):
            return redirect("cases:index")
    context = {"case": found, "form": form, "steps": workshop_steps(found), "struck": struck}
    return render(request, "ambassadors/cases/read_case.html", context)


@sensitive_variables()
def _struck_by_reader(request, found, form):
    """Return, by label, the texts with a reader’s words struck; nothing for words that the page showed struck."""
    words = form.cleaned_data["strike"]
    is_seen = words == words_to_strike(request.POST.get("seen", ""))
    if is_seen or found.state != CaseState.IN_READING or request.POST.get("act") != "keep":
        return []
    if not try_action_of_form(form, validate_words_to_strike, case=found, words=words):
        return []
    texts = strike_case(found, words).items()
    label = CaseStudy._meta.get_field
    return [(label(name).verbose_name, text) for name, text in texts if text.pieces]


@sensitive_variables()
def _is_decided(request, found, form):
    act, by = request.POST.get("act"), found.state == CaseState.TAKEN_DOWN
    if by and act in ("delete", "show"):
        done = _("It is deleted.") if act == "delete" else _("It is shown again.")
        return try_action(request, done, decide_on_removal, case=found, is_deleted=act == "delete")
    if not by and act == "refuse":
        return try_action(request, _("It is deleted."), refuse_case, case=found)
    if by or act != "keep":
        return False
    second = found.first_read_on is not None
    strike = form.cleaned_data["strike"]
    if not try_action_of_form(form, keep_case, case=found, reader=request.user, strike=strike):
        return False
    messages.success(
        request, _("It is shown now.") if second else _("Noted. One more person reads it.")
    )
    return True


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def workshop(request, uuid):
    """Work a case through, step by step, before the room."""
    if not may_work_cases(request.user):
        raise Http404
    visible = cases_visible_to(request.user).exclude(kind=CaseKind.THANKS)
    found = get_object_or_404(visible, uuid=uuid)
    steps = workshop_steps(found)
    number = min(max(primary_key(request.GET.get("etape", "")), 1), len(steps))
    here = steps[number - 1]
    act = request.POST.get("act", "")
    has_line = act == "add" or (act in ("next", "finish") and request.POST.get("text", "").strip())
    form = LineForm(request.POST if has_line else None)
    if request.method == "POST" and (not has_line or _is_added(request, found, here, form)):
        removed = primary_key(request.POST.get("remove", ""))
        if removed:
            try_action(request, "", delete_case_line, case=found, pk=removed)
        kept = _("Kept with the case.")
        if act == "finish" and try_action(request, kept, finish_workshop, case=found):
            return redirect("cases:case", uuid=uuid)
        step = min(number + 1, len(steps)) if act == "next" else number
        there = reverse("cases:workshop", args=[uuid], query={"etape": step})
        return redirect(f"{there}#id_text" if act == "add" else there)
    context = {
        "case": found,
        "steps": steps,
        "here": here,
        "form": form,
        "kit": kit_page(KIT) if number == 1 else None,
    }
    return render(request, "ambassadors/cases/case_workshop.html", context)


def _is_added(request, found, here, form):
    if not form.is_valid():
        return False
    if not allow_attempt(request, "add_case_line", key=str(request.user.uuid)):
        form.add_error(None, _("That is many lines in an hour: come back later."))
        return False
    text = form.cleaned_data["text"]
    return try_action_of_form(form, add_case_line, case=found, step=here.step, text=text)


@login_not_required
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_down(request):
    """Hide a case at once, for whoever has its number; neither who asks nor why is stored."""
    asked = request.GET.get("numero", "")[:20].replace("\x00", "")
    form = TakeDownForm(request.POST or None, initial={"reference": asked})
    is_done = False
    if request.method == "POST" and form.is_valid():
        reference = form.cleaned_data["reference"]
        is_done = try_action_of_form(form, take_down_case, reference=reference)
        if not is_done and not allow_attempt(request, "take_down_case"):
            form.add_error(None, _("That is many numbers in a short time: come back later."))
    context = {"form": form, "is_done": is_done}
    return render(request, "ambassadors/cases/take_down.html", context)
