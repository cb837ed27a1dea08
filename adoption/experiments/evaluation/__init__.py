"""Did it work? Differences between teams before and after, and what of them may go out.

No database here, and no Django. docs/decisions/0046 says why each step is as it is.
"""

from adoption.experiments.evaluation.design import Design, Refusal, design_of
from adoption.experiments.evaluation.mechanism import Result, Verdict, evaluate
from adoption.experiments.evaluation.panel import Panel
from adoption.experiments.evaluation.power import smallest_effect


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
