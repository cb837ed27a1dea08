from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from adoption.foundation.periods import Quarter
from adoption.publishing.models import PartFigure, Publication, ReachPublication, Roll
from adoption.usage.pseudonyms import roll_key_of
from people.enums import DataChapter, ErasureOutcome
from people.models import Person, Team
from people.privacy_registry import Holding, Rows, register_holding


def register() -> None:
    roll = Holding(
        model=Roll._meta.label,
        title=_("The team, and the part of the staff, in which you were counted"),
        purpose=_("So that a month’s figures cannot be subtracted from another’s to point at you."),
        recipients=_("Nobody: a fingerprint beside a team and a part, and nothing of your use."),
        retention=_("As long as the figures; the fingerprint leads to nobody once you are erased."),
        source=_("The staff list, when a month is published."),
        chapter=DataChapter.USE,
        export=_export_roll,
        outcome=ErasureOutcome.KEPT,
        erase=lambda person: 0,
    )
    reach = Holding(
        model=ReachPublication._meta.label,
        title=_("The quarters in which you were counted among the staff"),
        purpose=_(
            "So that a quarter’s figures cannot be subtracted from another’s to point at you."
        ),
        recipients=_("Nobody: a fingerprint in a list, and nothing of what you learn."),
        retention=_("As long as the figures; the fingerprint leads to nobody once you are erased."),
        source=_("The staff list, when a quarter is published."),
        chapter=DataChapter.LEARNING,
        export=_export_reach,
        outcome=ErasureOutcome.KEPT,
        erase=lambda person: 0,
    )
    register_holding(roll)
    register_holding(reach)


def _export_reach(person: Person) -> Rows:
    key = roll_key_of(str(person.uuid))
    rows = ReachPublication.objects.order_by("quarter").values_list("quarter", "members")
    return [
        {"quarter": str(Quarter.containing(quarter))}
        for quarter, members in rows.iterator(chunk_size=1)  # each names the whole staff
        if key in members
    ]


def _export_roll(person: Person) -> Rows:
    key = roll_key_of(str(person.uuid))
    teams = {str(pk): name for pk, name in Team.objects.order_by("path").values_list("pk", "name")}
    parts = {
        (publication, part): name
        for publication, part, name in PartFigure.objects.order_by("pk").values_list(
            "publication", "part", "name"
        )
    }
    rows = Publication.objects.out().order_by("portal", "month")
    return [
        {
            "portal_name": portal,
            "month": f"{month:%Y-%m}",
            "team": teams.get(team, ""),
            "part": parts.get((pk, _place_of(key, groups or {}) or ""), ""),
        }
        for pk, portal, month, members, groups in rows.values_list(
            "pk", "portal__name", "month", "roll__members", "roll__parts"
        ).iterator(chunk_size=1)  # each names the whole staff
        if (team := _place_of(key, members or {})) is not None
    ]


def _place_of(key: str, members: Mapping[str, list[str]]) -> str | None:
    return next((place for place, keys in members.items() if key in keys), None)
