"""Charts are read in grey, by the colour-blind, in both themes and languages, and are drawn once."""

import io
import re
from datetime import date
from itertools import combinations
from pickle import UnpicklingError

import numpy as np
import pytest
from bs4 import BeautifulSoup
from django.utils.safestring import mark_safe
from django.utils.translation import override

from adoption.foundation.rates import Rate
from adoption.publishing.charts.calls import AT_ONCE, DrawingUnavailableError
from adoption.publishing.charts.drawing_cache import drawing_name
from adoption.publishing.charts.drawing_process import replay
from adoption.publishing.charts.frame import (
    DASHES,
    PALETTES,
    VARIANTS,
    as_svg,
    legend_above,
    new_figure,
    paper_style,
)
from adoption.report import charts as rate_charts
from adoption.report.charts import Line, draw_rates
from core.colours import readable_accent
from tests.adoption.colours import DEFICIENCIES, ciede2000, contrast, perceived_lab


LINES = (
    Line("Ont un compte", (Rate(40, 44), None, Rate(50, 50), Rate(51, 60))),
    Line("L’ont utilisé", (None, Rate(20, 30), None, Rate(22, 25))),
    Line("En ont l’habitude", (None, None, None, None)),
)
MONTHS = ("juil. 2026", "août 2026", "sept. 2026", "oct. 2026")
# Of the design's README: the least CIEDE2000 between two lines, for eyes that see fewer colours.
LEAST_DIFFERENCE = {"light": 17, "dark": 13}


def test_the_measure_of_difference_is_the_published_one():
    """Pairs 1, 7, 17 and 25 of Sharma, Wu and Dalal."""
    for one, other, difference in (
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ):
        assert ciede2000(one, other) == pytest.approx(difference, abs=1e-4)


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_two_lines_differ_for_eyes_that_see_fewer_colours(theme, deficiency):
    lines = [perceived_lab(colour, deficiency) for colour in PALETTES[theme].lines]

    least = min(ciede2000(one, other) for one, other in combinations(lines, 2))

    assert round(least) >= LEAST_DIFFERENCE[theme]


@pytest.mark.parametrize("theme", PALETTES)
def test_every_line_and_letter_stands_out_in_grey(theme):
    palette = PALETTES[theme]

    assert min(contrast(colour, palette.paper) for colour in palette.lines) >= 3
    assert contrast(palette.ink, palette.paper) >= 7
    assert contrast(palette.axis, palette.paper) >= 3


def test_whoever_sees_no_colour_tells_lines_apart_by_their_dashes():
    assert len(DASHES) == len({str(each) for each in DASHES.values()}) == 4

    svg = draw_rates(LINES, MONTHS, "light").decode()
    for number in (2, 3):
        assert len(re.findall(r"stroke-dasharray: ([\d., ]+)", svg)) >= number


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_drawing_is_the_same_to_the_byte_and_a_whole_picture(variant):
    svg = draw_rates(LINES, MONTHS, variant)

    assert svg == draw_rates(LINES, MONTHS, variant)
    assert BeautifulSoup(svg, "xml").svg["width"]
    assert PALETTES[variant.partition("-")[0]].paper.encode() in svg


def test_on_paper_letters_keep_their_size_on_a_smaller_sheet():
    def width_of(svg):
        return float(re.search(rb'width="([\d.]+)pt"', svg)[1])

    wide = draw_rates(LINES, MONTHS, "light")
    with paper_style():
        paper = draw_rates(LINES, MONTHS, "light")

    assert width_of(wide) == rate_charts.RATE_SIZES[0][0]
    assert width_of(paper) == pytest.approx(0.64 * width_of(wide), abs=1)
    assert PALETTES["light"].paper.encode() not in paper
    assert draw_rates(LINES, MONTHS, "light") == wide


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("accent", ["#000000", "#ffffff", "#ffd400", "#c2185b", "#00ff00"])
def test_whatever_its_accent_an_organisation_reads_its_lines(theme, accent):
    assert contrast(readable_accent(accent, theme), PALETTES[theme].paper) >= 4.5


def test_an_accent_that_can_be_read_stays_as_it_is():
    assert readable_accent("#00567a", "light") == "#00567a"


def answered(part):
    """Return what matplotlib makes of a drawing up to this part."""
    return replay(io.BytesIO(part._calls.stream.getvalue()))


def test_no_legend_is_cut_however_long_its_names():
    """It takes fewer columns than asked where the figure cannot hold them."""
    names = ("Téléphone", "Accueil physique", "Message sur le site", "Courrier électronique")
    figure = new_figure(640, 400, PALETTES["light"])
    axes = figure.subplots()
    for name in names:
        axes.plot([0, 1], [0, 1], label=name)

    columns = answered(legend_above(axes, PALETTES["light"], ncols=4))
    width = answered(axes.get_legend().get_window_extent().width)

    assert 1 <= columns < 4
    assert width < answered(figure.bbox.width)


# --- Drawn apart ----------------------------------------------------------------------------------------


def test_a_web_process_has_it_drawn_to_the_same_byte(settings):
    here = draw_rates(LINES, MONTHS, "light-narrow")
    settings.DRAW_APART = True

    assert draw_rates(LINES, MONTHS, "light-narrow") == here


def test_what_cannot_be_drawn_says_so_and_holds_up_nothing(settings):
    settings.DRAW_APART = True
    for _more_than_at_once in range(AT_ONCE + 1):
        figure = new_figure(100, 100, PALETTES["light"])
        figure.subplots().no_such_thing()
        with pytest.raises(DrawingUnavailableError, match="no_such_thing"):
            as_svg(figure)


def test_a_drawing_is_told_plain_values_alone():
    axes = new_figure(100, 100, PALETTES["light"]).subplots()
    axes.set_title(mark_safe("<b>"), pad=np.float64(1.5))

    assert answered(axes.get_title()) == "<b>"
    with pytest.raises(UnpicklingError):
        answered(axes.set_title(date(2026, 12, 1)))
    with pytest.raises(TypeError):
        list(axes)


def test_a_drawing_hangs_on_its_language():
    with override("fr"):
        french = drawing_name(("chart", 1))
    with override("en"):
        assert drawing_name(("chart", 1)) != french
