from allauth.mfa.stages import AuthenticateStage

from people.federation.sessions import proved_two_factors_elsewhere


class SecondFactorStage(AuthenticateStage):
    """Asks for ours, unless the identity provider has just asked for two of its own."""

    def _should_handle(self, request):
        if proved_two_factors_elsewhere(request, self.login.user):
            return False
        return super()._should_handle(request)
