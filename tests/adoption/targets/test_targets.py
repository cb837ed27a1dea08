"""Targets as they are set, replaced, dropped and read; and the pages around them."""

import csv
import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from adoption.dashboards.views import programme_parts
from adoption.dashboards.views import targets as views
from adoption.foundation.periods import Month
from adoption.foundation.rates import HIDDEN, Measure, Rate
from adoption.publishing.actions.publications import publish
from adoption.publishing.models import Figure, Publication
from adoption.publishing.words.findings import cell_text
from adoption.report.queries.edition import edition_of
from adoption.report.sections import next_steps, section_of
from adoption.targets import words
from adoption.targets.actions import drop_target, set_target
from adoption.targets.enums import TargetIndicator
from adoption.targets.models import Target
from adoption.targets.queries.targets import TargetProgress
from adoption.targets.trajectory import Goal, RateHistory, outlook
from core.typography import percent_text
from people.models import Team
from tests.adoption.attacks.files import cells_of
from tests.adoption.conftest import OCTOBER, root


pytestmark = pytest.mark.django_db

PROGRAMME, TARGETS = reverse("adoption:programme"), reverse("adoption:targets")
JUNE = Month(2027, 6)
USED = TargetIndicator.USED


@pytest.fixture
def published(declared):
    publish(portal=declared["portal"], month=OCTOBER)
    return declared


@pytest.fixture
def reader(client, training_manager):
    client.force_login(training_manager)
    return client


def a_year_of_months(portal, *, known=40, used=range(8, 19)):
    """Months before October in which the organisation is shown, exactly."""
    october = portal.publications.get(month=OCTOBER.first_day)
    for back, count in enumerate(reversed(used), start=1):
        month = OCTOBER.shifted(-back)
        made = Publication.objects.create(
            portal=portal, month=month.first_day, status=october.status, populations=1
        )
        Figure.objects.bulk_create(
            Figure(
                publication=made, team=root(), team_name="x", indicator=code, kind="exact",
                population=60, low=number, high=number,
            )
            for code, number in (("known", known), ("account", count + 3), ("used", count), ("habit", 5))
        )  # fmt: skip


def target(published, percent=60, by=JUNE, team=None, indicator=USED):
    return set_target(
        portal=published["portal"],
        team=team or root(),
        indicator=indicator,
        percent=percent,
        by=by,
    )


# --- Setting one -----------------------------------------------------------------------------------


def test_a_target_leaves_from_the_latest_published_month(published):
    assert target(published).start == OCTOBER.first_day


def test_another_takes_its_place_and_the_one_before_stays(published):
    first, second = target(published), target(published, percent=70)

    first.refresh_from_db()
    assert first.ended_on is not None
    assert list(Target.objects.in_force()) == [second]


def test_the_same_again_changes_nothing(published):
    assert target(published) == target(published)


def test_two_of_a_kind_cannot_be_in_force(published):
    first = target(published)

    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.create(
            portal=first.portal, team=first.team, indicator=USED, percent=5,
            start=first.start, by=first.by, set_on=first.set_on,
        )  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"percent": 0},
        {"percent": 101},
        {"by": date(2026, 10, 1)},
        {"by": date(2027, 6, 2)},
        {"indicator": "known"},
        {"ended_on": date(2020, 1, 1)},
    ],
)
def test_the_database_refuses_what_is_no_target(published, wrong):
    first = target(published)

    with pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.filter(pk=first.pk).update(**wrong)


def test_a_group_whose_rate_is_hidden_gets_none(published):
    with pytest.raises(ValidationError) as refused:
        target(published, team=published["teams"]["small"])

    assert refused.value.code == "hidden"


@pytest.mark.parametrize("by", [OCTOBER, Month(2029, 11)])
def test_it_is_due_after_its_start_and_within_three_years(published, by):
    with pytest.raises(ValidationError):
        target(published, by=by)


def test_dropped_twice_it_ends_once(published):
    first = target(published)
    drop_target(target=first)
    ended = Target.objects.get().ended_on

    drop_target(target=first)

    assert Target.objects.get().ended_on == ended


# --- The pages -------------------------------------------------------------------------------------


