from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from core.redirects import safe_next_url
from people.policies import needs_second_factor
from people.queries.accounts import second_factors_of


GROUP = 4


class SecondFactor(TemplateView):
    """Shows what somebody has set up, and what their role asks of them."""

    template_name = "people/second_factor/index.html"
    http_method_names = ["get", "head"]

    def get_context_data(self, **kwargs):
        factors = second_factors_of(self.request.user)
        codes = _first(factors, Authenticator.Type.RECOVERY_CODES)
        kinds = {row.type for row in factors} - {Authenticator.Type.RECOVERY_CODES}
        is_needed = settings.REQUIRE_SECOND_FACTOR and needs_second_factor(self.request.user)
        return super().get_context_data(**kwargs) | {
            "application": _first(factors, Authenticator.Type.TOTP),
            "passkeys": [row for row in factors if row.type == Authenticator.Type.WEBAUTHN],
            "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
            "is_set_up": bool(kinds),
            "is_needed": is_needed,
            "goes_on_to": self.goes_on_to(is_needed and bool(kinds)),
        }

    def goes_on_to(self, is_ready):
        """Return where they were going when they were led here."""
        wanted = self.request.GET.get("next", "")
        if not is_ready:
            return ""
        return safe_next_url(self.request, wanted, otherwise=reverse("wagtailadmin_home"))


def _first(rows, kind):
    return next((row for row in rows if row.type == kind), None)


class SetUpApplication(ActivateTOTPView):
    """Shows the secret beside the drawing, in groups, for whoever types it."""

    template_name = "people/second_factor/application.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        groups = [secret[at : at + GROUP] for at in range(0, len(secret), GROUP)]
        return context | {"secret_groups": groups}


@method_decorator(never_cache, name="dispatch")
@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class RecoveryCodes(TemplateView):
    """Shows the codes not used yet. Unlike allauth's own page, it writes nothing."""

    template_name = "people/second_factor/codes.html"
    http_method_names = ["get", "head"]

    def get_context_data(self, **kwargs):
        row = _first(second_factors_of(self.request.user), Authenticator.Type.RECOVERY_CODES)
        if row is None:
            raise Http404
        return super().get_context_data(**kwargs) | {"codes": row.wrap().get_unused_codes()}
