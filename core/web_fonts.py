"""Makes the fonts of pages from their originals: the letters of French and English apart, in the weights that the style uses.

fontTools comes with matplotlib; its woff2 needs brotli, which developers have.
"""

from collections.abc import Collection
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont


FRENCH = "àâæçèéêëîïôœùûüÿÀÂÆÇÈÉÊËÎÏÔŒÙÛÜŸ"
SIGNS = "\u00a0·×°€−–—‘’“”«»…•↑↓"  # what pages write with
SELDOM = "\\^_{}|~`<>=#$[]"  # an eighth of a file
CORE = frozenset(map(ord, {*map(chr, range(0x20, 0x7F)), *FRENCH, *SIGNS} - {*SELDOM}))
# What the style asks for: small capitals, old figures and fractions are nowhere.
FEATURES = ["ccmp", "locl", "kern", "mark", "mkmk", "tnum"]
UNSEEN_KERNING = 6  # thousandths of an em: a quarter of a pixel in our largest title
PAIRS = 2  # type of a lookup of GPOS
EXTENSION = 9


@dataclass(frozen=True, slots=True)
class Family:
    """Family of fonts. `weights`: least, usual and most, or the same thrice; `kerned_at`: the weight whose kerning all take.

    Until it is there, its letters are those of `stand_in`, as wide as its own once they are `stretched`.
    """

    name: str
    title: str
    package: str
    weights: tuple[int, int, int]
    kerned_at: int
    stand_in: tuple[str, str]
    stretched: float

    def original(self, part: str) -> str:
        return f"{self.package.rpartition('/')[2]}/files/{self.name}-{part}-wght-normal.woff2"

    def made(self, part: str) -> str:
        return f"{self.name}-{part}.woff2"


PARTS = ("core", "latin", "latin-ext")
# The packages of npm in which the originals are; Bricolage’s size axis is left out there already.
FAMILIES = (
    Family(
        "atkinson-hyperlegible-next",
        "Atkinson Hyperlegible Next",
        "@fontsource-variable/atkinson-hyperlegible-next",
        weights=(400, 400, 700),
        kerned_at=500,
        stand_in=("Arial", "Liberation Sans"),
        stretched=0.99,
    ),
    Family(
        "bricolage-grotesque",
        "Bricolage Grotesque",
        "@fontsource-variable/bricolage-grotesque",
        weights=(700, 700, 700),  # one weight: a third of the file less
        kerned_at=700,
        stand_in=("Arial Bold", "Liberation Sans Bold"),
        stretched=1.006,
    ),
)


def make_fonts(originals: Path, folder: Path) -> list[Path]:
    """Write three files of each family: French and English, what else its Latin file has, and the rest of Latin."""
    written = []
    for family in FAMILIES:
        seen: set[int] = set()
        for part, original, wanted in (
            ("core", "latin", CORE),
            ("latin", "latin", None),
            ("latin-ext", "latin-ext", None),
        ):
            font = TTFont(originals / family.original(original), recalcTimestamp=False)
            letters = (font.getBestCmap().keys() & (wanted or font.getBestCmap().keys())) - seen
            seen |= letters
            path = folder / family.made(part)
            _narrowed(font, letters, family).save(path)
            written.append(path)
    return written


def font_faces(folder: Path) -> str:
    """Return the style that names the fonts of a folder, each with its letters, and what stands in for them meanwhile."""
    rules = [
        rule
        for family in FAMILIES
        for rule in (
            *(_face(family, folder, part) for part in PARTS),
            _stand_in(family, TTFont(folder / family.made("core"))),
        )
    ]
    return "/* Written by manage.py build_fonts. */\n" + "".join(rules)


def _face(family: Family, folder: Path, part: str) -> str:
    least, _, most = family.weights
    weight = str(least) if least == most else f"{least} {most}"
    return (
        f'@font-face {{ font-family: "{family.title}"; font-weight: {weight}; font-display: swap;\n'
        f'  src: url("../fonts/{family.made(part)}") format("woff2");\n'
        f"  unicode-range: {unicode_range(TTFont(folder / family.made(part)))}; }}\n"
    )


def _stand_in(family: Family, core: TTFont) -> str:
    heights = {
        "ascent": core["hhea"].ascent,
        "descent": -core["hhea"].descent,
        "line-gap": core["hhea"].lineGap,
    }
    overrides = "".join(
        f"{name}-override: {height / core['head'].unitsPerEm / family.stretched:.1%}; "
        for name, height in heights.items()
    )
    local = ", ".join(f'local("{name}")' for name in family.stand_in)
    return (
        f'@font-face {{ font-family: "{family.title} meanwhile"; src: {local};\n'
        f"  size-adjust: {family.stretched:.1%}; {overrides}\n"
        f"  unicode-range: {unicode_range(core)}; }}\n"
    )


def unicode_range(font: TTFont) -> str:
    """Return the letters that a font has, as CSS writes them."""
    runs: list[list[int]] = []
    for letter in sorted(font.getBestCmap()):
        if runs and letter == runs[-1][1] + 1:
            runs[-1][1] = letter
        else:
            runs.append([letter, letter])
    return ", ".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


def _narrowed(font: TTFont, letters: Collection[int], family: Family) -> TTFont:
    options = Options()
    options.layout_features = FEATURES
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # with the licence and who made it
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    narrowed = _of_weights(deepcopy(font), family.weights)
    if "GPOS" in font:
        narrowed["GPOS"] = _of_weights(font, family.kerned_at)["GPOS"]
        _drop_unseen_kerning(narrowed["GPOS"].table)
    narrowed.flavor = "woff2"
    return narrowed


def _of_weights(font: TTFont, weights: tuple[int, int, int] | int) -> TTFont:
    return instantiateVariableFont(font, {"wght": weights}) if "fvar" in font else font


def _drop_unseen_kerning(table) -> None:
    for lookup in table.LookupList.Lookup:
        for part in lookup.SubTable:
            pairs = part.ExtSubTable if part.LookupType == EXTENSION else part
            if pairs.LookupType != PAIRS:
                continue
            if pairs.Format == 1:
                for one in pairs.PairSet:
                    one.PairValueRecord = [
                        pair for pair in one.PairValueRecord if not _is_unseen(pair.Value1)
                    ]
            else:
                for first in pairs.Class1Record:
                    for second in first.Class2Record:
                        if second.Value1 and _is_unseen(second.Value1):
                            second.Value1.XAdvance = 0


def _is_unseen(value) -> bool:
    return abs(getattr(value, "XAdvance", 0)) < UNSEEN_KERNING
