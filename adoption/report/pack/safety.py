"""Protective measures, as the settings have them, and the remaining risks."""

from django.conf import settings
from django.utils.translation import gettext as _

from adoption.publishing.parameters import parameters_in_force
from adoption.report.enums import KeptDocument
from adoption.report.pack.blocks import Block
from adoption.report.pack.register import kept_part
from core.site_settings import value_of


def security_measures() -> Block:
    return Block("bullets", items=tuple(filter(None, (*_signing_in(), *_data()))))


def _signing_in() -> tuple[str, ...]:
    return (
        _("A session ends after %(hours)s hours, or %(minutes)s minutes without a click.")
        % {"hours": settings.SESSION_HOURS, "minutes": settings.SESSION_IDLE_MINUTES},
        _("Whoever may open others’ records signs in with a second factor.")
        if settings.REQUIRE_SECOND_FACTOR
        else _("NOT IN FORCE: a second factor for whoever may open others’ records."),
        _("After %(count)s wrong passwords an address waits %(minutes)s minutes.")
        % {"count": settings.SIGN_IN_FAILURES, "minutes": settings.SIGN_IN_COOL_OFF_MINUTES},
        _("Passwords are kept as Argon2 hashes, and those found in breaches are refused.")
        if settings.COMPROMISED_PASSWORDS_FILE
        else _("Passwords are kept as Argon2 hashes."),
        _("NOT IN FORCE: encrypted connections. This installation is for trying out.")
        if settings.SERVE_OVER_HTTP
        else _("Connections are encrypted, and no other kind is accepted."),
    )


def _data() -> tuple[str, ...]:
    return (
        _(
            "Use of the portal is kept under a fingerprint. The key that ties it to a person is outside the database."
        ),
        _("Who opens a named record is noted in a log that the database refuses to rewrite."),
        _("The file of somebody’s data is encrypted (AES-256); they alone can open it."),
        _(
            "No page asks anything of another site before its reader does: no tracker, no font, no script from elsewhere."
        ),
        _(
            "An erasure is noted outside the database, without a name, so that a restored backup is erased again."
        ),
        _("What has been kept for its time is deleted every night."),
    )


def disclosure_control() -> Block:
    """Section on disclosure control, in the words of the public page."""
    rule = parameters_in_force()
    return Block(
        "bullets",
        items=(
            _("No figure of a group of fewer than %(k)s people, ever.") % {"k": rule.k},
            _(
                "Only whoever has proved who they are is counted, by something that no reader of figures "
                "holds: an invented or captured account changes no figure."
            ),
            _(
                "A count near the lowest or the highest that the other figures leave possible is not given "
                "exactly, but as a range: “fewer than %(edge)s”, for example, or a least and a greatest number."
            )
            % {"edge": rule.edge},
            _(
                "What is published withstands %(c)s colleagues who put together what they know of themselves, and subtraction between groups and between months."
            )
            % {"c": rule.c},
            _(
                "An independent audit tries to identify somebody in every publication. If it succeeded, the whole month would be withheld."
            ),
            _(
                "A month closes on the %(closing_day)sth of the next. Once published, it never changes."
            )
            % {"closing_day": value_of("MONTH_CLOSING_DAY")},
        ),
    )


def risks_in_force() -> Block:
    return Block("table", headings=(_("Risk"), _("What is done about it")), rows=_risks())


def impact_assessment() -> tuple[Block, ...]:
    """List the risks; likelihood and severity are the organisation's to say."""
    return (
        Block(
            "text",
            text=_(
                "A draft: the software lists the risks that it was built against and what it does about each. "
                "How likely and how severe they are here, and whether that is acceptable, is for the organisation to say."
            ),
        ),
        risks_in_force(),
        *kept_part(KeptDocument.IMPACT),
    )


def _risks() -> tuple[tuple[str, str], ...]:
    return (
        (
            _("A manager learns who uses the portal and who does not."),
            _("Protected figures of groups only; an audit before each publication."),
        ),
        (
            _("Somebody is found by comparing groups, months, or what colleagues know."),
            _("The slack rule, earlier months reckoned with, pages that never change once out."),
        ),
        (
            _("Use is held against somebody, in an appraisal for example."),
            _("No screen, export or role shows anybody’s use to anybody but themselves."),
        ),
        (
            _("An experiment shows who used the portal, or is held against a team."),
            _(
                "Teams are chosen, not people; one result for all of them together, once, with chance added."
            ),
        ),
        (
            _("What is noted at the desk becomes a measure of somebody’s work."),
            _("No name, hour or row for a tap; counts of a month, and none for a small site."),
        ),
        (
            _("People feel obliged to link their account or to answer."),
            _("Nobody is told who does; objecting takes two clicks and no reason."),
        ),
        (
            _("A record is opened out of curiosity."),
            _("Each opening is told to its owner, with the role, the reason and the day."),
        ),
        (
            _("The database or a backup is stolen."),
            _("The key to use of the portal is elsewhere; secrets are hashed or encrypted."),
        ),
        (
            _("Data are kept longer than needed, or come back with a backup."),
            _("Nightly purge; journal of erasures, done again after a restore."),
        ),
        (
            _("An account is taken over."),
            _("Second factors, wrong passwords slowed down, sessions that end and can be ended."),
        ),
    )
