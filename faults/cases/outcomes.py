"""Says what became of people at the site, and what should not have been."""

import time
from collections.abc import Iterable

from faults.rows import Outcome
from faults.visitors import Traffic


def pause(seconds: float) -> None:
    """Let people go on for so long: time is what is injected."""
    time.sleep(seconds)


def outcome_of(people: Traffic, *, allowed: Iterable[str] = (), words: str = "") -> Outcome:
    """Return the outcome: answers of other kinds than those allowed, and acknowledged answers that are gone, are failures."""
    lost = people.lost()
    others = {word: count for word, count in people.troubles().items() if word not in allowed}
    failures = [f"answered {word} × {count}" for word, count in others.items()]
    if lost:
        failures.append(f"{len(lost)} acknowledged answers lost")
    seen = people.seen() + (f"; {words}" if words else "")
    return Outcome(seen, lost=len(lost), failure="; ".join(failures))


def expect(outcome: Outcome, is_so: bool, what: str) -> Outcome:
    """Add a failure where it is not so."""
    if not is_so:
        outcome.failure = "; ".join(filter(None, [outcome.failure, f"not so: {what}"]))
    return outcome
