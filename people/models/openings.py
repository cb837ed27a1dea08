from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from people.enums import OpeningCause
from people.models.person import Invitation, Person


class AccountOpening(models.Model):
    """The last opening of an account that need not be its owner's, and what ends the seal.

    The proofs are those of before: `earlier_password` as a hash, `address_mark` of the address, second
    factors set up before `trusted_before`. While a seal lasts, another opening keeps the same proofs: else
    whoever opened the account in somebody's place would open it again and have their own.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="account_opening")
    cause = models.CharField(
        _("how"),
        max_length=20,
        choices=OpeningCause,
        default=OpeningCause.INVITATION,
        db_default=OpeningCause.INVITATION,
    )
    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    is_first = models.BooleanField(_("first opening"), db_default=False, default=False)
    trusted_before = models.DateTimeField(_("second factors count that were set up before"))
    earlier_password = models.CharField(
        _("hash of the former password"), max_length=128, blank=True, default="", db_default=""
    )
    address_mark = models.CharField(
        _("hash of the address"), max_length=64, blank=True, default="", db_default=""
    )
    proven_at = models.DateTimeField(_("identity proven on"), null=True, blank=True)

    class Meta:
        verbose_name = _("opening of an account")
        verbose_name_plural = _("openings of accounts")
        constraints = [
            models.CheckConstraint(
                name="account_opening_cause_is_known", condition=Q(cause__in=OpeningCause.values)
            ),
            models.CheckConstraint(
                name="account_opening_by_invitation_has_one",
                condition=Q(cause=OpeningCause.INVITATION, invitation__isnull=False)
                | (~Q(cause=OpeningCause.INVITATION) & Q(invitation=None)),
            ),
            models.CheckConstraint(
                name="account_opening_proven_forgets_proofs",
                condition=Q(proven_at=None) | Q(earlier_password="", address_mark=""),
            ),
        ]

    def __str__(self):
        return str(self.person)
