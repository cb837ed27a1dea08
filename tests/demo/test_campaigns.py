"""The folders of campaigns: all are read whole, and what does not fit is said with its file, line and key."""

import shutil
from typing import get_args, get_type_hints

import pytest

from adoption.campaigns.files import model
from adoption.campaigns.files.reading import CampaignError
from adoption.contacts.enums import Tap
from adoption.experiments.enums import ExperimentKind
from adoption.sharing.enums import PortalKind, Sector, SizeBand
from ambassadors.cases.actions import TEXTS
from ambassadors.cases.enums import CaseKind, CaseStep
from ambassadors.cases.health_words import find_health_words
from ambassadors.cases.striking import Known, strike
from ambassadors.commitments.enums import CommitmentKind
from ambassadors.job_changes.enums import ChangeKind
from ambassadors.journeys.enums import IdeaKind, IdeaOutcome
from ambassadors.workshops.enums import WorkshopKind
from cms.enums import Cadence, ServiceChange, Tier, ToolKind
from core.collation import fold_text
from demo.campaign import model as invented
from demo.campaign.reading import (
    CAMPAIGNS,
    DEFAULT,
    campaign_named,
    campaign_names,
    read_campaign,
)
from demo.generation.generator import generate_organisation
from demo.generation.names import FIRST_NAMES, SURNAMES
from people.enums import PartnerKind


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(CAMPAIGNS / DEFAULT, tmp_path / "essai")


