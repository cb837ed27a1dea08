from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from core.dates import today
from core.redirects import post_only, safe_next_url
from people.actions.accounts import change_theme
from people.actions.rights import open_data_request, renew_passphrase
from people.actions.seals import end_seal_by_password
from people.enums import RequestKind
from people.exporters.person import ZIP_NAME, personal_zip
from people.forms.accounts import EarlierPasswordForm, ThemeForm
from people.forms.rights import DataRequestForm, LookFilterForm
from people.policies import active_seal
from people.queries.accounts import recent_reopening
from people.queries.privacy import (
    class_held_about,
    data_held_about,
    export_passphrase,
    grouped_by_chapter,
    holding_title,
    looks_at,
    requests_of,
)
from people.queries.signed_in import manages_own_team
from people.queries.stand_ins import stand_ins_over
from people.throttling import allow_attempt
from people.views.account import locked_out


LOOKS_A_PAGE = ROWS_A_PAGE = 50
ROWS_SHOWN = 5  # of a class of data, on the page of all of them


@require_GET
def my_data(request):
    person = request.user
    held, day = data_held_about(person, most=ROWS_SHOWN), today()
    chapters = grouped_by_chapter(held)
    context = {
        "chapters": chapters,
        "looks": looks_at(person)[:3],
        "stand_ins": stand_ins_over(person, day),
        "may_have_stand_ins": manages_own_team(person),
        "requests": [
            (data_request, holding_title(data_request.about))
            for data_request in requests_of(person)
        ],
        "reopening": recent_reopening(person),
        "seal": active_seal(person),
        "passphrase": export_passphrase(person),
        "class_count": sum(len(chapter.full) + len(chapter.empty) for chapter in chapters),
        "row_count": sum(chapter.count for chapter in chapters),
        "rows_shown": ROWS_SHOWN,
        "shown": f":{ROWS_SHOWN}",
    }
    return render(request, "people/my_data.html", context)


@require_GET
def class_rows(request, key):
    data = class_held_about(request.user, key)
    if data is None:
        raise Http404
    page = Paginator(data.cells, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/held.html", {"each": data, "page": page})


@require_GET
def access_log(request):
    form = LookFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    looks = looks_at(request.user, **chosen)
    page = Paginator(looks, LOOKS_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "is_filtered": any(chosen.values())}
    return render(request, "people/who_looked.html", context)


@require_GET
def download_my_data(request):
    return HttpResponse(
        personal_zip(request.user),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{ZIP_NAME}"'},
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def reopen_account(request):
    """Show what an opening with an invitation closed. POST: the password of before opens it."""
    reopening = recent_reopening(request.user)
    if reopening is None:
        raise Http404
    seal = active_seal(request.user)
    form = EarlierPasswordForm(request.POST or None)
    if request.method == "POST" and not allow_attempt(
        request, "earlier_password", str(request.user.uuid)
    ):
        return locked_out(request)
    if request.method == "POST" and form.is_valid():
        if end_seal_by_password(person=request.user, password=form.cleaned_data["password"]):
            messages.success(request, _("Thank you: everything is open to you again."))
            return redirect("people:my_data")
        form.add_error("password", _("This is not the password that you had before."))
    context = {
        "reopening": reopening,
        "seal": seal,
        "has_password": seal is not None and bool(seal.opening.earlier_password),
        "form": form,
    }
    return render(request, "people/reopened.html", context)


@post_only
def new_passphrase(request):
    renew_passphrase(person=request.user)
    messages.success(request, _("Files made from now on open with your new passphrase."))
    return redirect(f"{reverse('people:my_data')}#fichier")


@require_http_methods(["GET", "HEAD", "POST"])
def data_request(request):
    """Send a request about one's own data; a link of “my data” chooses the class and the kind."""
    if request.method == "POST":
        form = DataRequestForm(request.POST)
        if form.is_valid():
            open_data_request(person=request.user, **form.cleaned_data)
            messages.success(request, _("Your request is sent. The answer will be on this page."))
            return redirect(f"{reverse('people:my_data')}#demandes")
    else:
        about = request.GET.get("classe", "")
        usual = RequestKind.CORRECTION if about else RequestKind.ACCESS
        chosen = {"kind": request.GET.get("nature", usual), "about": about}
        form = DataRequestForm(initial=chosen)
    return render(request, "people/ask.html", {"form": form})


@post_only
def set_theme(request):
    form = ThemeForm(request.POST)
    if not form.is_valid():
        raise Http404
    change_theme(person=request.user, theme=form.cleaned_data["theme"])
    return redirect(safe_next_url(request, request.POST.get("next", "")))
