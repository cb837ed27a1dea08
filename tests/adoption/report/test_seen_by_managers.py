"""Courses, the article and the public page tell one list of what managing a team shows by name."""

from pathlib import Path

import pytest
from django.utils import translation

from adoption.report.words import seen_by_managers


ROOT = Path(__file__).resolve().parents[3]
TOLD_IN = (
    "articles/ce-qui-est-mesure.md",
    "modules/ce-que-passerelle-sait-de-vous/01-deux-tiroirs-separes.md",
    "modules/lire-les-chiffres/04-ce-que-l-on-ne-demande-pas.md",
)
CALLS = (".managed_by(", ".held_by(", "managed_paths(")
OPENED_BY_MANAGING = {  # who asks which teams somebody manages; what it shows stands in seen_by_managers
    "adoption/publishing/policies.py": "figures of groups",
    "ambassadors/job_changes/policies.py": "maps of jobs to write, which name nobody",
    "ambassadors/help/policies.py": "names to propose as ambassadors",
    "ambassadors/help/queries/joining.py": "applications as ambassadors",
    "ambassadors/help/views/coverage.py": "counts",
    "ambassadors/workshops/policies.py": "names, and seats asked for",
    "learning/policies.py": "mandatory training",
    "people/models/organisation.py": "the definition itself",
    "people/policies.py": "teams to lend to a stand-in",
    "people/queries/signed_in.py": "entries of the menu",
    "people/queries/stand_ins.py": "names of colleagues",
    "quizzes/policies.py": "results that were sent",
}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("page", TOLD_IN)
def test_pages_tell_the_list_word_for_word(language, page):
    with translation.override(language):
        expected = "\n".join(f"- {item}" for item in seen_by_managers())
    text = (ROOT / "content" / language / page).read_text(encoding="utf-8")
    assert f"\n\n{expected}\n\n" in text


def test_nothing_else_opens_by_managing_a_team():
    apps = ("adoption", "ambassadors", "cms", "config", "learning", "people", "quizzes")
    asking = {
        str(path.relative_to(ROOT))
        for app in apps
        for path in (ROOT / app).rglob("*.py")
        if any(call in path.read_text(encoding="utf-8") for call in CALLS)
    }
    assert asking == OPENED_BY_MANAGING.keys()
