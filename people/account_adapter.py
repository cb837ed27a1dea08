"""Where django-allauth asks us: its flows carry sign-in, our tables say who may."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Nobody signs up: the staff list makes people, an invitation opens their account."""
        return False
