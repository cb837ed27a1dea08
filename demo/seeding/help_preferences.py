"""Seed kinds of help and preferences: two pending requests, and what some ambassadors offer."""

from ambassadors.help.actions.wishes import name_colleague, set_offer_aim, set_request_aim
from ambassadors.help.enums import Domain, Ease, HelpKind, Responsibility
from ambassadors.help.models import Ambassador, HelpRequest
from demo.generation.model import Demo


def seed_help_preferences(demo: Demo) -> None:
    """Let the first ambassadors offer every kind; two pending requests ask for one kind each."""
    helpers = [each.staff_number for each in demo.ambassadors]
    ambassadors = list(
        Ambassador.objects.active().filter(person__staff_number__in=helpers).order_by("pk")[:4]
    )
    ambassadors = [each for each in ambassadors if each.topics.exists()]
    for place, ambassador in enumerate(ambassadors):
        known = list(ambassador.topics.all())
        set_offer_aim(
            ambassador=ambassador,
            kinds=list(HelpKind),
            ease=Ease.AT_EASE,
            responsibility=Responsibility.OWN_WORK,
            domain=Domain.IT if place % 2 else Domain.TRADE,
            exchange=known[:1],
        )
    waiting = list(HelpRequest.objects.open().order_by("-pk")[:3])
    if len(waiting) < 3 or not ambassadors:
        return
    set_request_aim(
        help_request=waiting[0],
        kind=HelpKind.REVERSE,
        ease=Ease.BEGINNING,
        responsibility=Responsibility.SEVERAL_TEAMS,
        wishes=[each for each in ambassadors[:2] if each.person_id != waiting[0].person_id],
    )
    set_request_aim(
        help_request=waiting[1],
        kind=HelpKind.MUTUAL,
        exchange=list(ambassadors[0].topics.all())[:1],
    )
    if waiting[2].person_id != ambassadors[0].person_id:
        name_colleague(ambassador=ambassadors[0], person=waiting[2].person, gladly=True)
