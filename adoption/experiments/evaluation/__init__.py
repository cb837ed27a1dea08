"""Did it work? Differences between teams before and after, and what of them may go out.

No database here, and no Django. docs/decisions/0046 says why each step is as it is.
"""

from adoption.experiments.evaluation.design import Design, Refusal, build_design
from adoption.experiments.evaluation.mechanism import Result, Verdict, evaluate_with_noise
from adoption.experiments.evaluation.panel import Panel
from adoption.experiments.evaluation.power import smallest_effect


__all__ = [
    "Design",
    "Panel",
    "Refusal",
    "Result",
    "Verdict",
    "build_design",
    "evaluate_with_noise",
    "smallest_effect",
]
