"""Seed the sharing profile, and two invented organisations whose files were imported."""

from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adoption.foundation.periods import Month, last_closed_month
from adoption.sharing.actions import describe_sharing, import_shared_file
from adoption.sharing.enums import PortalKind, Sector
from adoption.sharing.queries import VERSIONS
from adoption.sharing.signed_figures import Bounds, SharedFile, encode_file, signed_bytes
from core.dates import today
from demo.generation.dice import Dice
from demo.generation.model import Demo


THRESHOLD, COALITION = 10, 3
# Of the first month and of the last of the demo’s life, in per cent of all the staff; how far apart the bounds are.
Course = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An invented organisation. `label`: empty for an anonymous one. `known_as`: what it is called here."""

    known_as: str
    label: str
    size_band: str
    margin: int
    course: Course


NEIGHBOURS = (
    Neighbour(
        "Habitat du Val d’Orne",
        "Habitat du Val d’Orne",
        "200-499",
        2,
        {"coverage": (52, 71), "account": (23, 47), "used": (11, 28), "habit": (3, 11)},
    ),
    Neighbour(
        "Office public des Trois-Rivières",
        "",
        "500-1999",
        1,
        {"coverage": (61, 78), "account": (35, 62), "used": (20, 45), "habit": (7, 21)},
    ),
)


def seed_shared_figures(demo: Demo) -> None:
    """Import files signed with keys made here and discarded, so that nobody can continue them."""
    describe_sharing(label=demo.name, sector=Sector.HOUSING, portal_kind=PortalKind.TENANTS)
    last = last_closed_month(today())
    months = [Month(year, number) for year, number in demo.months]
    closed = [month for month in months if month <= last]
    for neighbour in NEIGHBOURS if closed else ():
        import_shared_file(data=file_of(neighbour, closed), trust_as=neighbour.known_as)


def file_of(neighbour: Neighbour, months: list[Month]) -> bytes:
    key = Ed25519PrivateKey.generate()
    payload = SharedFile(
        label=neighbour.label,
        size_band=neighbour.size_band,
        sector=Sector.HOUSING,
        portal_kind=PortalKind.TENANTS,
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
