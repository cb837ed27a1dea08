"""What holds somebody back, as apps above know it, and the module that answers it.

Asked for the person's own first screen alone; nothing of it is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass

from learning.enums import Barrier
from learning.outline import ModuleRow
from learning.queries.modules import modules_by_barrier
from people.models import Person


Suggester = Callable[[Person], list[Barrier]]
_suggesters: list[Suggester] = []


@dataclass(frozen=True, slots=True)
class Suggestion:
    barrier: Barrier
    module: ModuleRow


def register_suggester(suggest: Suggester) -> None:
    """`suggest(person)` gives what holds them back, the first to answer first."""
    if suggest not in _suggesters:
        _suggesters.append(suggest)


def suggestion_for(person: Person) -> Suggestion | None:
    """The first module to begin or go on with that answers what holds this person back."""
    barriers = [barrier for suggest in _suggesters for barrier in suggest(person)]
    if not barriers:
        return None
    answers = modules_by_barrier(person, barriers)
    for barrier in barriers:
        for module in answers.get(barrier, ()):
            if not module.is_blocked and module.next_lesson:
                return Suggestion(barrier, module)
    return None
