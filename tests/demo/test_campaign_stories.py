"""docs/campaigns.md and the browser stories (tests/e2e/campaign_stories.py) tell the same rows, pages and roles."""

import re
from pathlib import Path

import pytest

from demo.campaign.reading import campaign_names
from tests.e2e.campaign_stories import REPORT, STORIES, Step
from tests.e2e.site import CLAIRE, HELENE, INES, MARC, NADIA, SYLVIE


DOCUMENT = Path(__file__).parents[2] / "docs" / "campaigns.md"
ROLES = {
    CLAIRE: "training manager",
    HELENE: "data protection officer",
    INES: "editor",
    MARC: "ambassador",
    NADIA: "staff",
    SYLVIE: "manager",
}


def rows_of(name):
    """Place and role in which each row of a campaign is played."""
    part = DOCUMENT.read_text(encoding="utf-8").split(f"\n## {name}\n")[1].split("\n## ")[0]
    cells = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| ")]
    return {row.split()[0]: (where, whom) for row, where, whom in cells if row != "row"}


@pytest.mark.parametrize("name", campaign_names())
def test_each_row_of_the_document_is_played_where_and_as_whom_it_says(name):
    rows, story = rows_of(name), STORIES[name]
    report = Step(story.report_rows, CLAIRE, REPORT, story.report)
    lines = [(row, step) for step in (*story.steps, report) for row in step.rows.split()]

    unplayed = {row for row, (where, _whom) in rows.items() if "not yet" not in where}
    elsewhere = [
        (row, step.path, step.who)
        for row, step in lines
        if not re.search(rf"`{re.escape(step.path)}`", rows[row][0])
        or (step.who and ROLES[step.who] not in rows[row][1].split(", "))
    ]

    assert unplayed <= {row for row, _step in lines}
    assert not elsewhere
