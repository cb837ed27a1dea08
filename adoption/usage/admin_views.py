"""Administration of portal tokens: create, show once, revoke. For whoever changes the settings."""

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages

from adoption.usage.actions.tokens import make_token, revoke_token
from adoption.usage.models import PortalToken
from adoption.usage.policies import may_manage_tokens
from cms.models import Portal
from people.absolute_urls import absolute_url
from people.admin_views.access import AdminAccess, AdminPage


PAGE = 50


class TokenForm(forms.ModelForm):
    class Meta:
        model = PortalToken
        fields = ["portal", "name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["portal"] = forms.ModelChoiceField(
            label=gettext_lazy("Portal"), queryset=Portal.objects.open()
        )


class Tokens(AdminPage, FormView):
    """List of tokens, and a form; a new token is shown in this response and nowhere afterwards."""

    is_allowed = staticmethod(may_manage_tokens)
    template_name = "adoption/usage/admin/tokens.html"
    page_title = gettext_lazy("Portal tokens")
    header_icon = "key"
    form_class = TokenForm

    def form_valid(self, form):
        portal = form.cleaned_data["portal"]
        token = make_token(portal=portal, name=form.cleaned_data["name"], by=self.viewer)
        address = absolute_url(reverse("portal_api:days", args=[portal.slug]))
        created = {"token": token, "portal": portal, "address": address}
        return self.render_to_response(self.get_context_data(form=TokenForm(), made=created))

    def get_context_data(self, **kwargs):
        rows = PortalToken.objects.select_related("portal").order_by(
            "portal__name", "-made_on", "-pk"
        )
        page = Paginator(rows, PAGE).get_page(self.request.GET.get("p"))
        openapi = absolute_url(reverse("portal_api:openapi-json"))
        return super().get_context_data(**{"made": None} | kwargs) | {
            "page": page,
            "openapi": openapi,
        }


class RevokeToken(AdminAccess):
    http_method_names = ["post"]
    is_allowed = staticmethod(may_manage_tokens)

    def post(self, request, pk):
        token = get_object_or_404(PortalToken, pk=pk)
        if revoke_token(token=token, by=self.viewer):
            messages.success(
                request, _("The token is revoked: its machine is shut out from now on.")
            )
        return redirect("portal_tokens:tokens")
