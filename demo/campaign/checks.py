"""Checks of what the files of a campaign say of one another."""

from collections.abc import Iterator

from demo.campaign.model import Campaign, Role


Misfit = tuple[str, str, str]  # file, where, what was expected
CAST = tuple(role.value if role != Role.STAFF else "agent" for role in Role)


def misfits(campaign: Campaign) -> Iterator[Misfit]:
    yield from _units(campaign)
    yield from _people(campaign)
    yield from _partners(campaign)
    yield from _services(campaign)
    yield from _words(campaign)
    yield from _calendar(campaign)
    yield from _contacts(campaign)


def _units(campaign: Campaign) -> Iterator[Misfit]:
    known: set[str] = set()
    for line, unit in enumerate(campaign.units, start=2):
        where = f"line {line}"
        if unit.name in known:
            yield "units.csv", where, f"one unit named {unit.name}"
        if unit.parent not in known and (known or unit.parent):
            yield (
                "units.csv",
                f"{where}, parent",
                f"a unit above it, not {unit.parent or 'nothing'}",
            )
        if unit.trade not in campaign.invented.trades:
            yield "units.csv", f"{where}, trade", f"one of {', '.join(campaign.invented.trades)}"
        for site in (unit.site, unit.second_site):
            if site and site not in campaign.settings.sites:
                yield "units.csv", f"{where}, site", f"one of {', '.join(campaign.settings.sites)}"
        if unit.direct < 1:
            yield "units.csv", f"{where}, direct", "at least 1"
        known.add(unit.name)


def _people(campaign: Campaign) -> Iterator[Misfit]:
    said, units = campaign.invented, {unit.name for unit in campaign.units}
    placed = {"showcase": said.showcase, "reorganised": said.reorganised}
    placed |= {f"cast.{key}.unit": part.unit for key, part in said.cast.items()}
    for key, name in placed.items():
        if name not in units:
            yield "invented.yaml", key, f"a unit of units.csv, not {name}"
    if set(said.cast) != set(CAST):
        yield "invented.yaml", "cast", f"the keys {', '.join(CAST)}"
    if not said.help_questions or not said.sittings:
        yield "invented.yaml", "help_questions, sittings", "at least one of each"
    families: dict[str, str] = {}
    jobs = [(f"trades.{key}", job, each.family) for key, each in said.trades.items()
            for job in (each.lead, *each.others)]  # fmt: skip
    jobs += [(f"cast.{key}", each.job.name, each.job.family)
             for key, each in said.cast.items() if each.job]  # fmt: skip
    for key, job, family in jobs:
        if families.setdefault(job, family) != family:
            yield "invented.yaml", key, f"{job} in one family, {families[job]}"
    for trade, each in said.trades.items():
        if not each.others or min(each.others.values()) < 1:
            yield "invented.yaml", f"trades.{trade}.others", "jobs with weights from 1"


def _partners(campaign: Campaign) -> Iterator[Misfit]:
    titles = [workshop.title for workshop in campaign.words.workshops]
    for at, partner in enumerate(campaign.invented.partners):
        if partner.workshop not in ("", *titles):
            yield "invented.yaml", f"partners[{at}].workshop", f"one of {', '.join(titles)}"


def _services(campaign: Campaign) -> Iterator[Misfit]:
    said, screens = campaign.invented, {screen.slug for screen in campaign.portal.screens}
    if campaign.services[0] != "connexion" or "accueil" not in screens:
        expected = "the service connexion first, and the screen accueil"
        yield "settings.yaml", f"portals[0] ({campaign.portal.slug})", expected
    named = {f"effects.appetite.{name}": name for name in said.effects.appetite}
    others = {portal.slug for portal in campaign.settings.portals[1:]}
    if set(said.other_use) != others:
        yield "invented.yaml", "other_use", f"the keys {', '.join(sorted(others)) or '(none)'}"
    named |= {f"help_questions[{at}]": each.service for at, each in enumerate(said.help_questions)}
    expected = f"one of {', '.join(campaign.services)}"
    for key, name in named.items():
        if name not in campaign.services:
            yield "invented.yaml", key, expected
    if missing := set(campaign.services[1:]) - set(said.effects.appetite):
        yield "invented.yaml", "effects.appetite", f"also {', '.join(sorted(missing))}"


def _words(campaign: Campaign) -> Iterator[Misfit]:
    families = {trade.family for trade in campaign.invented.trades.values()}
    named: dict[str, tuple[str, ...]] = {
        f"job_maps[{at}].family": (job_map.family,)
        for at, job_map in enumerate(campaign.words.job_maps)
    }
    for at, each in enumerate(campaign.words.commitments):
        named[f"commitments[{at}].families"] = each.families
        if (each.state == "not_kept") != bool(each.reason):
            expected = "words where it was not kept, else none"
            yield "words.yaml", f"commitments[{at}].reason", expected
    for key, names in named.items():
        if not families.issuperset(names):
            yield "words.yaml", key, f"one of {', '.join(sorted(families))}"


def _calendar(campaign: Campaign) -> Iterator[Misfit]:
    expected = f"one of {', '.join(campaign.services)}"
    units = {unit.name for unit in campaign.units}
    for at, release in enumerate(campaign.calendar.releases):
        for name in release.services:
            if name not in campaign.services:
                yield "calendar.yaml", f"releases[{at}].services", expected
    titles: set[str] = {""}
    for at, tried in enumerate(campaign.calendar.experiments):
        if tried.follows not in titles:
            yield "calendar.yaml", f"experiments[{at}].follows", "the title of an earlier one"
        for name in tried.units or ():
            if name not in units:
                yield "calendar.yaml", f"experiments[{at}].units", f"units of units.csv, not {name}"
        titles.add(tried.title)


def _contacts(campaign: Campaign) -> Iterator[Misfit]:
    channels = [contacts.channel for contacts in campaign.contacts]
    if sorted(channels) != ["desk", "phone", "post", "web"]:
        yield "contacts.csv", "channel", "phone, desk, post and web, each once"
