"""Read the numbers of mails about figures."""

import re

from adoption.foundation.rates import LEAST_FOR_RATES, Rate
from tests.adoption.attacks.reading import ROOT, UnattributedNumber


PER_CENT = re.compile(r"(\d+)(?:–(\d+))?\s?%")
LINKS_AND_DAYS = re.compile(r"https?://\S+|\b\d{1,2} \w+ 20\d\d|\b20\d\d\b")


def numbers_of_mail(subject, body, world):
    """Return its numbers but links, days and published rates.

    A rate is one of the organisation, or of the team in the subject from 50 people on: any other raises.
    """
    _greeting, text = body.split("\n\n", 1)
    text = LINKS_AND_DAYS.sub("", text)
    known = _rates_of(lambda team: team == ROOT or subject.startswith(team), world)
    for ends in PER_CENT.findall(text):
        if ends not in known:
            raise UnattributedNumber(f"{subject}: {ends} per cent")
    return {int(digits) for digits in re.findall(r"\d+", PER_CENT.sub("", text))}


def _rates_of(is_told, world):
    """Usage rates as published, of 50 people and more: the two ends in whole per cent."""
    found = set()
    for month, team, indicator, low, high in world.figures:
        people = world.populations[month, team]
        if indicator == "used" and low is not None and people >= LEAST_FOR_RATES and is_told(team):
            rate = Rate(100 * low / people, 100 * high / people).rounded()
            ends = f"{rate.low:.0f}", f"{rate.high:.0f}"
            found.add((ends[0], "" if ends[0] == ends[1] else ends[1]))
    return found
