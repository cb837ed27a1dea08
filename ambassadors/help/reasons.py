"""Codes of why two people were matched, or somebody was not, with their English sentences.

Imports no Django, so that the matching core can use it; sentences are translated where shown. A reason is a
code, or a code and a detail after a colon: "same_site", "knows_topic:messaging".
"""

from enum import StrEnum


def gettext_noop(message: str) -> str:
    """Mark a sentence for makemessages, which looks for this name; return it untranslated."""
    return message


class Reason(StrEnum):
    """Grounds for a pair; each rests on what the two people declared."""

    WISHED = "wished"
    KNOWS_TOPIC = "knows_topic"
    SHARED_SLOT = "shared_slot"
    SAME_SITE = "same_site"
    SAME_JOB = "same_job"
    SAME_OFFICE = "same_office"
    SHARED_FORMAT = "shared_format"
    SHARED_LANGUAGE = "shared_language"
    GLADLY = "gladly"
    TEACHES_BACK = "teaches_back"
    REVERSE = "reverse"
    TRADE_AND_IT = "trade_and_it"


class Obstacle(StrEnum):
    """What makes one pair impossible, in the order of the checks."""

    NO_COMMON_KIND = "no_common_kind"
    NO_COMMON_TOPIC = "no_common_topic"
    NO_COMMON_FORMAT = "no_common_format"
    NO_COMMON_LANGUAGE = "no_common_language"
    RULED_OUT = "ruled_out"


class Unmet(StrEnum):
    """Why a request was left without a proposal. The first five repeat the obstacles."""

    NO_COMMON_KIND = "no_common_kind"
    NO_COMMON_TOPIC = "no_common_topic"
    NO_COMMON_FORMAT = "no_common_format"
    NO_COMMON_LANGUAGE = "no_common_language"
    RULED_OUT = "ruled_out"
    NOBODY_AVAILABLE = "nobody_available"
    EVERYONE_FULL = "everyone_full"
    LIST_TOO_SHORT = "list_too_short"
    AMBASSADOR_LEFT = "ambassador_left"
    LEFT_OUT = "left_out"


class Lift(StrEnum):
    """Single changes that would give an unmatched seeker a guide, the smallest first."""

    FORMAT = "format"
    LANGUAGE = "language"
    KIND = "kind"
    TOPIC = "topic"
    PLACE = "place"


REASON_LABELS: dict[str, str] = {
    Reason.WISHED: gettext_noop("chosen in the request"),
    Reason.KNOWS_TOPIC: gettext_noop("knows the topic: %(detail)s"),
    Reason.SHARED_SLOT: gettext_noop("both available: %(detail)s"),
    Reason.SAME_SITE: gettext_noop("same site"),
    Reason.SAME_JOB: gettext_noop("same job"),
    Reason.SAME_OFFICE: gettext_noop("same kind of work, front or back office"),
    Reason.SHARED_FORMAT: gettext_noop("both agree to this format: %(detail)s"),
    Reason.SHARED_LANGUAGE: gettext_noop("common language: %(detail)s"),
    Reason.GLADLY: gettext_noop("named by the ambassador"),
    Reason.TEACHES_BACK: gettext_noop("would teach in return: %(detail)s"),
    Reason.REVERSE: gettext_noop(
        "more at ease with digital tools, for somebody with more to answer for"
    ),
    Reason.TRADE_AND_IT: gettext_noop("one from a trade, one from IT"),
}

_NOBODY_FREE = gettext_noop("Nobody who could help is free for this person at the moment.")

UNMET_LABELS: dict[str, str] = {
    Unmet.NO_COMMON_KIND: gettext_noop(
        "No available ambassador offers the kind of help asked for."
    ),
    Unmet.NO_COMMON_TOPIC: gettext_noop("No available ambassador knows the topics asked for."),
    Unmet.NO_COMMON_FORMAT: gettext_noop(
        "Those who know the topic do not offer the format asked for."
    ),
    Unmet.NO_COMMON_LANGUAGE: gettext_noop(
        "Those who could help do not speak the language asked for."
    ),
    Unmet.NOBODY_AVAILABLE: gettext_noop("No ambassador is available at the moment."),
    Unmet.RULED_OUT: _NOBODY_FREE,
    Unmet.EVERYONE_FULL: _NOBODY_FREE,
    Unmet.LIST_TOO_SHORT: gettext_noop(
        "Someone could still help, but was not among those considered: widen the search."
    ),
    Unmet.AMBASSADOR_LEFT: gettext_noop("The ambassador of this draft has left since."),
    Unmet.LEFT_OUT: gettext_noop("Left out of the draft by hand."),
}

LIFT_LABELS: dict[str, str] = {
    Lift.FORMAT: gettext_noop("to meet in another way"),
    Lift.LANGUAGE: gettext_noop("another language"),
    Lift.KIND: gettext_noop("another kind of help"),
    Lift.TOPIC: gettext_noop("another topic"),
    Lift.PLACE: gettext_noop("one more place with those who can help"),
}


def displayed_reason(reason: Unmet) -> Unmet:
    """Return the reason that may be stored and shown: a person ruled out, by either side, reads as nobody
    free."""
    return Unmet.EVERYONE_FULL if reason == Unmet.RULED_OUT else reason


def split_reason(reason: str) -> tuple[str, str]:
    """Return the code and its detail, "" when the reason has none."""
    code, _, detail = reason.partition(":")
    return code, detail