def test_the_programme_says_how_likely_a_target_is(published, reader):
    a_year_of_months(published["portal"])
    target(published, percent=95, by=Month(2027, 1))

    page = reader.get(PROGRAMME).content.decode()

    assert "out of reach at this pace" in page
    assert "95%" in page


def test_with_one_month_it_says_that_it_cannot_tell(published, reader):
    target(published)

    assert (
        "No forecast for the target of 60%: too few months"
        in reader.get(PROGRAMME).content.decode()
    )


def test_the_form_sets_one_and_says_what_is_wrong(published, reader):
    given = {"team": root().pk, "indicator": "used", "percent": 60, "by": str(JUNE)}

    refused = reader.post(TARGETS, given | {"percent": 400})
    assert not Target.objects.exists()
    assert refused.context["form"].errors
    assert reader.post(TARGETS, given).status_code == 302
    assert Target.objects.get().percent == 60


def test_every_group_with_a_rate_can_be_chosen(published, reader):
    names = [
        name.strip() for _key, name in reader.get(TARGETS).context["form"].fields["team"].choices
    ]

    assert "Agence Nord" in names
    assert "Régie" not in names  # too small for a figure


def test_of_many_groups_those_nearest_the_top_are_listed_and_any_other_is_led_to(
    published, reader, monkeypatch
):
    whole = [int(key) for key, _name in _listed(reader.get(TARGETS))]
    monkeypatch.setattr(views, "LISTED", 2)
    cut = reader.get(TARGETS)
    last = Team.objects.get(pk=whole[-1])

    assert [int(key) for key, _name in _listed(cut)] == whole[:2]
    assert cut.context["form"].fields["team"].help_text
    led = f"{TARGETS}?equipe={last.pk}"
    given = {"team": last.pk, "indicator": "used", "percent": 99, "by": str(JUNE)}
    assert _listed(reader.get(led))[-1][0] == last.pk
    assert reader.post(TARGETS, given).status_code == 200
    assert reader.post(led, given).status_code == 302
    assert Target.objects.get().team == last


def test_the_page_of_a_group_leads_whoever_sets_targets_to_its_own(published, reader, client):
    north = published["teams"]["north"]
    led = f"{TARGETS}?portail=espace-locataire&amp;equipe={north.pk}#fixer"
    page = reverse("adoption:team")

    assert led in reader.get(page, {"equipe": north.pk}).content.decode()
    assert reader.get(f"{TARGETS}?portail=espace-locataire&equipe={north.pk}").status_code == 200
    client.force_login(published["people"]["north"][0])
    assert TARGETS not in client.get(page).content.decode()


def test_the_programme_lists_a_few_targets_and_says_how_many_more_there_are(
    published, reader, monkeypatch
):
    a_year_of_months(published["portal"])
    monkeypatch.setattr(programme_parts, "OTHER_AIMS", 0)
    target(published, percent=95, by=Month(2027, 1))
    alone = reader.get(PROGRAMME).content.decode()
    target(published, percent=95, by=Month(2027, 1), indicator=TargetIndicator.HABIT)

    page = reader.get(PROGRAMME).content.decode()

    assert "One more target is on the page of all targets." in page
    assert "on the page of all targets" not in alone


def _listed(page):
    return page.context["form"].fields["team"].choices


def test_what_is_surely_reached_is_no_target(published, reader):
    given = {"team": root().pk, "indicator": "used", "percent": 1, "by": str(JUNE)}

    refused = reader.post(TARGETS, given)

    assert not Target.objects.exists()
    assert "This rate is there already" in str(refused.context["form"].errors["percent"])


def test_dropped_in_two_tabs_the_second_says_so(published, reader):
    address = reverse("adoption:drop_target", args=[target(published).uuid])

    reader.post(address)
    second = reader.post(address, follow=True)

    assert second.status_code == 200
    assert "dropped already" in second.content.decode()


def test_whoever_only_reads_all_figures_sets_none(published, client, data_protection_officer):
    client.force_login(data_protection_officer)

    page = client.get(TARGETS)
    posted = client.post(
        TARGETS, {"team": root().pk, "indicator": "used", "percent": 60, "by": str(JUNE)}
    )

    assert page.context["form"] is None
    assert posted.status_code == 404


