"""Two organisations that shared rates with the attacked one: one by name, one anonymous."""

from uuid import NAMESPACE_URL, uuid5

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adoption.foundation.periods import Month
from adoption.sharing.actions import import_shared_file
from adoption.sharing.models import OtherOrganisation
from adoption.sharing.queries import VERSIONS
from adoption.sharing.signed_figures import Bounds, SharedFile, encode_file, signed_bytes


MARCH, AUGUST, OCTOBER = (Month(2026, number) for number in (3, 8, 10))  # nothing is out of March
NAMED, NAMELESS, KEPT_BACK = "Habitat 29", "Hospital, 200 to 499 staff", "Hôpital de Brest"
# By what the page calls it, month and rate.
SAID = {
    (NAMED, MARCH, "used"): (17, 19),
    (NAMED, AUGUST, "account"): (52, 57),
    (NAMED, AUGUST, "used"): (31, 34),
    (NAMED, OCTOBER, "coverage"): (88, 88),
    (NAMED, OCTOBER, "account"): (53, 58),
    (NAMED, OCTOBER, "used"): (32, 36),
    (NAMED, OCTOBER, "habit"): (11, 15),
    (NAMELESS, OCTOBER, "used"): (97, 98),
}
WHO = {NAMED: (NAMED, "50-199", "housing", b"7"), NAMELESS: ("", "200-499", "hospital", b"8")}


def import_others():
    for name, (label, band, sector, letter) in WHO.items():
        key = Ed25519PrivateKey.from_private_bytes(letter * 32)
        months = {}
        for (whose, month, rate), ends in SAID.items():
            if whose == name:
                months.setdefault(month, {})[rate] = Bounds(*ends)
        payload = SharedFile(
            label=label,
            size_band=band,
            sector=sector,
            portal_kind="other",
            definitions=VERSIONS,
            parameters={"threshold": 10, "coalition": 3},
            months=months,
        ).payload()
        signature = key.sign(signed_bytes(payload))
        file = encode_file(payload, key.public_key().public_bytes_raw(), signature)
        found = import_shared_file(data=file, trust_as=NAMED if label else KEPT_BACK)
        here = OtherOrganisation.objects.filter(public_key=found.public_key)
        here.update(uuid=uuid5(NAMESPACE_URL, name))
