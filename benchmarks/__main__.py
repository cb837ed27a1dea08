"""`./run bench [NAME ...]`: measures, prints with the machine's facts, writes benchmarks/results/NAME.json."""

import json
import sys
from pathlib import Path

from benchmarks import (
    assignments,
    catalog,
    demo_start,
    disclosure,
    evaluation,
    intake,
    load,
    matching,
    pages,
    publication,
    question_import,
    quiz_statistics,
    quizzes,
    staff_import,
    usage_pages,
    usefulness,
)
from benchmarks.machine import facts


BENCHES = {
    "catalog": catalog.measure,
    "assignments": assignments.measure,
    "demo_start": demo_start.measure,
    "disclosure": disclosure.measure,
    "intake": intake.measure,
    "load": load.measure,
    "matching": matching.measure,
    "evaluation": evaluation.measure,
    "publication": publication.measure,
    "pages": pages.measure,
    "quiz_statistics": quiz_statistics.measure,
    "question_import": question_import.measure,
    "quizzes": quizzes.measure,
    "staff_import": staff_import.measure,
    "usage_pages": usage_pages.measure,
    "usefulness": usefulness.measure,
}
RESULTS = Path(__file__).parent / "results"


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; there is {', '.join(BENCHES)}")
        return 2
    RESULTS.mkdir(exist_ok=True)
    machine = facts()
    print("machine:", ", ".join(f"{key} {value}" for key, value in machine.items()))
    for name in names or BENCHES:
        print(f"==> {name}")
        figures = BENCHES[name]()
        show(figures)
        path = RESULTS / f"{name}.json"
        path.write_text(json.dumps({"machine": machine, "figures": figures}, indent=2) + "\n")
    return 0


def show(figures: dict, indent: str = "    ") -> None:
    for key, value in figures.items():
        if isinstance(value, dict):
            print(f"{indent}{key}")
            show(value, indent + "    ")
        else:
            print(f"{indent}{key}: {value}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
