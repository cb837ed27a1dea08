"""F28: a clock is wrong, that of a server."""

import shutil

from faults.cases.outcomes import expect, outcome_of, pause
from faults.rows import Outcome, case
from faults.servers import Missing
from faults.stage import Stage
from faults.visitors import Traffic


@case(
    "F28",
    "A web server whose clock is an hour behind, and one an hour ahead, serve people beside the database’s clock",
)
def server_clock_wrong(stage: Stage) -> Outcome:
    outcomes = [_with_clock(stage, shift) for shift in ("-1h", "+1h")]
    return Outcome(
        "; ".join(outcome.seen for outcome in outcomes),
        lost=sum(outcome.lost for outcome in outcomes),
        failure="; ".join(filter(None, (outcome.failure for outcome in outcomes))),
    )


def _with_clock(stage: Stage, shift: str) -> Outcome:
    faketime = shutil.which("faketime")
    if not faketime:
        raise Missing("faketime is not installed. On Debian: apt-get install faketime")
    still = {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}
    with (
        stage.another_web(faketime, "-f", shift, **still) as url,
        Traffic(stage, count=3, urls=(url,)) as people,
    ):
        pause(8)
    outcome = outcome_of(people, words=f"clock {shift}")
    negative = stage.database.ask(
        "SELECT count(*) FROM quizzes_attempt WHERE submitted_at < started_at OR started_at > now() + interval '1 minute'"
    )[0][0]
    return expect(outcome, negative == 0, "no attempt is of the future or ends before it begins")