def test_a_target_of_later_is_not_on_the_page_of_an_earlier_month(published, reader):
    a_year_of_months(published["portal"])
    target(published)

    earlier = reader.get(PROGRAMME, {"mois": "2026-08"})

    assert (earlier.context["aim"], earlier.context["other_aims"]) == (None, [])


def test_the_file_has_the_targets_in_words(published, reader):
    target(published)

    text = reader.get(reverse("adoption:target_table")).content.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text), delimiter=";")

    assert row["In words"] == "no forecast: too few months"


def test_no_text_of_a_file_is_taken_for_a_formula(published, reader):
    team = published["teams"]["division"]
    type(team).objects.filter(pk=team.pk).update(name="=2+3")
    team.refresh_from_db()
    target(published, team=team)

    text = reader.get(reverse("adoption:target_table")).content.decode("utf-8-sig")

    assert "'=2+3" in text


def test_charts_are_the_same_file_for_the_same_figures(published, reader):
    a_year_of_months(published["portal"])
    made = target(published)
    for url in (
        reverse("adoption:target_chart", args=[made.uuid, "light"]),
        reverse("adoption:segment_chart", args=["dark-narrow"]),
        reverse("adoption:quarter_chart", args=["light"]),
    ):
        first, second = reader.get(url), reader.get(url)
        assert first.status_code == 200
        assert first.content == second.content
        assert reader.get(url, headers={"if-none-match": first["ETag"]}).status_code == 304


def test_the_report_asks_what_to_do_about_an_unlikely_target(published):
    a_year_of_months(published["portal"])
    target(published, percent=95, by=Month(2027, 1))

    section = section_of("next_steps", edition_of(published["portal"].publications.latest("month")))

    assert len(section.decisions) == 1
    assert len(section.tables[0].rows) == 1


@pytest.mark.usefixtures("in_english")
def test_the_report_says_a_page_of_targets_and_how_many_more_there_are(published, monkeypatch):
    a_year_of_months(published["portal"])
    monkeypatch.setattr(next_steps, "MOST_TARGETS", 1)
    edition = edition_of(published["portal"].publications.latest("month"))
    target(published, percent=95, by=Month(2027, 1))
    alone = section_of("next_steps", edition)
    target(published, percent=95, by=Month(2027, 1), indicator=TargetIndicator.HABIT)

    both = section_of("next_steps", edition_of(edition.publication))

    assert "One more target is on the page of all targets." in both.paragraphs
    assert "on the page of all targets" not in str(alone.paragraphs)
    assert [len(each.tables[0].rows) for each in (alone, both)] == [1, 1]
    assert len(both.decisions) == 2


# --- What is shown of the groups -------------------------------------------------------------------


def names(response):
    return [each["name"] for each in response.context["lines"]]


def test_columns_depth_and_shown_groups_are_chosen_in_the_address(published, reader):
    everything = names(reader.get(PROGRAMME))

    column = reader.get(PROGRAMME, {"indicateur": "habit"})
    level = reader.get(PROGRAMME, {"niveaux": "1"})
    shown = reader.get(PROGRAMME, {"affiches": "oui"})

    assert [len(each["cells"]) for each in column.context["lines"]] == [1] * len(everything)
    assert names(level) == everything[:2]
    assert names(shown) == [each for each in everything if each != "Régie"]


def test_the_file_follows_the_address(published, reader):
    query = {"indicateur": "habit", "affiches": "oui"}

    text = reader.get(reverse("adoption:programme_table"), query).content.decode("utf-8-sig")
    headings, *rows = csv.reader(io.StringIO(text), delimiter=";")

    assert len(headings) == 3 + 1 + 2 * 2
    assert [row[0] for row in rows[1:]] == names(reader.get(PROGRAMME, query))[1:]


@pytest.mark.parametrize(
    "query", [{"indicateur": "chain"}, {"niveaux": "9"}, {"affiches": "non"}, {"tri": "used"}]
)
def test_what_is_no_filter_is_not_found(published, reader, query):
    assert reader.get(PROGRAMME, query).status_code == 404


