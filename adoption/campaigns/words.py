"""Words for the faults of a campaign’s files, and for what comes after a start."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from adoption.campaigns.enums import Part
from adoption.campaigns.files import checks, reading
from adoption.campaigns.files.reading import CampaignError


EXPECTED = {
    reading.TEXT: _("a text"),
    reading.WHOLE: _("a whole number"),
    reading.NUMBER: _("a number"),
    reading.TRUTH: _("true or false"),
    reading.YAML: _("YAML (%(names)s)"),
    reading.KEYS: _("the keys %(names)s"),
    reading.ALSO: _("also the key %(names)s"),
    reading.ONE_OF: _("one of %(names)s"),
    reading.LIST: _("a list"),
    reading.LIST_OF: _("a list of %(names)s"),
    reading.AT_MOST: _("a list of %(names)s at most"),
    reading.PAIRS: _("keys with their values"),
    reading.ONCE: _("each key once"),
    reading.VISIBLE: _("a text without signs that nobody sees"),
    reading.THIS_FILE: _("this file"),
    reading.UTF8: "UTF-8",
    checks.ONCE_EACH: _("each short name once"),
    checks.FAMILY_ONCE: _("each job family once"),
    checks.EARLIER: _("the title of an earlier one"),
    checks.REASON: _("words where it was not kept, else none"),
    checks.MONTHS: _("months between %(names)s"),
}


# Who takes a part on that a start has made.
NEXT = {
    Part.PORTAL: _("An administrator completes and follows it."),
    Part.WORKSHOP: _("You offer it once it is ready."),
    Part.WORKSHOP_PAGE: _("An editor publishes it."),
    Part.NEWS: _("An editor publishes it."),
    Part.JOB_MAP: _("You go over it, another training manager publishes it."),
    Part.QUESTIONS: _("You go over them, the data protection officer approves them."),
}


@dataclass(frozen=True, slots=True)
class Fault:
    file: str
    line: int
    key: str
    said: str


def fault(error: CampaignError) -> Fault:
    """Return it in the reader’s words; what a page of the administration refuses is in them already."""
    text = EXPECTED.get(error.expected)
    said = error.said
    if text is not None:
        said = _("Expected: %(what)s") % {"what": str(text) % {"names": error.names}}
    return Fault(error.file, error.line, error.key, str(said))
