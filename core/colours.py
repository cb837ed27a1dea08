"""The organisation's accent: as charts may draw it (as light as static/css/tokens.css clamps it), and whether it can be read
on white, where mails show it as it is. No Django."""

from math import atan2, cos, hypot, sin


LIGHTNESS = {"light": (0.3, 0.46), "dark": (0.8, 0.86)}
MOST_CHROMA = {"light": 0.15, "dark": 0.1}
# Oklab, as CSS Color 4 defines it.
TO_LMS = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
TO_LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
FROM_LAB = (
    (1, 0.3963377774, 0.2158037573),
    (1, -0.1055613458, -0.0638541728),
    (1, -0.0894841775, -1.2914855480),
)
FROM_LMS = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)


LUMINANCE = (0.2126, 0.7152, 0.0722)
LEAST_CONTRAST = 4.5  # WCAG AA, for words
WHITE = "#ffffff"


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast of two colours (#rrggbb), from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    return sum(x * y for x, y in zip(LUMINANCE, _channels(colour), strict=True))


def nearest_readable(accent: str) -> str:
    """Return the colour itself, or the lightest of its hue that can be read on white."""
    lightness, chroma, hue = _polar(accent)
    shown = accent
    while contrast(shown, WHITE) < LEAST_CONTRAST:
        lightness = max(0.0, lightness - 0.005)
        shown = _within_screen(lightness, chroma, hue)
    return shown


def readable_accent(accent: str, theme: str) -> str:
    """Return `accent` (#rrggbb) in the lightness that can be read on the theme's paper, as vivid as a screen can show it."""
    lightness, chroma, hue = _polar(accent)
    least, most = LIGHTNESS[theme]
    return _within_screen(min(max(lightness, least), most), min(chroma, MOST_CHROMA[theme]), hue)


def _channels(colour: str) -> list[float]:
    return [_linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5)]


def _polar(colour: str) -> tuple[float, float, float]:
    """Return lightness, chroma and hue in OKLCH."""
    lms = [value ** (1 / 3) for value in _times(TO_LMS, _channels(colour))]
    lightness, a, b = _times(TO_LAB, lms)
    return lightness, hypot(a, b), atan2(b, a)


def _within_screen(lightness: float, chroma: float, hue: float) -> str:
    """Return the colour, less vivid where no screen shows it."""
    while True:
        lab = (lightness, chroma * cos(hue), chroma * sin(hue))
        shown = _times(FROM_LMS, [value**3 for value in _times(FROM_LAB, lab)])
        if chroma == 0 or all(-0.0005 <= value <= 1.0005 for value in shown):
            return "#" + "".join(f"{round(255 * _encoded(value)):02x}" for value in shown)
        chroma = max(0, chroma - 0.004)


def _times(matrix, vector):
    return [sum(x * y for x, y in zip(row, vector, strict=True)) for row in matrix]


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _encoded(value: float) -> float:
    value = min(max(value, 0.0), 1.0)
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
