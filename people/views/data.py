from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from people.actions import change_theme
from people.exporters.person import JSON_NAME, personal_json
from people.forms import ThemeForm
from people.queries import data_held_about, looks_at


LOOKS_A_PAGE = 50


@require_POST
def set_theme(request):
    form = ThemeForm(request.POST)
    if not form.is_valid():
        raise Http404
    change_theme(person=request.user, theme=form.cleaned_data["theme"])
    return redirect(_own_address(request, request.POST.get("next", "")))


def _own_address(request, url):
    is_ours = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if is_ours else settings.LOGIN_REDIRECT_URL


@require_GET
def my_data(request):
    context = {"held": data_held_about(request.user), "looks": looks_at(request.user)[:5]}
    return render(request, "people/my_data.html", context)


@require_GET
def who_looked(request):
    page = Paginator(looks_at(request.user), LOOKS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/who_looked.html", {"page": page})


@require_GET
def download_my_data(request):
    return HttpResponse(
        personal_json(data_held_about(request.user)),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{JSON_NAME}"'},
    )
