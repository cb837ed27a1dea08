"""Sections of the report, in the order of its pages."""

from adoption.report.registry import register_section
from adoption.report.sections import (
    comparison,
    experiments,
    front_desk,
    overview,
    programme,
    team_actions,
)


def register() -> None:
    register_section("overview", overview.section, order=10)
    register_section("programme", programme.section, order=20)
    register_section("experiments", experiments.section, order=30)
    register_section("front_desk", front_desk.section, order=40)
    register_section("comparison", comparison.section, order=45)
    register_section("team_actions", team_actions.section, order=50)
