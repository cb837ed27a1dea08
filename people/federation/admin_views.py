"""Pages of identity providers, for administrators, who alone decide who is believed."""

from allauth.socialaccount.models import SocialAccount, SocialApp
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from people.absolute_urls import absolute_url
from people.actions.federation import remove_provider, save_provider, unlink_identities
from people.admin_views.access import AdminAccess, AdminPage
from people.federation.environment import OPENID, SAML
from people.federation.forms import OpenIDForm, SAMLForm, UnlinkIdentityForm
from people.federation.providers import CALLBACK, is_open, known_apps, provider_named
from people.federation.saml_trial import describe_saml
from people.federation.trial import Trial, describe, trial_page
from people.models import Person
from people.policies import may_manage_sign_in


FORMS = {OPENID: OpenIDForm, SAML: SAMLForm}
KINDS = {OPENID: "OpenID Connect", SAML: "SAML 2.0"}
DESCRIBE = {OPENID: describe, SAML: describe_saml}
LIST = "people_sign_in:providers"


class SignInAccess(AdminAccess):
    is_allowed = staticmethod(may_manage_sign_in)


class SignInPage(AdminPage):
    is_allowed = staticmethod(may_manage_sign_in)
    above = ((LIST, gettext_lazy("Sign-in providers")),)
    header_icon = "lock"


class ProviderListPage(SignInPage, TemplateView):
    """The providers of the administration, which can be changed here, and those of the environment."""

    template_name = "people/admin/providers.html"
    page_title = gettext_lazy("Sign-in providers")
    above = ()
    http_method_names = ["get", "head", "options"]

    def get_context_data(self, **kwargs):
        tied = dict(SocialAccount.objects.order_by().values_list("provider").annotate(Count("pk")))
        rows = [
            {
                "app": app,
                "kind": KINDS[app.provider],
                "tied": tied.get(app.provider_id, 0),
                "is_open": is_open(app),
            }
            for app in known_apps()
        ]
        return super().get_context_data(**kwargs) | {"rows": rows, "form": UnlinkIdentityForm()}


class ProviderPage(SignInPage, FormView):
    template_name = "people/admin/provider.html"
    kind: str
    app: SocialApp | None

    def get_form_class(self):
        return FORMS[self.kind]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"app": self.app}

    def get_context_data(self, **kwargs):
        return (
            super().get_context_data(**kwargs)
            | {"app": self.app, "kind": KINDS[self.kind]}
            | (self.addresses() if self.app else {})
        )

    def addresses(self):
        """Return what the provider's administrator needs to know of us."""
        args = [self.app.provider_id]
        metadata = absolute_url(reverse("saml_metadata", args=args)) if self.kind == SAML else ""
        return {
            "callback": absolute_url(reverse(CALLBACK[self.kind], args=args)),
            "metadata": metadata,
            "signed_out": absolute_url(reverse("people:login")) if self.kind == OPENID else "",
        }

    def form_valid(self, form):
        app = self.app or SocialApp()
        untied = save_provider(app=app, values=form.values(), by=self.request.user)
        said = _("%(provider)s is saved.") if is_open(app) else _(
            "%(provider)s is saved. Nobody signs in by it yet: try it, then show it on the sign-in page."
        )  # fmt: skip
        messages.success(self.request, said % {"provider": app.name})
        if untied:
            messages.warning(
                self.request,
                ngettext(
                    "The issuer is another one: %(count)s person has to be found again.",
                    "The issuer is another one: %(count)s people have to be found again.",
                    untied,
                )
                % {"count": untied},
            )
        return redirect("people_sign_in:provider", pk=app.pk)


class AddProvider(ProviderPage):
    app = None
    kind = OPENID

    def get_page_title(self):
        return _("Add a provider: %(kind)s") % {"kind": KINDS[self.kind]}


class EditProvider(ProviderPage):
    @cached_property
    def app(self):
        return get_object_or_404(SocialApp, pk=self.kwargs["pk"], provider__in=FORMS)

    @property
    def kind(self):
        return self.app.provider

    def get_page_title(self):
        return self.app.name


class TryProvider(SignInAccess):
    """Begins a sign-in that signs nobody in: tells what is known before, then leads on to a provider that can be asked."""

    http_method_names = ["post"]

    def post(self, request, pk):
        app = get_object_or_404(SocialApp, pk=pk, provider__in=FORMS)
        provider = provider_named(request, app.provider, app.provider_id)
        trial = Trial()
        DESCRIBE[app.provider](trial, provider)
        if not trial.steps[-1].is_right:
            return trial_page(request, provider, trial)
        answer = provider.redirect(request, None, again=True, trial=request.user.pk)
        if "Location" not in answer:  # allauth met the error itself, and drew our page of it
            return answer
        return trial_page(request, provider, trial, onward=answer["Location"])


class DeleteProvider(SignInAccess):
    http_method_names = ["post"]

    def post(self, request, pk):
        app = get_object_or_404(SocialApp, pk=pk, provider__in=FORMS)
        remove_provider(app=app, by=request.user)
        messages.success(request, _("%(provider)s is removed.") % {"provider": app.name})
        return redirect(LIST)


class UnlinkIdentity(SignInAccess):
    """Unlinks an identity where somebody has another one at the provider now: the next sign-in finds them anew."""

    http_method_names = ["post"]

    def post(self, request):
        form = UnlinkIdentityForm(request.POST)
        if form.is_valid() and (person := _untied(**form.cleaned_data)):
            messages.success(request, _("%(person)s will be found anew.") % {"person": person})
        else:
            messages.error(request, _("Nobody with this staff number has signed in there."))
        return redirect(LIST)


def _untied(*, provider, staff_number):
    person = Person.objects.filter(staff_number=staff_number).first()
    return person if person and unlink_identities(provider=provider, person=person) else None
