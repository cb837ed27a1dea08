"""Tries a sign-in through a provider, step by step, for an administrator: what was expected, what came. Nothing is stored, and
nobody is signed in.

The browser comes back to the ordinary address with a state that says so; what follows is the code of an ordinary sign-in.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from requests import RequestException

from people.enums import IdentityMatch
from people.federation.identity import Identity, NotRecognised, person_of_identity
from people.federation.tokens import discovery_document
from people.models import Person
from people.policies import may_manage_sign_in


FAILURES = (OAuth2Error, RequestException, PermissionDenied, NotRecognised)
REASONS: dict[str, Callable[[], str]] = {
    "other_organisation": lambda: _("A claim that this provider must send has another value."),
    "left": lambda: _("The account is closed, or its owner has left."),
    "other_staff_number": lambda: _("Whoever has signed in so before has another staff number."),
    "no_claim": lambda: _("The claim that names the person is missing, or is no single text."),
    "unverified_address": lambda: _("The address is neither said to be verified nor of a domain that you trust."),
    "unknown": lambda: _("Nobody on the staff list has this value."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    expected: str
    found: str
    is_right: bool
    advice: str = ""  # what to do; also beside a step that passed


class Trial:
    """The steps that were tried; none after the first that failed."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def attempt(
        self, title: str, expected: str, act: Callable[[], tuple[Any, str]], advice: str = ""
    ) -> Any:
        """Do one step: `act()` returns its result and what is said of it. None where it failed, or one before."""
        if self.steps and not self.steps[-1].is_right:
            return None
        try:
            result, found = act()
        except FAILURES as error:
            self.steps.append(Step(title, expected, failure_text(error), False, advice))
            return None
        self.steps.append(Step(title, expected, found, True))
        return result

    def remark_if(self, is_so: bool, advice: str) -> None:
        """Add to the last step, which passed, what to do all the same."""
        if is_so and self.steps[-1].is_right:
            self.steps[-1] = replace(self.steps[-1], advice=advice)


def failure_text(error: Exception) -> str:
    """Return what is known of a failure: the reason of ours, or the words of the log."""
    if isinstance(error, NotRecognised):
        return REASONS[error.reason]()
    if isinstance(error, RequestException):
        return _("No answer from the server at this address.")
    return str(error) or type(error).__name__


def describe(trial: Trial, provider: Any) -> None:
    issuer = provider.rules.issuer

    def act() -> tuple[Any, str]:
        described = discovery_document(issuer)
        return described, ", ".join(sorted(key for key in described if key.endswith("_endpoint")))

    expected = _("%(issuer)s describes itself, under this very name, over HTTPS.")
    advice = _(
        "Compare the issuer with what the provider’s documentation says, to the last character. Where nothing answers, ask "
        "whoever runs this server: it must know the name (DNS), and a proxy or firewall may stand between."
    )
    trial.attempt(_("Description"), expected % {"issuer": issuer}, act, advice)


def require_author(request: HttpRequest, state: dict[str, Any]) -> None:
    """Raise a 404 unless whoever began this trial is still there, and still may."""
    person: Any = request.user
    if not person.is_authenticated or not may_manage_sign_in(person):
        raise Http404
    if state.get("trial") != person.pk:
        raise Http404


def trial_answer(request: HttpRequest, adapter: Any, state: dict[str, Any]) -> HttpResponse:
    """Answer a browser that comes back from a trial. 404 unless whoever began it is still there."""
    require_author(request, state)
    trial, provider = Trial(), adapter.provider
    describe(trial, provider)
    code = trial.attempt(
        _("Way back"), _("A code, at %(address)s.") % {"address": provider.callback_address},
        lambda: _code(request),
        _("Give the provider this return address, and the right of this application to those who sign in."),
    )  # fmt: skip
    login = code and trial.attempt(
        _("Tokens"),
        _("An ID token signed for %(client)s, fresh, of this sign-in; and claims about the same person.")
        % {"client": provider.app.client_id},
        lambda: _tokens(request, adapter, state),
        _("Check the client identifier and its secret, then the clocks of both servers."),
    )  # fmt: skip
    if login:
        tell_account(trial, login)
    return trial_page(request, provider, trial)


def _code(request: HttpRequest) -> tuple[bool, str]:
    if "code" in request.GET:
        return True, _("A code came.")
    error = request.GET.get("error", "")[:100]
    said = request.GET.get("error_description", "")[:300]
    raise OAuth2Error(" – ".join(filter(None, (error, said))) or _("Neither a code nor an error."))


def _tokens(request: HttpRequest, adapter: Any, state: dict[str, Any]) -> tuple[Any, str]:
    app = adapter.provider.app
    client = adapter.get_client(request, app)
    answer = adapter.get_access_token_data(
        request, app, client, pkce_code_verifier=state.get("pkce_code_verifier")
    )
    login = adapter.complete_login(request, app, adapter.parse_token(answer), response=answer)
    names = ", ".join(sorted(login.identity.claims))
    return login, _("Signature and claims are right: %(names)s.") % {"names": names}


def tell_account(trial: Trial, login: Any) -> None:
    identity: Identity = login.identity
    rules = identity.rules
    by = {
        True: _("One person of the staff list whose staff number is the claim %(claim)s."),
        False: _("One person of the staff list whose address is the claim %(claim)s."),
    }[rules.match == IdentityMatch.STAFF_NUMBER]

    def act() -> tuple[Any, str]:
        account = login.account  # not `login.lookup()`, which writes when it was last used
        tied = Person.objects.filter(
            socialaccount__provider=account.provider, socialaccount__uid=account.uid
        )
        person = person_of_identity(identity, tied=tied.first())
        said = _("“%(value)s”: %(person)s.")
        return person, said % {"value": identity.claim(rules.claim), "person": person}

    advice = _(
        "Compare this person’s record on the staff list with what the provider knows of them."
    )
    trial.attempt(_("Account"), by % {"claim": rules.claim}, act, advice)
    strong = (
        _("counts as a second factor")
        if identity.is_strong
        else _("does not count as a second factor")
    )
    contexts = ", ".join(identity.contexts) or _("nothing said")
    trial.attempt(
        _("Second factor"), ", ".join(rules.strong) or _("None is believed."),
        lambda: (True, f"{contexts}: {strong}"),
    )  # fmt: skip


def trial_page(request: HttpRequest, provider: Any, trial: Trial, onward: str = "") -> HttpResponse:
    """Show the steps. `onward`: the address at the provider where the trial goes on, once what comes before has passed."""
    context = {"steps": trial.steps, "provider": provider, "app": provider.app, "onward": onward}
    response = render(request, "people/federation/trial.html", context)
    response["Cache-Control"] = "no-store"
    return response
