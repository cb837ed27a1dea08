"""Forms in which an administrator describes an identity provider; kept as `Rules` in allauth's `SocialApp`."""

from django import forms
from django.core.validators import validate_slug
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.outbound import OutboundRefused, check_address
from people.absolute_urls import absolute_url
from people.enums import IdentityMatch
from people.federation.environment import (
    NO_ADDRESS,
    NO_CERTIFICATE,
    NO_ENTITY,
    NOT_XML,
    OPENID,
    SAML,
    is_https_or_local,
    parse_idp_metadata,
)
from people.federation.providers import CALLBACK, is_open, is_taken, known_apps
from people.federation.secret_encryption import encrypt_secret


AMR = {"id_token": {"amr": {"essential": True}}}
ROWS = {"rows": 3}
METADATA_FAULTS = {
    NOT_XML: _("This is not XML, or not whole: copy all of the file, from its first < to its last >."),
    NO_ENTITY: _(
        "It names no identity provider: an EntityDescriptor with an entityID and an IDPSSODescriptor is expected. "
        "Metadata of a service, such as ours, is another file."
    ),
    NO_CERTIFICATE: _("It holds no signing certificate: without one nobody knows who answers. Ask for metadata with an X509Certificate."),
    NO_ADDRESS: _("It gives no address that begins with https for sign-in by redirect (SingleSignOnService with the binding HTTP-Redirect)."),
}  # fmt: skip


class LinesField(forms.CharField):
    def __init__(self, **options):
        super().__init__(required=False, widget=forms.Textarea(attrs=ROWS), **options)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def to_python(self, value):
        return [line.strip() for line in super().to_python(value).splitlines() if line.strip()]


class ConditionsField(LinesField):
    """Claims and one value that each may have, one on each line: name=value."""

    def prepare_value(self, value):
        if isinstance(value, dict):
            return "\n".join(
                f"{name}={accepted}" for name, values in value.items() for accepted in values
            )
        return value

    def to_python(self, value):
        conditions: dict[str, list[str]] = {}
        for line in super().to_python(value):
            name, equals, accepted = (part.strip() for part in line.partition("="))
            if not (name and equals and accepted):
                raise forms.ValidationError(_("Write each condition as name=value."))
            conditions.setdefault(name, []).append(accepted)
        return conditions


class ProviderForm(forms.Form):
    """The fields of every kind of provider. `app`: what is stored already, or None for a new one."""

    kind: str

    name = forms.CharField(
        label=_("Name on the button"),
        max_length=40,
        help_text=_("People read: Sign in with this name."),
    )
    provider_id = forms.CharField(
        label=_("Short name"),
        max_length=40,
        validators=[validate_slug],
        help_text=_("Part of our addresses at the provider: it does not change afterwards."),
    )
    match = forms.ChoiceField(
        label=_("People are found by"),
        choices=IdentityMatch,
        help_text=_("Once found, somebody is known by the provider’s own name for them."),
    )
    claim = forms.CharField(
        label=_("Claim or attribute that holds it"),
        max_length=200,
        help_text=_("For example email, or employee_number."),
    )
    trusted_domains = LinesField(
        label=_("Trusted domains"),
        help_text=_(
            "One on each line. An address there is believed even if the provider does not say that it "
            "has verified it."
        ),
    )
    require = ConditionsField(
        label=_("Conditions"),
        help_text=_(
            "One on each line, name=value, for example siret=13002526500013. Whoever does not fulfil "
            "them stays outside."
        ),
    )
    strong = LinesField(
        label=_("Values that mean two factors"),
        help_text=_(
            "One on each line. Whoever comes with one of them is not asked for a code here."
        ),
    )
    is_open = forms.BooleanField(
        label=_("Show on the sign-in page"),
        required=False,
        help_text=_("Until then nobody signs in by it, and it can be tried."),
    )

    def __init__(self, *arguments, app=None, **options):
        self.app = app
        initial = options.pop("initial", None) or {}
        if app:
            initial |= app.settings | {"name": app.name, "provider_id": app.provider_id}
            initial |= self.kept_beside(app) | {"is_open": is_open(app)}
        super().__init__(*arguments, initial=initial, **options)
        self.fields["provider_id"].disabled = app is not None
        if app is None:
            self.fields["provider_id"].help_text = self._addresses_to_be()

    def _addresses_to_be(self):
        """Return the help of the short name with the pattern of the address that the provider asks for first."""
        address = absolute_url(reverse(CALLBACK[self.kind], args=[_("short-name")]))
        return _(
            "Part of our addresses at the provider: it does not change afterwards. People will come back to %(address)s"
        ) % {"address": address}

    def kept_beside(self, app):
        return {}

    def clean_provider_id(self):
        provider_id = self.cleaned_data["provider_id"]
        if self.app is None and is_taken(provider_id):
            raise forms.ValidationError(_("Another provider has this short name."))
        return provider_id

    def values(self):
        own_columns = {"name", "provider_id", "client_id", "secret", "ask_amr"}
        rules = {
            name: value for name, value in self.cleaned_data.items() if name not in own_columns
        }
        return {
            "provider": self.kind,
            "provider_id": self.cleaned_data["provider_id"],
            "name": self.cleaned_data["name"],
            "settings": rules,
        }


