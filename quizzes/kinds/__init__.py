"""The kinds of question, in the order in which authors are offered them: one module each.

A new kind is a module here with its line below, its template in templates/quizzes/kinds/ and its test.
`base` is the protocol; `choices` and `typed` hold what several kinds have in common.
"""

from quizzes.kinds.base import register
from quizzes.kinds.blanks import Blanks
from quizzes.kinds.essay import Essay
from quizzes.kinds.hotspot import Hotspot
from quizzes.kinds.information import Information
from quizzes.kinds.matching import Matching
from quizzes.kinds.multiple_choice import MultipleChoice
from quizzes.kinds.numeric import Numeric
from quizzes.kinds.ordering import Ordering
from quizzes.kinds.scenario import Scenario
from quizzes.kinds.short_text import ShortText
from quizzes.kinds.single_choice import SingleChoice
from quizzes.kinds.sorting import Sorting
from quizzes.kinds.true_false import TrueFalse


for _kind in (
    SingleChoice,
    MultipleChoice,
    TrueFalse,
    ShortText,
    Numeric,
    Matching,
    Sorting,
    Hotspot,
    Essay,
    Information,
    Ordering,
    Blanks,
    Scenario,
):
    register(_kind)
