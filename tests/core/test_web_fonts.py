"""The fonts of pages: no letter of a name is lost, no weight of the style is missing, what is sent first stays small."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from fontTools.ttLib import TTFont

from core.stylesheets import bundled_css
from core.web_fonts import CORE, FAMILIES, PARTS, font_faces, make_fonts


STATIC = Path(settings.BASE_DIR) / "static"
FONTS = STATIC / "fonts"
NAMES = "ŁódźŐszŞükrüȘtefanŽižekČapekØyvindÅsaÑúñezGroßÞórİpekĞülÿŸĂĐăn"
FIRST = 25_000  # bytes of what every page needs


def letters(family, *parts):
    return {letter for part in parts for letter in TTFont(FONTS / family.made(part)).getBestCmap()}


def test_committed_style_names_the_letters_that_the_fonts_have():
    assert (STATIC / "css" / "fonts.css").read_text("utf-8") == font_faces(FONTS), (
        "run manage.py build_fonts"
    )


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_no_letter_of_a_name_is_lost(family):
    core = letters(family, "core")

    assert (
        set(map(ord, "Où l’élève naïf, à Noël, paya 12 € « ça » – œuvre… ? No: “don’t”!")) <= core
    )
    assert core <= CORE
    assert set(map(ord, NAMES)) <= letters(family, *PARTS)
    assert set(range(0x20, 0x7F)) <= letters(family, *PARTS)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_font_says_whose_it_is_and_has_the_weights_of_the_style(family):
    asked = {
        int(weight) for weight in re.findall(r"font(?:-weight)?: (\d{3})\b", titles_or_text(family))
    }
    for part in PARTS:
        font = TTFont(FONTS / family.made(part))
        least, most = weights(font)
        assert "Project Authors" in font["name"].getDebugName(0)
        assert "OFL" in font["name"].getDebugName(14).replace("openfontlicense", "OFL")
        assert least <= min(asked)
        assert max(asked) <= most


def weights(font):
    """Return the least and the most of a font; of one that has a single weight, twice this."""
    if "fvar" not in font:
        return [font["OS/2"].usWeightClass] * 2
    [weight] = font["fvar"].axes
    return weight.minValue, weight.maxValue


def titles_or_text(family):
    """Return the rules of the style that set a weight in this family."""
    rules = re.findall(r"\{[^{}]*\}", "".join(bundled_css(STATIC / "css").values()))
    is_title = family.name.startswith("bricolage")
    chosen = [rule for rule in rules if ("--font-title)" in rule) == is_title]
    return "\n".join(
        rule for rule in chosen if "monospace" not in rule and "@font-face" not in rule
    )


def test_what_every_page_needs_stays_small():
    assert sum((FONTS / family.made("core")).stat().st_size for family in FAMILIES) < FIRST


def test_without_the_originals_nothing_is_written(tmp_path, settings):
    settings.BASE_DIR = tmp_path

    with pytest.raises(CommandError, match="atkinson"):
        call_command("build_fonts", tmp_path)

    assert not list(tmp_path.iterdir())


@pytest.mark.full
def test_fonts_are_made_again_from_their_originals(tmp_path):
    """The committed files stand for originals: made narrower once more, they are what they were."""
    originals = tmp_path / "originals"
    for family in FAMILIES:
        for part, of in (("latin", "core"), ("latin-ext", "latin-ext")):
            path = originals / family.original(part)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes((FONTS / family.made(of)).read_bytes())

    made = make_fonts(originals, tmp_path)

    assert [path.name for path in made] == [
        family.made(part) for family in FAMILIES for part in PARTS
    ]
    for family in FAMILIES:
        again = TTFont(tmp_path / family.made("core"))
        assert again.getBestCmap().keys() == letters(family, "core")
        assert not TTFont(tmp_path / family.made("latin")).getBestCmap()
