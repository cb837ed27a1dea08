"""Describes one identity provider: how it is asked, and whom it may name.

The same description comes from the environment and from the administration; it is kept in the `settings` of
allauth's `SocialApp`.
"""

from dataclasses import dataclass, fields
from typing import Any

from people.enums import IdentityMatch


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRules:
    """An organisation's description of one provider.

    `issuer`: of OpenID Connect, or the entity of SAML's identity provider. `claim`: where the staff number
    or the address stands. `trusted_domains`: addresses there are believed without the provider saying that
    it verified them. `strong`: values of `acr` or `amr`, or of SAML's context, that count as two factors.
    `require`: claims that must have one of these values, such as the organisation's SIRET.
    """

    issuer: str = ""
    match: str = IdentityMatch.EMAIL
    claim: str = "email"
    trusted_domains: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()
    require: dict[str, list[str]] | None = None
    # OpenID Connect
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    acr_values: str = ""
    asked_claims: dict[str, Any] | None = None
    signed_userinfo: bool = False
    pkce: bool = True
    sign_out: bool = False
    # SAML
    metadata: str = ""
    subject: str = ""
    private_key: str = ""
    certificate: str = ""

    @classmethod
    def of(cls, settings: dict[str, Any]) -> "ProviderRules":
        """Return the rules from their stored JSON. Unknown keys, of other versions, are left out."""
        known = {
            field.name: settings[field.name] for field in fields(cls) if field.name in settings
        }
        lists = {name: tuple(known[name]) for name in LISTS if name in known}
        return cls(**known | lists)


LISTS = ("trusted_domains", "strong", "scopes")
