from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.dates import today
from people.actions import change_theme
from people.actions import open_account as use_invitation
from people.exporters.person import JSON_NAME, personal_json
from people.forms import ChangePasswordForm, OpenAccountForm, SignInForm, ThemeForm
from people.policies import may_have_stand_ins
from people.queries import data_held_about, looks_at, stand_ins_over


LOOKS_A_PAGE = 50
BACKEND = "people.backends.EmailOrStaffNumberBackend"


class SignIn(LoginView):
    """Django's own: the session's key changes, `next` stays on this site. No throttle yet."""

    template_name = "people/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_redirect_url(self):  # type: ignore[override]  # the stub has an argument too many
        """Somebody signed in was sent here from a page that is not theirs: not back, in a loop."""
        if self.request.method == "GET" and self.request.user.is_authenticated:
            return ""
        return super().get_redirect_url()


class ChangePassword(PasswordChangeView):
    template_name = "people/password_change.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("people:my_data")

    def form_valid(self, form):
        messages.success(self.request, _("Your password is changed. Other devices are signed out."))
        return super().form_valid(form)


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def open_account(request):
    """Staff number and invitation code, then a password: signed in."""
    form = OpenAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = use_invitation(
                staff_number=form.cleaned_data["staff_number"],
                code=form.cleaned_data["code"],
                password=form.cleaned_data["password"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            login(request, person, backend=BACKEND)
            messages.success(request, _("Your account is open. Welcome."))
            return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "people/open_account.html", {"form": form})


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
    day = today()
    context = {
        "held": data_held_about(request.user),
        "looks": looks_at(request.user)[:5],
        "stand_ins": stand_ins_over(request.user, day),
        "may_have_stand_ins": may_have_stand_ins(request.user, on=day),
    }
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
