"""Tries a SAML sign-in step by step, for an administrator. Nothing of the response is stored or logged.

What a step says of the response is read before its signature is checked; the last word is that of an ordinary sign-in.
"""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from allauth.socialaccount.internal.statekit import get_states
from cryptography import x509
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Constants

from core.typography import day_text
from people.federation.environment import parse_idp_metadata
from people.federation.identity import Identity
from people.federation.saml import StrictProvider, StrictResponse
from people.federation.tokens import Refused
from people.federation.trial import Trial, require_author, tell_account, trial_page


DAYS_OF_WARNING = 30
Act = Callable[[], tuple[Any, str]]


def describe_saml(trial: Trial, provider: StrictProvider) -> None:
    """Tell what is known before anybody is sent there: the metadata, and until when its certificates are good."""
    described = trial.attempt(
        _("Metadata"),
        _("A name, a certificate and a protected address for sign-in by redirect."),
        lambda: _metadata(provider),
        _("Paste the provider’s metadata again."),
    )
    if described:
        trial.attempt(
            _("Signing certificate"), _("Good today, and for a month more."), lambda: _certificates(described),
            _("Ask the provider for its new metadata, and paste it here."),
        )  # fmt: skip
        trial.remark_if(
            _soonest_end(described) < timezone.now() + timedelta(days=DAYS_OF_WARNING),
            _("Sign-ins go on until the provider changes its key. Ask for its new metadata now, and paste it here."),
        )  # fmt: skip


def trial_request(request: HttpRequest, provider: StrictProvider, text: str) -> str | None:
    """Return the request of a trial that a response answers, or should have; None for an ordinary sign-in."""
    states = {
        key: state
        for key, (state, _at, name) in get_states(request).items()
        if name == provider.sub_id
    }
    try:
        answered = provider.read(text).get_in_response_to()
    except Refused:
        answered = None
    if answered in states:
        return answered if states[answered].get("trial") else None
    return next((key for key, state in states.items() if state.get("trial")), None)


def saml_trial_answer(
    request: HttpRequest, provider: StrictProvider, text: str, request_id: str
) -> HttpResponse:
    require_author(request, provider.unstash_redirect_state(request, request_id))
    trial = Trial()
    describe_saml(trial, provider)
    response = trial.attempt(
        _("Response"),
        _("A response that says “Success”."),
        lambda: _answer(provider, text),
        _("Its log says why it refused. Often the person has no right to this application there yet."),
    )  # fmt: skip
    if response:
        _check(trial, provider, response, request_id)
        identity = trial.attempt(
            _("Signature"),
            _("An assertion signed with the key of the metadata, and complete."),
            lambda: (
                provider.verified_identity(response, text, request_id),
                _("The signature is right."),
            ),
            _("The provider may have changed its key: paste its new metadata. It must sign the assertion, with SHA-256."),
        )  # fmt: skip
        if identity:
            _tell_attributes(trial, identity)
            tell_account(trial, provider.sociallogin_from_response(request, identity))
    return trial_page(request, provider, trial)


def _metadata(provider: StrictProvider) -> tuple[dict[str, Any], str]:
    try:
        described = parse_idp_metadata(provider.rules.metadata)
    except ValueError as error:
        raise Refused(_("It does not say all of these.")) from error
    return described, f"{described['entityId']}, {described['singleSignOnService']['url']}"


def _ends(described: dict[str, Any]) -> list[datetime]:
    """Return until when each certificate is good. Raises Refused for one that cannot be read."""
    single = described.get("x509cert")
    texts = [single] if single else described.get("x509certMulti", {}).get("signing", [])
    try:
        return [
            x509.load_der_x509_certificate(base64.b64decode("".join(text.split()))).not_valid_after_utc
            for text in texts
        ]  # fmt: skip
    except ValueError as error:
        raise Refused(_("A certificate cannot be read.")) from error


def _soonest_end(described: dict[str, Any]) -> datetime:
    try:
        return min(_ends(described))
    except Refused:
        return datetime.max.replace(tzinfo=UTC)


def _certificates(described: dict[str, Any]) -> tuple[bool, str]:
    days = ", ".join(day_text(timezone.localdate(end)) for end in _ends(described))
    return True, _("Good until %(days)s.") % {"days": days}


def _answer(provider: StrictProvider, text: str) -> tuple[StrictResponse, str]:
    if not text:
        raise Refused(_("No response came, or one larger than any we take."))
    response = provider.read(text)
    status = response.document.find(".//samlp:StatusCode", namespaces=Constants.NSMAP)
    code = "" if status is None else status.get("Value", "")
    if code != Constants.STATUS_SUCCESS:
        raise Refused(code.rpartition(":")[2][:60] or _("No status."))
    return response, "Success"


def _check(
    trial: Trial, provider: StrictProvider, response: StrictResponse, request_id: str
) -> None:
    """Compare what the response says of itself with what was asked."""
    ours = provider.service()
    entity, acs = ours["entityId"], ours["assertionConsumerService"]["url"]
    issuer = provider.rules.issuer
    for title, expected, said, advice in (
        (_("Request"), request_id, lambda: [response.get_in_response_to() or ""],
         _("Begin at Passerelle, not on the provider’s own page of applications.")),
        (_("Issuer"), issuer, lambda: sorted(response.get_issuers()),
         _("This is another provider’s answer: paste the metadata of the one that answered.")),
        (_("Return address"), acs, lambda: response.addresses(acs),
         _("Give the provider our return address (ACS) as it stands on the provider’s page here, to the last character.")),
        (_("Audience"), entity, lambda: [entity] if entity in response.get_audiences() else response.get_audiences(),
         _("Give the provider our name (entity ID) as it stands on the provider’s page here.")),
    ):  # fmt: skip
        trial.attempt(title, expected, _same(expected, said), advice)
    trial.attempt(
        _("Clock"),
        _("Good at %(now)s, give or take five minutes.") % {"now": _moment(timezone.now())},
        lambda: _clock(response),
        _("Set the clock of the provider or of this server: both should follow a time server."),
    )


def _same(expected: str, said: Callable[[], Any]) -> Act:
    def act() -> tuple[Any, str]:
        values = [value or _("nothing") for value in said()] or [_("nothing")]
        text = ", ".join(dict.fromkeys(str(value)[:300] for value in values))
        if set(values) != {expected}:
            raise Refused(text)
        return True, text

    return act


def _clock(response: StrictResponse) -> tuple[bool, str]:
    drift = timedelta(seconds=Constants.ALLOWED_CLOCK_DRIFT)
    now = timezone.now()
    begin, end = (parse_datetime(text) if text else None for text in response.times())
    said = _("From %(begin)s to %(end)s.") % {
        "begin": _moment(begin) if begin else _("no beginning"),
        "end": _moment(end) if end else _("no end"),
    }
    if (begin and begin > now + drift) or (end and end + drift <= now):
        raise Refused(said)
    return True, said


def _moment(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%H:%M:%S}"


def _tell_attributes(trial: Trial, identity: Identity) -> None:
    names = ", ".join(sorted(identity.claims)) or _("nothing")

    def act() -> tuple[Any, str]:
        if not identity.claim(identity.rules.claim):
            raise Refused(names)
        return True, names

    trial.attempt(
        _("Attributes"),
        _("%(claim)s, with one value.") % {"claim": identity.rules.claim},
        act,
        _("Have the provider send this attribute, or write here the name under which it does."),
    )
