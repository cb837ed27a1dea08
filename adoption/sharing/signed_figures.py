"""Format of the file in which an organisation shares its published rates: content, signature, parsing.

docs/sharing.md describes it, docs/sharing.schema.json is its JSON Schema. Rates in whole per cent, rounded
outwards, of the whole organisation alone: no number of people is in it, so that an organisation which
keeps its name to itself is not found by its size.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from adoption.foundation.periods import Month


SCHEMA, VERSION = "passerelle-figures", 1
SIGNED = b"passerelle-figures-1\n"  # before what is signed, so that no signature serves for another thing
MOST_BYTES = 128 * 1024
MOST_MONTHS = 240
LONGEST_LABEL = 120
RATES = ("coverage", "account", "used", "habit")
CONTAINED = (("used", "account"), ("habit", "used"))  # the first within the second
SIZE_BANDS = ("50-199", "200-499", "500-1999", "2000-9999", "10000+")
SECTORS = (
    "health_insurance",
    "hospital",
    "housing",
    "local_government",
    "employment",
    "family",
    "other",
)
PORTAL_KINDS = ("insured", "patients", "tenants", "residents", "job_seekers", "families", "other")
_FLOORS = (50, 200, 500, 2000, 10_000)
_PUBLIC_KEY_BYTES, _SIGNATURE_BYTES = 32, 64
# One line, without signs that steer, hide or turn the text around them, and without half a character.
_STEERING = r"\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
_LINE = re.compile(rf"[^{_STEERING}]*")


class SharedFileRefused(ValueError):
    """Raised for an invalid file. `code` says why; `detail` what is meant, where it helps."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Bounds:
    """Least and greatest rate, in whole per cent."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class SharedFile:
    """Content of a file. `label`: empty for an anonymous organisation. `months`: oldest first."""

    label: str
    size_band: str
    sector: str
    portal_kind: str
    definitions: Mapping[str, int]
    parameters: Mapping[str, int]
    months: Mapping[Month, Mapping[str, Bounds]]

    def payload(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "version": VERSION,
            "organisation": {
                "label": self.label or None,
                "size_band": self.size_band,
                "sector": self.sector,
            },
            "portal": {"kind": self.portal_kind},
            "definitions": dict(self.definitions),
            "parameters": dict(self.parameters),
            "months": [
                {
                    "month": str(month),
                    **{
                        name: {"low": bounds.low, "high": bounds.high}
                        for name, bounds in rates.items()
                    },
                }
                for month, rates in sorted(self.months.items())
            ],
        }


def is_valid_label(text: str) -> bool:
    """Whether an organisation may have this name, in a file and here."""
    return 0 < len(text) <= LONGEST_LABEL and text == text.strip() and bool(_LINE.fullmatch(text))


def size_band(people: int) -> str:
    """Band of a number of people. ValueError under 50: so small an organisation shares nothing."""
    fitting = [band for floor, band in zip(_FLOORS, SIZE_BANDS, strict=True) if people >= floor]
    if not fitting:
        raise ValueError("under 50 people nothing is shared")
    return fitting[-1]


def signed_bytes(payload: Mapping[str, Any]) -> bytes:
    """Canonical bytes of the payload, which the signature covers."""
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return SIGNED + text.encode()


def fingerprint(public_key: bytes) -> str:
    """Format a key as eight groups of four, to be read out on the phone."""
    digest = hashlib.sha256(public_key).hexdigest()[:32]
    return " ".join(digest[place : place + 4] for place in range(0, len(digest), 4))


@dataclass(frozen=True, slots=True)
class Envelope:
    payload: Mapping[str, Any]
    public_key: bytes
    signature: bytes


def encode_file(payload: Mapping[str, Any], public_key: bytes, signature: bytes) -> bytes:
    """Serialise the file, indented for human readers."""
    whole = {
        "payload": payload,
        "public_key": base64.b64encode(public_key).decode(),
        "signature": base64.b64encode(signature).decode(),
    }
    return (json.dumps(whole, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def decode_file(data: bytes) -> Envelope:
    """Parse the three parts of a file, before its signature is verified."""
    if len(data) > MOST_BYTES:
        raise SharedFileRefused("large")
    try:
        whole = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_once,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
    except SharedFileRefused:
        raise
    except (ValueError, RecursionError):
        raise SharedFileRefused("no_json") from None
    fields = _fields(whole, {"payload", "public_key", "signature"})
    if not isinstance(fields["payload"], dict):
        raise SharedFileRefused("shape", "payload")
    return Envelope(
        fields["payload"],
        _bytes(fields["public_key"], _PUBLIC_KEY_BYTES, "public_key"),
        _bytes(fields["signature"], _SIGNATURE_BYTES, "signature"),
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise SharedFileRefused("doubled")
    return fields


def _no_number(text: str) -> Any:
    raise SharedFileRefused("shape", text[:20])


def _bytes(value: Any, length: int, name: str) -> bytes:
    try:
        decoded = base64.b64decode(value, validate=True)
    except (TypeError, ValueError, binascii.Error):
        raise SharedFileRefused("shape", name) from None
    if len(decoded) != length:
        raise SharedFileRefused("shape", name)
    return decoded


def parse_payload(
    payload: Mapping[str, Any], *, definitions: Collection[Mapping[str, int]], last: Month
) -> SharedFile:
    """Validate a payload whose signature holds. `last`: the last month that can be out by now.

    `definitions`: versions of each, of which the file has to be made by one.
    """
    if payload.get("schema") != SCHEMA:
        raise SharedFileRefused("schema")
    if payload.get("version") != VERSION or isinstance(payload.get("version"), bool):
        raise SharedFileRefused("version", str(payload.get("version"))[:20])
    fields = _fields(
        payload,
        {"schema", "version", "organisation", "portal", "definitions", "parameters", "months"},
    )
    who = _fields(fields["organisation"], {"label", "size_band", "sector"})
    portal = _fields(fields["portal"], {"kind"})
    versions = fields["definitions"]
    if versions not in definitions:
        raise SharedFileRefused("definitions")
    return SharedFile(
        label=_label(who["label"]),
        size_band=_one_of(who["size_band"], SIZE_BANDS, "size_band"),
        sector=_one_of(who["sector"], SECTORS, "sector"),
        portal_kind=_one_of(portal["kind"], PORTAL_KINDS, "kind"),
        definitions=dict(versions),
        parameters=_parameters(fields["parameters"]),
        months=_months(fields["months"], last),
    )


def _fields(value: Any, names: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != names:
        raise SharedFileRefused("shape", ", ".join(sorted(names)))
    return value


def _label(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or not is_valid_label(value):
        raise SharedFileRefused("shape", "label")
    return value


def _one_of(value: Any, known: tuple[str, ...], name: str) -> str:
    if not isinstance(value, str) or value not in known:
        raise SharedFileRefused("shape", name)
    return value


def _parameters(value: Any) -> dict[str, int]:
    fields = _fields(value, {"threshold", "coalition"})
    return {name: _whole(number, 1, 1000, name) for name, number in fields.items()}


def _whole(value: Any, least: int, most: int, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise SharedFileRefused("shape", name)
    return value


def _months(value: Any, last: Month) -> dict[Month, dict[str, Bounds]]:
    if not isinstance(value, list) or len(value) > MOST_MONTHS:
        raise SharedFileRefused("shape", "months")
    months: dict[Month, dict[str, Bounds]] = {}
    for row in value:
        if not isinstance(row, dict) or not {"month"} <= set(row) <= {"month", *RATES}:
            raise SharedFileRefused("shape", "months")
        month = _month(row["month"])
        if month > last:
            raise SharedFileRefused("future", str(month))
        if month in months:
            raise SharedFileRefused("doubled", str(month))
        rates = {name: _bounds(row[name], name) for name in RATES if name in row}
        _refuse_impossible(month, rates)
        months[month] = rates
    return dict(sorted(months.items()))


def _month(value: Any) -> Month:
    if not isinstance(value, str):
        raise SharedFileRefused("shape", "month")
    try:
        return Month.parse(value)
    except ValueError:
        raise SharedFileRefused("shape", "month") from None


def _bounds(value: Any, name: str) -> Bounds:
    fields = _fields(value, {"low", "high"})
    bounds = Bounds(*(_whole(fields[end], 0, 100, name) for end in ("low", "high")))
    if bounds.low > bounds.high:
        raise SharedFileRefused("impossible", name)
    return bounds


def _refuse_impossible(month: Month, rates: Mapping[str, Bounds]) -> None:
    """Refuse rates that contradict one another: users have an account, and habitual users are users."""
    for inner, outer in CONTAINED:
        if inner in rates and outer in rates and rates[inner].low > rates[outer].high:
            raise SharedFileRefused("impossible", str(month))
