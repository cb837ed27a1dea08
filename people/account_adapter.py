"""Where django-allauth asks us: its flows carry sign-in, our tables say who may."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Nobody signs up: the staff list makes people, an invitation opens their account."""
        return False

    def get_login_stages(self):
        """The second factor may have been asked for elsewhere, a moment ago."""
        ours = {
            "allauth.mfa.stages.AuthenticateStage": "people.federation.stages.SecondFactorStage"
        }
        return [ours.get(stage, stage) for stage in super().get_login_stages()]
