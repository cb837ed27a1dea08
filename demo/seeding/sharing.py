"""Seed the sharing profile, and two invented organisations whose files were imported."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adoption.campaigns.files.model import Settings
from adoption.foundation.periods import Month, last_closed_month
from adoption.sharing.actions import describe_sharing, import_shared_file
from adoption.sharing.enums import PortalKind, Sector
from adoption.sharing.queries import VERSIONS
from adoption.sharing.signed_figures import Bounds, SharedFile, encode_file, signed_bytes
from core.dates import today
from demo.campaign.model import Neighbour
from demo.generation.dice import Dice
from demo.generation.model import Demo


THRESHOLD, COALITION = 10, 3


def seed_shared_figures(demo: Demo) -> None:
    """Import files signed with keys made here and discarded, so that nobody can continue them."""
    said = demo.campaign.settings
    describe_sharing(
        label=said.name,
        sector=Sector(said.sector),
        portal_kind=PortalKind(said.portal_kind),
    )
    last = last_closed_month(today())
    months = [Month(year, number) for year, number in demo.months]
    closed = [month for month in months if month <= last]
    for neighbour in demo.campaign.invented.neighbours if closed else ():
        data = file_of(neighbour, said, closed)
        import_shared_file(data=data, trust_as=neighbour.known_as)


def file_of(neighbour: Neighbour, said: Settings, months: list[Month]) -> bytes:
    key = Ed25519PrivateKey.generate()
    payload = SharedFile(
        label=neighbour.label,
        size_band=neighbour.size_band,
        sector=Sector(said.sector),
        portal_kind=PortalKind(said.portal_kind),
        definitions=VERSIONS,
        parameters={"threshold": THRESHOLD, "coalition": COALITION},
        months={
            month: {
                rate: _bounds(neighbour, rate, place / max(len(months) - 1, 1))
                for rate in neighbour.course
            }
            for place, month in enumerate(months)
        },
    ).payload()
    return encode_file(
        payload, key.public_key().public_bytes_raw(), key.sign(signed_bytes(payload))
    )


def _bounds(neighbour: Neighbour, rate: str, along: float) -> Bounds:
    first, last = neighbour.course[rate]
    shaken = Dice(f"{neighbour.known_as} {rate} {along:.3f}").between(-1, 1)
    low = max(round(first + (last - first) * along) + shaken, 0)
    return Bounds(low, min(low + neighbour.margin, 100))
