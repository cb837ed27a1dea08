"""Matches names of a staff list with those that are known, whichever apostrophe each is written with."""

from collections.abc import Iterable
from dataclasses import replace

from people.importers.staff_comparison import StaffComparison
from people.models import Job, JobFamily, Site


NAMED = {"job": Job, "job_family": JobFamily, "site": Site}
APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ", "'"))


class _Spellings:
    """The spelling of each name: the known one, else the first of the list."""

    def __init__(self, known: Iterable[str]) -> None:
        self.known = set(known)
        self.by_key = {name.translate(APOSTROPHES): name for name in sorted(self.known)}

    def __call__(self, name: str) -> str:
        if name in self.known:
            return name
        return self.by_key.setdefault(name.translate(APOSTROPHES), name)


def unify_spellings(work: StaffComparison) -> None:
    """Put the known spelling where a name of the list has another apostrophe."""
    for name, model in NAMED.items():
        names = model._default_manager.order_by().values_list("name", flat=True)
        work.names[name] = set(names) if name in work.present else set()
    team = _Spellings(work.known.parents)
    spellings = {"team": team, "parent_team": team}
    spellings |= {name: _Spellings(known) for name, known in work.names.items()}
    for at, row in enumerate(work.rows):
        found = {name: spelling(getattr(row, name)) for name, spelling in spellings.items()}
        changed = {name: value for name, value in found.items() if value != getattr(row, name)}
        if changed:
            work.listed.rows[at] = replace(row, **changed)
    work.listed.refused_teams = {team(name) for name in work.listed.refused_teams}
