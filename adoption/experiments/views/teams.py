"""Search teams by name while the form of an experiment is being filled in, without validating or saving it."""

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from adoption.experiments.forms import team_text_lines, teams_named_in
from adoption.publishing.queries.populations import search_populations, with_ancestors
from people.models import Team


SEARCH = "groupe"  # what is looked for
FIND, ADD = "chercher", "ajouter"  # buttons; the second one says which team
MOST = 20  # that are offered at once
PARTS = ("kind", "title", "hypothesis", "portal", "starts", "months", "target", "follows", "once")


def is_team_search(sent: QueryDict) -> bool:
    """Whether a team is searched for or added. A search without text is neither: Enter presses the first button."""
    return ADD in sent or (FIND in sent and bool(sent.get(SEARCH, "").strip()))


def sent_form_values(sent: QueryDict) -> dict[str, Any]:
    """Form with the values as sent, plus the team being added."""
    text = sent.get("teams", "")
    code = sent.get(ADD, "").replace("\0", "")
    added = _open().filter(code=code).first() if code else None
    if added is not None and not teams_named_in(text, [added]):
        text = "\n".join(filter(None, (text.rstrip(), *team_text_lines([added]))))
    return {name: sent.get(name) for name in PARTS} | {"teams": text}


def team_choices(sent: QueryDict, text: str, organisation: str) -> dict[str, Any]:
    """Teams to offer. `text`: the teams already typed."""
    search = sent.get(SEARCH, "").strip()
    found = search_populations(_open(), search)
    shown = found[:MOST]
    written = teams_named_in(text, shown)
    return {
        "search": search,
        "lines": [
            {"team": team, "above": above, "is_written": team in written}
            for team, above in with_ancestors(shown, organisation)
        ],
        "is_cut": len(found) > MOST,
    }


def _open() -> QuerySet[Team]:
    return Team.objects.open().exclude(code=Team.ROOT_CODE)
