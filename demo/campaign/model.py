"""Dataclasses of a campaign: each names the keys of a file of `demo/campaigns/<name>/`.

Settings, words and calendar belong to the organisation and could begin another campaign; `Invented` does not: it says
who works there and what they did. Months are counted before the last closed one, so that a campaign is of today.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Literal


Range = tuple[float, float]  # at first; what each round adds, or a year later


class Contact(StrEnum):
    FRONT = "accueil"
    BACK = "arriere-guichet"


class Role(StrEnum):
    STAFF = "staff"
    AMBASSADOR = "ambassador"
    MANAGER = "manager"
    TRAINING_MANAGER = "training_manager"
    EDITOR = "editor"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    family: str


# --- settings.yaml ---------------------------------------------------------------------------------


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
    version: str = "2026.1"
    families: tuple[str, ...] = ()
    kind: Literal["public", "internal", "assistant"] = "public"


@dataclass(frozen=True, slots=True)
class Settings:
    """The organisation and its portals, the campaign’s own first. `variant`: of the courses."""

    name: str
    headcount: int
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
    variant: Literal["assurance-maladie", "hopital", "logement"]
    sites: tuple[str, ...]
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
    en: Article


@dataclass(frozen=True, slots=True)
class Workshop:
    title: str
    title_en: str
    kind: Literal["discovery", "across", "case_study", "drop_in"]
    summary: str


@dataclass(frozen=True, slots=True)
class Practice:
    title: str
    situation: str
    done: str
    changed: str
    begin: str


@dataclass(frozen=True, slots=True)
class Answered:
    question: str
    answer: str


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
    """Commitment of management. `due_in`: in how many days its day is; it was settled on that day."""

    kind: Literal["jobs", "time", "retraining", "other"]
    text: str
    owner: str
    months_ago: int
    due_in: int
    state: Literal["standing", "kept", "not_kept"] = "standing"
    reason: str = ""
    families: tuple[str, ...] = ()  # of jobs to which it is made; else to all staff


@dataclass(frozen=True, slots=True)
class Reworded:
    """A question asked without a name, as it was asked and as staff read it."""

    asked: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Words:
    """Texts that staff read. The first workshop is the discovery of the portal, which `workshop_page` presents."""

    survey_questions: tuple[SurveyQuestion, ...]
    call: InTwoLanguages
    network_introduction_en: str
    news: tuple[News, ...]
    workshops: tuple[Workshop, ...]
    workshop_page: Article
    workshop_page_en: Article
    practice: Practice
    box: Answered
    on_lesson: Answered
    job_maps: tuple[JobMap, ...]
    commitments: tuple[Commitment, ...]
    on_commitments: tuple[Reworded, ...]


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


@dataclass(frozen=True, slots=True)
class Calendar:
    releases: tuple[Release, ...]
    experiments: tuple[Experiment, ...]
    decisions: tuple[Decision, ...]
    contact_time: ContactTime
    # Title of a mandatory rule for everybody, by path, besides data protection.
    paths_for_all: Mapping[str, str] = field(default_factory=dict)


# --- invented.yaml, units.csv, contacts.csv ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trade:
    """Jobs of a kind of unit: the manager's, and the others' with their weights."""

    family: str
    lead: str
    others: Mapping[str, int]
    front: bool = False
    late: bool = False  # a front desk that holds back, as the CPAM's did
    early: bool = False

    @property
    def contact(self) -> Contact:
        return Contact.FRONT if self.front else Contact.BACK

    @property
    def lead_job(self) -> Job:
        return Job(self.lead, self.family)

    @property
    def other_jobs(self) -> tuple[tuple[Job, int], ...]:
        return tuple((Job(name, self.family), weight) for name, weight in self.others.items())


@dataclass(frozen=True, slots=True)
class Unit:
    """A box of the organisation chart. `direct` counts people attached to it and to no unit below it."""

    name: str
    parent: str
    trade: str
    direct: int
    site: str
    second_site: str = ""


@dataclass(frozen=True, slots=True)
class CastRole:
    """Seat of a member of the cast. `account_month` counts from 1; 0 is before the first month."""

    unit: str
    ease: float
    account_month: int
    links: bool
    lessons: int
    job: Job | None = None  # None keeps the job of the post


@dataclass(frozen=True, slots=True)
class HelpQuestion:
    service: str
    text: str


@dataclass(frozen=True, slots=True)
class Effects:
    """Effects that are planted in the use: chances a month, factors of pace, months from the first."""

    account_share: float  # of the staff, at the start
    use: Range  # a month, of those with an account: at no ease, and what full ease adds
    opening_rate: float  # of those without an account, at middling ease and pace
    thaw_month: int  # when late trades and managers, who held back, set off
    late_pace: Range  # before and after
    manager_pace: Range
    early_pace: float
    early_families: tuple[str, ...]
    workshop_months: tuple[int, ...]
    workshop_lift: float
    appetite: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner and its learners. `path`, by its short name: what they follow; `workshop`: the one they come to."""

    name: str
    kind: Literal["public_service_house", "local_authority", "association", "other"]
    learners: tuple[tuple[str, str], ...]
    path: str = ""
    workshop: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An invented organisation. `label`: empty for an anonymous one. `course`: in per cent, at first and at last."""

    known_as: str
    label: str
    size_band: str
    margin: int
    course: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Remark:
    step: int
    kind: Literal["idea", "irritant"]
    text: str
    fate: str
    word: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """A journey workshop that is over: the two steps of each voter, and what was said by the last."""

    journey: str
    days_ago: int
    staff: tuple[tuple[int, int], ...]
    public: tuple[tuple[int, int], ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Testimony:
    words: str
    said_by: str
    setting: str


@dataclass(frozen=True, slots=True)
class Case:
    """Case that staff brought. With `lines` a workshop worked it through; `waits`: nobody has read it yet."""

    kind: Literal["complaint", "good_deed", "thanks"]
    title: str
    happened: str
    at_desk: str = ""
    behind: str = ""
    would_help: str = ""
    said_by: str = ""
    lines: Mapping[Literal["happened", "desk", "behind", "missing", "change"], str] = field(
        default_factory=dict
    )
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Invented:
    trades: Mapping[str, Trade]
    field_families: tuple[str, ...]
    showcase: (
        str  # the cast manager's team; it keeps 15 to 25 people at any size of the organisation
    )
    reorganised: str
    united_as: str
    cast: Mapping[str, CastRole]
    effects: Effects
    help_questions: tuple[HelpQuestion, ...]  # the first: the one of the cast's agent
    notes: Mapping[int, str]  # the cast's agent’s, by lesson
    agreement: Mapping[str, Range]
    taps: Mapping[
        str, tuple[int, int]
    ]  # of a thousand contacts at the desk: at first, a year later
    sittings: tuple[Sitting, ...]
    testimonies: tuple[Testimony, ...]
    cases: tuple[Case, ...]
    partners: tuple[Partner, ...]
    neighbours: tuple[Neighbour, ...]
    box_waiting: str
    on_lesson_waiting: str
    # Of the staff concerned, who use each other portal in a month: at first and at last.
    other_use: Mapping[str, Range] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Contacts:
    """A channel's usual contacts of a month, what a year changes in per cent, and the season, January first."""

    channel: Literal["phone", "desk", "post", "web"]
    a_month: int
    a_year: int
    season: tuple[int, ...]


@dataclass(frozen=True)
class Campaign:
    key: str
    settings: Settings
    words: Words
    calendar: Calendar
    invented: Invented
    units: tuple[Unit, ...]
    contacts: tuple[Contacts, ...]

    @cached_property
    def staff(self) -> int:
        """Return how many people the units hold, which the demo draws if nothing else is asked."""
        return sum(unit.direct for unit in self.units)

    @property
    def portal(self) -> Portal:
        return self.settings.portals[0]

    @cached_property
    def services(self) -> tuple[str, ...]:
        return tuple(service.slug for service in self.portal.services)
