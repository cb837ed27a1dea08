"""Dataclasses of a campaign: each names the keys of one of its three files.

Months are counted before the last closed one, so that a campaign is of today.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


# --- settings.yaml ---------------------------------------------------------------------------------


FIRST_VERSION = "2026.1"


@dataclass(frozen=True, slots=True)
class Service:
    slug: str
    name: str
    name_en: str
    tier: Literal["essential", "advanced"]
    cadence: Literal["weekly", "monthly", "yearly"]


@dataclass(frozen=True, slots=True)
class Screen:
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Portal:
    """A portal with its services, the one that opens an account (`connexion`) first. `families`: the only ones concerned."""

    slug: str
    name: str
    name_en: str
    url: str
    services: tuple[Service, ...]
    screens: tuple[Screen, ...] = ()
    version: str = FIRST_VERSION  # of its screens
    families: tuple[str, ...] = ()
    kind: Literal["public", "internal", "assistant"] = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The organisation and its portals, the campaign’s own first. `variant`: of the courses.

    An export leaves out how many work there and where, and the name unless it is asked for.
    """

    name: str = ""
    headcount: int = 0
    sector: Literal[
        "health_insurance",
        "hospital",
        "housing",
        "local_government",
        "employment",
        "family",
        "other",
    ]
    portal_kind: Literal[
        "insured", "patients", "tenants", "residents", "job_seekers", "families", "other"
    ]
    variant: Literal["", "assurance-maladie", "hopital", "logement"] = ""
    sites: tuple[str, ...] = ()
    portals: tuple[Portal, ...]


# --- words.yaml ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InTwoLanguages:
    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class SurveyQuestion:
    kind: Literal["scale", "choice"]
    text: InTwoLanguages
    options_fr: tuple[str, ...] = ()
    options_en: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    title: str
    introduction: str
    text: str


@dataclass(frozen=True, slots=True)
class News:
    months_ago: int
    fr: Article
    en: Article | None = None


@dataclass(frozen=True, slots=True)
class Workshop:
    title: str
    title_en: str
    kind: Literal["discovery", "across", "case_study", "drop_in"]
    summary: str


@dataclass(frozen=True, slots=True)
class JobChange:
    """A task of a job. `in_months`: from now, before 0; `course` and `kit`: files of the courses that prepare for it."""

    kind: Literal["goes", "changes", "comes"]
    words: str
    becomes: str = ""
    in_months: int | None = None
    course: str = ""
    kit: str = ""


@dataclass(frozen=True, slots=True)
class JobMap:
    family: str
    changes: tuple[JobChange, ...]


@dataclass(frozen=True, slots=True)
class Commitment:
    """Commitment of management. `due_in`: in how many days its day is; it was settled on that day.

    An export does not say who answers for it, nor what became of it.
    """

    kind: Literal["jobs", "time", "retraining", "other"]
    text: str
    owner: str
    months_ago: int
    due_in: int
    state: Literal["standing", "kept", "not_kept"] = "standing"
    reason: str = ""
    families: tuple[str, ...] = ()  # of jobs to which it is made; else to all staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Texts that staff read. `workshop_page` presents the first workshop."""

    survey_questions: tuple[SurveyQuestion, ...]
    call: InTwoLanguages | None = None
    network_introduction_en: str = ""
    news: tuple[News, ...]
    workshops: tuple[Workshop, ...]
    workshop_page: Article | None = None
    workshop_page_en: Article | None = None
    job_maps: tuple[JobMap, ...]
    commitments: tuple[Commitment, ...]


# --- calendar.yaml ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Release:
    """A release of the campaign’s portal. `lesson`: file of the courses that shows what is open since; "" for none."""

    version: str
    months_ago: int
    words: str
    services: Mapping[str, Literal["appears", "changes", "goes"]]
    lesson: str = ""


@dataclass(frozen=True, slots=True)
class Owners:
    it: str
    trade: str


@dataclass(frozen=True, slots=True)
class Experiment:
    """Something tried. `where`: with `units`, the first month of each; `workshops`: the teams that had one, from the
    month after; `half`: every second team; `some`: the first six of those with a workshop; `network`: the ambassadors.
    Without `months_ago` it begins in the present month; without `months` it lasts until the last closed one.
    """

    title: str
    hypothesis: str
    kind: Literal["experiment", "programme", "ambassadors"] = "experiment"
    where: Literal["units", "workshops", "half", "some", "network"] = "half"
    units: Mapping[str, int] | None = None
    months_ago: int | None = None
    months: int | None = None
    target: int | None = None
    sponsor: str = ""
    owners: Owners | None = None
    follows: str = ""
    verdict: Literal["", "extend", "adapt", "stop"] = ""
    learnt: str = ""
    on_the_way: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    text: str
    owner: str
    about_fear: bool = False
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class ContactTime:
    """Basis of the estimate of time and money, from a lower to a higher value. `ambassador_minutes`: a week."""

    minutes: tuple[int, int]
    hour_cost: tuple[int, int]
    ambassador_minutes: tuple[int, int]
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Dates of a campaign. An export has no decision of the committee, and no cost of an hour."""

    releases: tuple[Release, ...]
    experiments: tuple[Experiment, ...]
    decisions: tuple[Decision, ...] = ()
    contact_time: ContactTime | None = None
    # Title of a mandatory rule for everybody, by path, besides data protection.
    paths_for_all: Mapping[str, str] = field(default_factory=dict)