class OpenIDForm(ProviderForm):
    kind = OPENID

    issuer = forms.CharField(
        label=_("Issuer"),
        max_length=300,
        help_text=_(
            "The address before /.well-known/openid-configuration, as the provider writes it."
        ),
    )
    client_id = forms.CharField(label=_("Client identifier"), max_length=191)
    secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("It is not shown again."),
    )
    scopes = forms.CharField(label=_("Scopes"), max_length=200, initial="openid profile email")
    acr_values = forms.CharField(
        label=_("Level asked for (acr_values)"), max_length=300, required=False
    )
    ask_amr = forms.BooleanField(
        label=_("Ask how somebody proved who they are (amr)"),
        required=False,
        help_text=_("ProConnect says it only when it is asked."),
    )
    signed_userinfo = forms.BooleanField(
        label=_("What the provider says of people must be signed"),
        required=False,
        help_text=_("ProConnect signs it."),
    )
    sign_out = forms.BooleanField(label=_("Signing out here signs out there"), required=False)
    field_order = [
        "name", "provider_id", "issuer", "client_id", "secret", "scopes", "match", "claim",
        "trusted_domains", "require", "strong", "acr_values", "ask_amr", "signed_userinfo",
        "sign_out", "is_open",
    ]  # fmt: skip

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        if self.app:
            self.fields["secret"].help_text = _(
                "It is not shown again. Leave empty to keep the one there is."
            )

    def kept_beside(self, app):
        return {
            "client_id": app.client_id,
            "scopes": " ".join(app.settings.get("scopes", [])),
            "ask_amr": bool(app.settings.get("asked_claims")),
        }

    def clean_issuer(self):
        issuer = self.cleaned_data["issuer"]
        if not is_https_or_local(issuer):
            raise forms.ValidationError(_("An issuer is an address that begins with https."))
        try:
            check_address(issuer)
        except OutboundRefused as refusal:
            raise forms.ValidationError(
                _(
                    "The site asks nothing of this address: only whoever runs the site may allow an "
                    "address inside the network or with another port (OUTBOUND_PRIVATE_HOSTS)."
                )
            ) from refusal
        return issuer

    def clean_scopes(self):
        return [
            "openid",
            *(name for name in self.cleaned_data["scopes"].split() if name != "openid"),
        ]

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("secret") and not (self.app and self.app.settings.get("sealed_secret")):
            self.add_error("secret", _("The provider gave you a secret with the identifier."))
        return cleaned

    def values(self):
        values = super().values()
        secret = self.cleaned_data["secret"]
        values["client_id"] = self.cleaned_data["client_id"]
        values["settings"]["sealed_secret"] = (
            encrypt_secret(secret) if secret else self.app.settings["sealed_secret"]
        )
        if self.cleaned_data["ask_amr"]:
            values["settings"]["asked_claims"] = AMR
        return values


class SAMLForm(ProviderForm):
    kind = SAML

    metadata = forms.CharField(
        label=_("Metadata of the identity provider"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("The XML, pasted. When its certificate changes, paste the new metadata."),
    )
    subject = forms.CharField(
        label=_("Attribute that identifies somebody for good"),
        max_length=200,
        required=False,
        help_text=_("Empty: the NameID, which must not change from one sign-in to the next."),
    )
    field_order = [
        "name", "provider_id", "metadata", "subject", "match", "claim", "trusted_domains",
        "require", "strong", "is_open",
    ]  # fmt: skip

    def clean_metadata(self):
        metadata = self.cleaned_data["metadata"]
        try:
            parse_idp_metadata(metadata)
        except ValueError as error:
            raise forms.ValidationError(METADATA_FAULTS[str(error)]) from error
        return metadata

    def values(self):
        values = super().values()
        values["client_id"] = values["provider_id"]
        values["settings"]["issuer"] = parse_idp_metadata(self.cleaned_data["metadata"])["entityId"]
        return values


class UnlinkIdentityForm(forms.Form):
    provider = forms.ChoiceField(label=_("Provider"))
    staff_number = forms.CharField(label=_("Staff number"), max_length=40)

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.fields["provider"].choices = [(app.provider_id, app.name) for app in known_apps()]