@pytest.mark.parametrize(
    ("file", "written", "instead", "said"),
    [
        ("settings.yaml", "headcount: 407", "headcount: many", "line 5, headcount: expected a whole number"),
        ("settings.yaml", "sector: housing", "sector: houses", "line 7, sector: expected one of"),
        ("settings.yaml", "sector: housing\n", "", "line 3: expected also the key sector"),
        ("settings.yaml", "sector:", "secteur:", "line 7, secteur: expected one of name, headcount"),
        ("settings.yaml", "name: Habitat", "name: [Habitat", "expected YAML"),
        ("calendar.yaml", "services: {paiement:", "services: {loyer:", "releases[0].services"),
        ("calendar.yaml", "decisions:\n", "decisions: none\nothers:\n", "decisions: expected a list"),
        ("words.yaml", "family: Gardiens d’", "family: Gardiens des ", "job_maps[1].family: expected one of"),
        ("words.yaml", "state: not_kept", "state: kept", "commitments[2].reason: expected words"),
        ("calendar.yaml", "follows: Affiche", "follows: Une affiche", "experiments[3].follows"),
        ("invented.yaml", "reorganised: Délégation", "reorganised: Antenne", "a unit of units.csv"),
        ("invented.yaml", "late_pace: [0.5, 0.95]", "late_pace: [0.5]", "late_pace: expected a list of 2"),
        ("invented.yaml", "appetite: {quittance: 0.45,", "appetite: {loyer: 0.45,", "appetite.loyer"),
        ("invented.yaml", "kind: public_service_house", "kind: other\n  workshop: Nulle part", "partners[0].workshop"),
        ("invented.yaml", "Comptable: 3", "Juriste: 3", "Juriste in one family, Direction"),
        ("units.csv", ",top,7,", ",top,seven,", "line 2, direct: expected a whole number"),
        ("units.csv", ",top,7,", ",summit,7,", "line 2, trade: expected one of top, division"),
        ("units.csv", "name,parent", "name,above", "line 1: expected the columns name, parent"),
        ("contacts.csv", "post,", "pigeon,", "phone, desk, post and web, each once"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_where_it_stands(folder, file, written, instead, said):
    text = (folder / file).read_text(encoding="utf-8")
    assert written in text
    (folder / file).write_text(text.replace(written, instead, 1), encoding="utf-8")

    with pytest.raises(CampaignError) as error:
        read_campaign(folder)

    assert str(error.value).startswith(f"essai/{file}, ")
    assert said in str(error.value)


def test_a_missing_file_is_named(folder):
    (folder / "words.yaml").unlink()

    with pytest.raises(CampaignError, match=r"essai/words.yaml, the folder: expected this file"):
        read_campaign(folder)


@pytest.mark.parametrize("name", campaign_names())
def test_each_campaign_draws_a_small_organisation_in_its_own_words(name):
    campaign = campaign_named(name)

    demo = generate_organisation(campaign=name, staff=60, months=3)

    rows = demo.staff_files[demo.months[-1]]
    assert len(rows) >= 60
    assert {row.site for row in rows} <= set(campaign.settings.sites)
    assert {row.service for rows in demo.usage_files.values() for row in rows} <= set(
        campaign.services
    )
    assert demo.help_requests[-1].message in {q.text for q in campaign.invented.help_questions}
    assert set(campaign.invented.taps) == set(Tap)
    fates = {said.fate for held in campaign.invented.sittings for said in held.remarks}
    assert fates <= set(IdeaOutcome)
    assert {neighbour.size_band for neighbour in campaign.invented.neighbours} <= set(SizeBand)


@pytest.mark.parametrize("name", campaign_names())
def test_what_a_campaign_says_of_jobs_and_cases_passes_by_the_doors(name, settings):
    campaign = campaign_named(name)

    lines = [change for job_map in campaign.words.job_maps for change in job_map.changes]
    shown_by = {release.lesson for release in campaign.calendar.releases}
    sources = (
        {change.course for change in lines}
        | shown_by
        | {f"kits/{change.kit}/kit.md" for change in lines if change.kit}
        | {f"paths/{partner.path}.md" for partner in campaign.invented.partners if partner.path}
    )
    absent = [
        source for source in sources if not (settings.BASE_DIR / "content" / "fr" / source).exists()
    ]
    known = Known(
        names={fold_text(name) for name in (*FIRST_NAMES, *SURNAMES)},
        places=campaign.settings.sites,
        kept={word for one in campaign.portal.services for word in fold_text(one.name).split()},
    )
    cases = campaign.invented.cases
    read = [
        strike(getattr(case, key), known, is_sentence=key != "said_by")
        for case in cases
        for key in TEXTS
    ]
    read += [
        strike(text, known, keeps_days=step == CaseStep.CHANGE)
        for case in cases
        for step, text in case.lines.items()
    ]
    refused = [found.struck + find_health_words(found.text) for found in read]
    waits = {case.waits for case in campaign.invented.cases}

    assert not absent
    assert not any(refused)
    assert waits == {True, False}
    assert {case.kind for case in campaign.invented.cases} == set(CaseKind)


@pytest.mark.parametrize(
    ("kind", "key", "choices"),
    [
        (model.Service, "tier", Tier),
        (model.Service, "cadence", Cadence),
        (model.Settings, "sector", Sector),
        (model.Settings, "portal_kind", PortalKind),
        (model.Workshop, "kind", WorkshopKind),
        (model.Experiment, "kind", ExperimentKind),
        (invented.Partner, "kind", PartnerKind),
        (invented.Remark, "kind", IdeaKind),
        (model.Portal, "kind", ToolKind),
        (model.JobChange, "kind", ChangeKind),
        (model.Commitment, "kind", CommitmentKind),
        (invented.Case, "kind", CaseKind),
    ],
)
def test_a_list_of_values_is_that_of_the_product(kind, key, choices):
    assert set(get_args(get_type_hints(kind)[key])) == set(choices.values)


def test_a_release_says_of_a_service_what_the_product_can_show():
    changes = get_args(get_type_hints(model.Release)["services"])[1]

    assert set(get_args(changes)) == set(ServiceChange.values)


def test_a_case_is_worked_through_in_the_steps_of_a_workshop():
    steps = get_args(get_type_hints(invented.Case)["lines"])[0]

    assert set(get_args(steps)) == set(CaseStep.values)
