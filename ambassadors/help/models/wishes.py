"""Tables of kinds of help and preferred people, beside the request and the offer, which hold topics, formats
and slots."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ambassadors.help.enums import Domain, Ease, HelpKind, Responsibility
from ambassadors.help.models.network import Ambassador, HelpRequest
from cms.models import PortalService


class Aim(models.Model):
    """Self-declared levels; neither age nor grade is known here."""

    ease = models.PositiveSmallIntegerField(
        _("ease with digital tools"), choices=Ease, null=True, blank=True
    )
    responsibility = models.PositiveSmallIntegerField(
        _("level of responsibility"), choices=Responsibility, null=True, blank=True
    )
    domain = models.CharField(_("where one works"), max_length=10, choices=Domain, blank=True)

    class Meta:
        abstract = True


def levels_are_known(name):
    return models.CheckConstraint(
        name=name,
        condition=(Q(ease=None) | Q(ease__in=Ease.values))
        & (Q(responsibility=None) | Q(responsibility__in=Responsibility.values))
        & Q(domain__in=["", *Domain.values]),
    )


class RequestAim(Aim):
    """The kind of help that a request asks for, and the values that it needs. Without a row: coaching."""

    request = models.OneToOneField(HelpRequest, on_delete=models.CASCADE, related_name="aim")
    kind = models.CharField(
        _("kind of help"), max_length=20, choices=HelpKind, default=HelpKind.COACHING
    )
    exchange = models.ManyToManyField(PortalService, related_name="taught_back_in", blank=True)

    class Meta:
        verbose_name = _("kind of help asked for")
        verbose_name_plural = _("kinds of help asked for")
        constraints = [
            models.CheckConstraint(
                name="request_aim_kind_is_known", condition=Q(kind__in=HelpKind.values)
            ),
            levels_are_known("request_aim_levels_are_known"),
        ]

    def __str__(self):
        return f"{self.request}, {self.kind}"


class OfferAim(Aim):
    """The kinds of help that an ambassador offers: values of enums.HelpKind. Without a row: coaching."""

    ambassador = models.OneToOneField(Ambassador, on_delete=models.CASCADE, related_name="aim")
    kinds = models.JSONField(_("kinds of help"), default=list)
    exchange = models.ManyToManyField(PortalService, related_name="learnt_back_in", blank=True)

    class Meta:
        verbose_name = _("kinds of help offered")
        verbose_name_plural = _("kinds of help offered")
        constraints = [levels_are_known("offer_aim_levels_are_known")]

    def __str__(self):
        return f"{self.ambassador}, {', '.join(self.kinds)}"


class RequestWish(models.Model):
    """An ambassador preferred by a request, with a rank: 1 is the best."""

    request = models.ForeignKey(HelpRequest, on_delete=models.CASCADE, related_name="wishes")
    ambassador = models.ForeignKey(Ambassador, on_delete=models.CASCADE, related_name="wished_in")
    rank = models.PositiveSmallIntegerField(_("rank"))

    class Meta:
        verbose_name = _("ambassador asked for")
        verbose_name_plural = _("ambassadors asked for")
        ordering = ["request", "rank"]
        constraints = [
            models.UniqueConstraint("request", "ambassador", name="request_wish_names_one_once"),
            models.UniqueConstraint("request", "rank", name="request_wish_one_a_rank"),
        ]

    def __str__(self):
        return f"{self.rank}. {self.ambassador}"


class ColleagueWish(models.Model):
    """A colleague whom an ambassador would gladly help, should they ask, or would rather not meet.

    It says nothing of whether that colleague asks, and they are not told. `rank` from 1, the best first;
    None: rather not. One row for each colleague, so nobody is both.
    """

    ambassador = models.ForeignKey(
        Ambassador, on_delete=models.CASCADE, related_name="colleague_wishes"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="named_by_ambassadors"
    )
    rank = models.PositiveSmallIntegerField(_("rank"), null=True, blank=True)
    named_at = models.DateTimeField(_("named at"), db_default=Now())

    class Meta:
        verbose_name = _("colleague named by an ambassador")
        verbose_name_plural = _("colleagues named by ambassadors")
        ordering = ["ambassador", "rank", "pk"]
        constraints = [
            models.UniqueConstraint("ambassador", "person", name="colleague_wish_names_one_once"),
            models.UniqueConstraint("ambassador", "rank", name="colleague_wish_one_a_rank"),
        ]

    def __str__(self):
        return f"{self.ambassador}: {self.rank or '-'}"