def test_a_target_is_changed_from_its_own_values_and_what_was_aimed_at_stays(published, reader):
    team = published["teams"]["north"]
    found = target(published, team=team)
    page = reader.get(TARGETS, {"cible": str(found.uuid)})
    form = page.context["form"]
    assert (form["team"].value(), form["percent"].value()) == (team.pk, found.percent)
    assert form["by"].value() == str(Month.containing(found.by))

    answer = reader.post(
        f"{TARGETS}?cible={found.uuid}",
        {"team": team.pk, "indicator": "used", "percent": found.percent + 5, "by": str(JUNE)},
        follow=True,
    )

    assert Target.objects.in_force().get(team=team).percent == found.percent + 5
    [before] = answer.context["before"]
    assert "Usage rate: 15 of 24" in before["words"]
    assert "Before: " in answer.content.decode()


@pytest.mark.parametrize("ending", ["", "_workbook"])
def test_the_course_of_a_target_is_a_file_as_on_the_page(published, reader, ending):
    found = target(published)
    page = reader.get(TARGETS, {"cible": str(found.uuid)})

    answer = reader.get(reverse(f"adoption:target_course{ending}", args=[found.uuid]))

    aim = page.context["aim"]
    headings, *rows = cells_of(answer)
    assert headings[4:7] == ["Published, at least", "Published, at most", "Population"]
    assert [row[:4] for row in rows] == [list(row) for row in aim["rows"]]
    low, high, population = map(int, rows[0][4:7])
    share = Rate(100 * low / population, 100 * high / population).rounded()
    assert rows[0][1] == percent_text(share.low, share.high)


def used_in(team):
    row = Figure.objects.get(team=team, indicator="used")
    return Measure(row.low, row.high, row.population)


def test_the_file_of_a_small_group_counts_people_and_says_no_percentage(published, reader):
    north = published["teams"]["north"]
    made, used = target(published, team=north), used_in(north)

    answer = reader.get(reverse("adoption:target_course", args=[made.uuid]))

    headings, first, *_rows = cells_of(answer)
    told = dict(zip(headings, first, strict=True))
    numbers = [told[name] for name in ("Published, at least", "Published, at most", "Population")]
    assert told["Published"] == cell_text(used)
    assert [int(each) for each in numbers] == [used.low, used.high, 24]
    assert "%" not in "".join(first)


def test_a_small_group_is_judged_by_people_and_its_drawing_counts_them(published, reader):
    north = published["teams"]["north"]
    made = target(published, team=north)

    page = reader.get(TARGETS, {"cible": str(made.uuid)}).content.decode()
    drawing = reader.get(reverse("adoption:target_chart", args=[made.uuid, "light"]))

    assert "No forecast for the target of 15 of 24: fewer than 50 people" in page
    assert f"Published: {cell_text(used_in(north))}" in drawing.content.decode()
    assert "%</text>" not in drawing.content.decode()


def test_a_target_set_while_rates_were_of_those_known_is_not_judged(published, reader):
    before = OCTOBER.shifted(-1)
    old = Publication.objects.create(
        portal=published["portal"], month=before.first_day, populations=1,
        status=published["portal"].publications.get().status,
        parameters={"indicators": {"used": 2}},
    )  # fmt: skip
    Figure.objects.create(
        publication=old, team=root(), team_name="x", indicator="used", kind="exact",
        population=60, low=9, high=9,
    )  # fmt: skip
    made = set_target(
        portal=published["portal"], team=root(), indicator=USED, percent=60, by=JUNE, start=before
    )

    page = reader.get(TARGETS, {"cible": str(made.uuid)})

    assert page.context["aim"]["verdict"] == "set on another base"
    assert "rates are now of everybody" in page.content.decode()
    assert {row[2] for row in page.context["aim"]["rows"]} == {"–"}


def test_of_habits_that_are_not_published_nothing_is_said(published):
    made = Target(team=root(), indicator=TargetIndicator.HABIT, percent=60, by=JUNE.first_day)
    history = RateHistory((OCTOBER.shifted(-1), OCTOBER), (Measure(12, 12, 60), HIDDEN))
    aim = TargetProgress(made, outlook(Goal(60, OCTOBER.shifted(-1), JUNE), history))

    with override("en"):
        assert [row[1] for row in words.table(aim)[1][:2]] == ["20%", "–"]
        assert words.file_table(aim)[1][1][4:7] == ["–"] * 3
