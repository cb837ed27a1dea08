"""Share the published rates of this organisation, and import those of others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from adoption.foundation.indicators import USED
from adoption.foundation.periods import Month, last_closed_month
from adoption.sharing.keys import has_key, own_public_key, signature_of, verify_signature
from adoption.sharing.models import OtherOrganisation, SharedMonth, SharingProfile
from adoption.sharing.queries import (
    FORMER_VERSIONS,
    VERSIONS,
    disclosure_parameters_of,
    own_rates,
    sharing_profile,
)
from adoption.sharing.signed_figures import (
    LONGEST_LABEL,
    Bounds,
    SharedFile,
    SharedFileRefused,
    decode_file,
    encode_file,
    fingerprint,
    is_valid_label,
    parse_payload,
)
from adoption.sharing.words import refusal_text
from cms.models import Portal
from core.dates import today as current_day
from core.site_settings import value_of


def describe_sharing(*, label: str, sector: str, portal_kind: str) -> SharingProfile:
    """Save what this organisation's next files say about it."""
    row = SharingProfile(pk=1, label=_readable(label), sector=sector, portal_kind=portal_kind)
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()
    return row


def export_file(*, portal: Portal, until: Month | None = None) -> bytes:
    """Build the signed file. Raises ValidationError without a key, or while there is nothing to share."""
    if not has_key():
        raise ValidationError(_("This installation has no signing key yet."), code="key")
    own = own_rates(portal, until=until.first_day if until else None)
    if not own.months:
        raise ValidationError(
            _("No month with 50 people or more has been published yet."), code="empty"
        )
    profile = sharing_profile()
    payload = SharedFile(
        label=profile.label,
        size_band=own.band,
        sector=profile.sector,
        portal_kind=profile.portal_kind,
        definitions=VERSIONS,
        parameters=disclosure_parameters_of(portal, max(own.months)),
        months=own.months,
    ).payload()
    return encode_file(payload, own_public_key(), signature_of(payload))


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A verified file compared with stored months. `kept`: months that differ here, and stay as they are."""

    shared: SharedFile
    public_key: str
    fingerprint: str
    known_as: str
    new: tuple[Month, ...]
    same: tuple[Month, ...]
    kept: tuple[Month, ...]

    @property
    def is_trusted(self) -> bool:
        return bool(self.known_as)

    @property
    def is_former(self) -> bool:
        """Whether its rates are of the people known, and are not compared."""
        return self.shared.definitions == FORMER_VERSIONS


def preview_import(data: bytes, *, today: date | None = None) -> IncomingFile:
    """Return what a file would change, without writing. Raises ValidationError with a message for an invalid file."""
    try:
        envelope = decode_file(data)
        verify_signature(envelope)
        if envelope.public_key == own_public_key():
            raise SharedFileRefused("own")
        last = last_closed_month(today or current_day(), value_of("MONTH_CLOSING_DAY"))
        shared = parse_payload(envelope.payload, definitions=(VERSIONS, FORMER_VERSIONS), last=last)
    except SharedFileRefused as found:
        raise ValidationError(refusal_text(found), code=found.code) from None
    key = envelope.public_key.hex()
    organisation = OtherOrganisation.objects.filter(public_key=key).first()
    here = _here(organisation, shared)
    months = {month: _stored(rates) for month, rates in shared.months.items()}
    return IncomingFile(
        shared=shared,
        public_key=key,
        fingerprint=fingerprint(envelope.public_key),
        known_as=organisation.known_as if organisation else "",
        new=tuple(month for month in months if month not in here),
        same=tuple(month for month in months if here.get(month) == months[month]),
        kept=tuple(month for month in months if month in here and here[month] != months[month]),
    )


@transaction.atomic
def import_shared_file(
    *, data: bytes, trust_as: str = "", today: date | None = None
) -> IncomingFile:
    """Store the new months of a file; months imported before stay as they are.

    `trust_as`: what the organisation is called here from now on, once its fingerprint was compared. Raises
    ValidationError for a file that does not hold, and for a key that is not trusted.
    """
    incoming = preview_import(data, today=today)
    called = _readable(trust_as)
    if not incoming.is_trusted and not called:
        raise ValidationError(
            _("Compare the fingerprint over the phone first: %(fingerprint)s.")
            % {"fingerprint": incoming.fingerprint},
            code="untrusted",
        )
    presentation = {
        "label": incoming.shared.label,
        "size_band": incoming.shared.size_band,
        "sector": incoming.shared.sector,
    }
    organisation, _is_new = OtherOrganisation.objects.get_or_create(
        public_key=incoming.public_key,
        defaults=presentation | {"known_as": called, "trusted_on": today or current_day()},
    )
    OtherOrganisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    incoming = preview_import(data, today=today)  # another copy of the file may have been faster
    if incoming.new:  # a file from before says what was true before
        OtherOrganisation.objects.filter(pk=organisation.pk).update(**presentation)
    SharedMonth.objects.bulk_create(
        SharedMonth(
            organisation=organisation,
            portal_kind=incoming.shared.portal_kind,
            month=month.first_day,
            definitions=incoming.shared.definitions[USED.code],
            rates=_stored(incoming.shared.months[month]),
        )
        for month in incoming.new
    )
    return incoming


def forget_organisation(*, organisation: OtherOrganisation) -> None:
    """Delete an organisation, all that it shared, and the trust in its key."""
    organisation.delete()


def _readable(name: str) -> str:
    """Raises ValidationError for a label that is unreadable or that others would refuse in a file."""
    plain = name.strip()
    if plain and not is_valid_label(plain):
        raise ValidationError(
            _("Write the name on one line of at most %(most)s characters, without hidden ones.")
            % {"most": LONGEST_LABEL},
            code="name",
        )
    return plain


def _here(
    organisation: OtherOrganisation | None, shared: SharedFile
) -> dict[Month, dict[str, list[int]]]:
    if organisation is None:
        return {}
    rows = organisation.months.filter(
        portal_kind=shared.portal_kind, definitions=shared.definitions[USED.code]
    ).order_by("month")
    return {Month.containing(month): rates for month, rates in rows.values_list("month", "rates")}


def _stored(rates: Mapping[str, Bounds]) -> dict[str, list[int]]:
    return {name: [bounds.low, bounds.high] for name, bounds in rates.items()}
