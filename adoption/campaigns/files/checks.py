"""Checks of what settings, words and calendar of a campaign say of one another."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from adoption.campaigns.files.model import Calendar, Settings, Words
from adoption.campaigns.files.reading import ONE_OF, CampaignError


SETTINGS, WORDS, CALENDAR = "settings.yaml", "words.yaml", "calendar.yaml"
LONGEST_AGO, LONGEST_TIME = 240, 24  # months
ONCE_EACH, EARLIER = "each short name once", "the title of an earlier one"
FAMILY_ONCE = "each job family once"
REASON = "words where it was not kept, else none"
MONTHS = "months between %(names)s"


@dataclass(frozen=True, slots=True)
class Files:
    """Settings, words and calendar, which an organisation passes on."""

    settings: Settings
    words: Words
    calendar: Calendar


def misfits(files: Files) -> Iterator[CampaignError]:
    yield from _settings(files.settings)
    yield from _words(files.words)
    yield from _calendar(files)


def _settings(said: Settings) -> Iterator[CampaignError]:
    yield from _once("portals", [portal.slug for portal in said.portals])
    for at, portal in enumerate(said.portals):
        yield from _once(f"portals[{at}].services", [service.slug for service in portal.services])
        yield from _once(f"portals[{at}].screens", [screen.slug for screen in portal.screens])


def _once(key: str, slugs: Iterable[str]) -> Iterator[CampaignError]:
    if any(count > 1 for count in Counter(slugs).values()):
        yield CampaignError(SETTINGS, ONCE_EACH, key=key)


def _words(said: Words) -> Iterator[CampaignError]:
    for at, commitment in enumerate(said.commitments):
        if (commitment.state == "not_kept") != bool(commitment.reason):
            yield CampaignError(WORDS, REASON, key=f"commitments[{at}].reason")
    families = [planned.family for planned in said.job_maps]
    for at, job_map in enumerate(said.job_maps):
        if job_map.family in families[:at]:
            yield CampaignError(WORDS, FAMILY_ONCE, key=f"job_maps[{at}].family")
        for place, change in enumerate(job_map.changes):
            key = f"job_maps[{at}].changes[{place}].in_months"
            yield from _months(WORDS, key, change.in_months, -LONGEST_AGO, LONGEST_AGO)


def _calendar(files: Files) -> Iterator[CampaignError]:
    said, portals = files.calendar, files.settings.portals
    services = [service.slug for service in portals[0].services] if portals else []
    for at, release in enumerate(said.releases):
        if not set(release.services).issubset(services):
            key = f"releases[{at}].services"
            yield CampaignError(CALENDAR, ONE_OF, key=key, names=", ".join(services) or "–")
        key = f"releases[{at}].months_ago"
        yield from _months(CALENDAR, key, release.months_ago, -LONGEST_AGO, LONGEST_AGO)
    titles = {""}
    for at, tried in enumerate(said.experiments):
        if tried.follows not in titles:
            yield CampaignError(CALENDAR, EARLIER, key=f"experiments[{at}].follows")
        yield from _months(CALENDAR, f"experiments[{at}].months", tried.months, 1, LONGEST_TIME)
        titles.add(tried.title)


def _months(
    file: str, key: str, found: int | None, least: int, most: int
) -> Iterator[CampaignError]:
    if found is not None and not least <= found <= most:
        yield CampaignError(file, MONTHS, key=key, names=f"{least}, {most}")
