"""The package's own progress beside what the sittings give: compared, never taken over.

Its text is "category,points,possible,..." and a name may hold commas, so it cannot be read back; it can be
searched for what it should say.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from quizzes.importers.django_quiz.records import Dump


Score = tuple[int, int]  # points, of how many


@dataclass(frozen=True, slots=True)
class Difference:
    username: str
    categories: tuple[str, ...]


def differences(dump: Dump) -> list[Difference]:
    counted = counted_from_sittings(dump)
    found = []
    for progress in dump.progress.values():
        user = dump.users.get(progress.user)
        named = _differing(dump, progress.score, counted.get(progress.user, {}))
        if named:
            found.append(Difference(user.username if user else f"no. {progress.user}", named))
    return found


def counted_from_sittings(dump: Dump) -> dict[int, dict[str, Score]]:
    """By user and category, of every answer that was given to a question that still exists."""
    counted: dict[int, dict[str, Score]] = defaultdict(dict)
    for sitting in dump.sittings.values():
        for pk in sitting.user_answers:
            name = _category_of(dump, pk)
            if name is None:
                continue
            points, possible = counted[sitting.user].get(name, (0, 0))
            right = pk not in sitting.incorrect_questions
            counted[sitting.user][name] = (points + right, possible + 1)
    return counted


def _category_of(dump: Dump, question: int) -> str | None:
    known = dump.questions.get(question)
    category = dump.categories.get(known.row.category or 0) if known else None
    return category.category if category else None


def _differing(dump: Dump, score: str, counted: Mapping[str, Score]) -> tuple[str, ...]:
    """The package writes a category of which nothing was answered as 0 of 0, or not at all."""
    said = f",{score.strip(',')},"
    differing = []
    for name in sorted({one.category for one in dump.categories.values() if one.category}):
        points, possible = counted.get(name, (0, 0))
        says_it = f",{name},{points},{possible}," in said
        says_nothing = f",{name}," not in said
        if not says_it and not (possible == 0 and says_nothing):
            differing.append(name)
    return tuple(differing)
