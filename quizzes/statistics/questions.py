"""What statistics must know of any question: when two versions are the same item, what an answer chose."""

import hashlib
import json
from typing import Any

from quizzes.kinds.base import Spec
from quizzes.specs.codec import to_dict
from quizzes.values.marks import Response


NO_ANSWER = ""


def item_fingerprint(spec: Spec) -> str:
    """Return the same for versions that differ in wording or feedback alone: anything else is another item."""
    decisive = {
        key: value for key, value in _without_feedback(to_dict(spec)).items() if key != "text"
    }
    written = json.dumps(decisive, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:12]


def _without_feedback(value: Any) -> Any:
    if isinstance(value, dict):
        rest = {key: one for key, one in value.items() if "feedback" not in key}
        return {key: _without_feedback(one) for key, one in rest.items()}
    if isinstance(value, list):
        return [_without_feedback(one) for one in value]
    return value


def chosen_ids(response: Response) -> frozenset[str]:
    """Return what an answer chose; NO_ANSWER where that is nothing."""
    picked = frozenset(
        {response["choice"]} if "choice" in response else response.get("choices", [])
    )
    return picked or frozenset({NO_ANSWER})
