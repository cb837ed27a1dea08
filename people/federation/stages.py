from allauth.mfa.stages import AuthenticateStage

from people.federation.sessions import provider_checked_two_factors


class SecondFactorStage(AuthenticateStage):
    """Asks for our second factor, unless the identity provider has just checked two of its own."""

    def _should_handle(self, request):
        if provider_checked_two_factors(request, self.login.user):
            return False
        return super()._should_handle(request)
