"""Declare what kinds of help and wishes hold about a person. An export has only the number of colleagues
named."""

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from ambassadors.help.models import Ambassador, ColleagueWish, HelpRequest, OfferAim, RequestAim
from ambassadors.help.policies import colleague_wishes_visible_to
from ambassadors.help.retention import AMBASSADORS
from people.enums import DataChapter
from people.models import Person
from people.privacy_registry import Holding, Rows, delete_rows, plain_rows
from people.retention_registry import retention_text


def colleagues_named_holding() -> Holding:
    return Holding(
        model=ColleagueWish._meta.label,
        title=_("Colleagues whom you would gladly help, or would rather not meet"),
        purpose=_("To heed it when people are brought together."),
        recipients=_(
            "You; whoever runs the matching, of somebody proposed to you, that you named them. Nobody reads "
            "whom you would rather not meet."
        ),
        retention=retention_text(AMBASSADORS),
        source=_("You, as an ambassador."),
        chapter=DataChapter.HELP,
        export=_rows,
        private=True,
        erase=_erase,
    )


def _rows(person: Person) -> Rows:
    named = colleague_wishes_visible_to(person).order_by().values("ambassador")
    counted = named.annotate(
        gladly=Count("pk", filter=~Q(rank=None)), rather_not=Count("pk", filter=Q(rank=None))
    )
    return plain_rows(counted.values("gladly", "rather_not"))


def _erase(person: Person) -> int:
    either = Q(person=person) | Q(ambassador__person=person)
    return delete_rows(ColleagueWish.objects.filter(either))


def request_aim_rows(help_request: HelpRequest) -> dict[str, Any]:
    aim = RequestAim.objects.filter(request=help_request).first()
    named = help_request.wishes.count()
    return _aim_values(aim, [aim.get_kind_display()] if aim else []) | {"ambassadors_named": named}


def offer_aim_rows(ambassador: Ambassador) -> dict[str, Any]:
    aim = OfferAim.objects.filter(ambassador=ambassador).first()
    return _aim_values(aim, aim.kinds if aim else [])


def _aim_values(aim: RequestAim | OfferAim | None, kinds: list[str]) -> dict[str, Any]:
    return {
        "kinds_of_help": [str(kind) for kind in kinds],
        "ease": aim and aim.ease and aim.get_ease_display(),
        "responsibility": aim and aim.responsibility and aim.get_responsibility_display(),
        "domain": aim and aim.get_domain_display(),
        "exchange": [topic.name for topic in aim.exchange.all()] if aim else [],
    }
