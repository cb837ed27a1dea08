"""F7, F42: an answer that never arrives, many people on a busy machine."""

import http.client
import subprocess
import sys

from faults.cases.outcomes import expect, outcome_of, pause
from faults.rows import Outcome, case
from faults.servers import Proxy
from faults.stage import Stage
from faults.visitors import Traffic


@case("F7", "The answer to a submission is cut off on its way, four times; then it is sent again")
def answer_dropped(stage: Stage) -> Outcome:
    proxy = Proxy(int(stage.url.rpartition(":")[2]))
    proxy.start()
    people = Traffic(stage, count=4)
    statuses = []
    for learner in people.learners:
        learner.save(1)
        straight = learner.browser.connection
        learner.browser.connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=10)
        proxy.manner = "drops"
        try:
            learner.submit()
        except (OSError, http.client.HTTPException) as error:
            statuses.append(type(error).__name__)
        learner.browser.connection = straight
        statuses.append(str(learner.submit()))
    proxy.stop()
    uuids = ", ".join(f"'{learner.attempt}'" for learner in people.learners)
    closed = stage.database.ask(
        f"SELECT count(*) FROM quizzes_attempt WHERE uuid IN ({uuids}) AND submitted_at IS NOT NULL"
    )[0][0]
    outcome = Outcome(f"each saw {statuses[0]}, then {statuses[1]}", lost=len(people.lost()))
    return expect(outcome, closed == 4, "each attempt is handed in once")


@case("F42", "30 people at once while both processors are kept busy by other programs, for 20 s")
def machine_busy(stage: Stage) -> Outcome:
    people = Traffic(stage, count=30)
    spin = [sys.executable, "-c", "while True: pass"]
    others = [subprocess.Popen(spin) for _ in range(2)]
    try:
        with people:
            pause(20)
    finally:
        for other in others:
            other.kill()
            other.wait()
    return outcome_of(
        people, words=f"p95 {people.p95()} s (figures on a free machine: `./run bench load`)"
    )
