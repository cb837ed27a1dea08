"""Writes the data dictionary: every field that is held about a person, by the purpose that its notice names."""

import re
from collections.abc import Mapping

from django.utils.text import capfirst
from django.utils.translation import override

from people.notices import Notice, fields_of, fingerprint, holdings_for, notices


HEAD = """# Data dictionary

Every field that Passerelle holds about a person, by the purpose for which it is collected. Written by
`manage.py data_dictionary` from the models and each app’s `privacy.py`; a test fails when it is out of date.
A purpose whose fields change gets a new version, and everybody is shown its notice again.

Not listed, since it is tied to no account: who sees to a decision of the steering committee, a function or a name that
a training manager types (`adoption.CommitteeDecision`, `owner`, 120 characters at most; how long it is kept stands in
the list of retention periods).
"""
_VERSIONS = re.compile(
    r"^Version (?P<version>\d+), fields `(?P<fields>\w+)`, of `(?P<purpose>\w+)`", re.M
)


def data_dictionary() -> str:
    with override("en"):
        return "\n".join([HEAD, *(_section(notice) for notice in notices())])


def purposes_without_new_version(before: str) -> list[str]:
    """Return the purposes whose fields differ from those of an earlier dictionary, under the same version."""
    earlier: Mapping[str, tuple[str, str]] = {
        match["purpose"]: (match["version"], match["fields"])
        for match in _VERSIONS.finditer(before)
    }
    return [
        notice.purpose.value
        for notice in notices()
        if notice.purpose in earlier
        and earlier[notice.purpose][0] == str(notice.version)
        and earlier[notice.purpose][1] != fingerprint(notice)
    ]


def _section(notice: Notice) -> str:
    lines = [
        f"## {capfirst(str(notice.purpose.label))}",
        "",
        f"Version {notice.version}, fields `{fingerprint(notice)}`, of `{notice.purpose.value}`.",
        "",
        str(notice.text),
        "",
    ]
    for holding in holdings_for(notice):
        lines += [
            f"### {holding.title}",
            "",
            f"`{holding.model}`. {holding.purpose}",
            "",
            f"- Who sees it: {holding.recipients}",
            f"- For how long: {holding.retention}",
            "",
            "| field | type | in words |",
            "|---|---|---|",
            *(
                f"| `{field.column}` | {field.kind} | {field.label or 'key'} |"
                for field in fields_of(holding)
            ),
            "",
        ]
    return "\n".join(lines)
