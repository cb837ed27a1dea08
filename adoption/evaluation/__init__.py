"""Did it work? Differences between teams before and after, and what of them may go out.

No database here, and no Django. docs/decisions/0046 says why each step is as it is.
"""

from adoption.evaluation.design import Design, Refusal, design_of
from adoption.evaluation.mechanism import Result, Verdict, evaluate
from adoption.evaluation.panel import Panel
from adoption.evaluation.power import smallest_effect


__all__ = [
    "Design",
    "Panel",
    "Refusal",
    "Result",
    "Verdict",
    "design_of",
    "evaluate",
    "smallest_effect",
]
