"""Bundles the style sheets: a list gives the order of its files, and its bundle is what pages link."""

import re
from pathlib import Path


BUNDLES = {"bundle.css": "passerelle.css", "further-bundle.css": "further.css"}  # of which list

_LAYERS = re.compile(r"^@layer [\w, ]+;$", re.MULTILINE)
_IMPORT = re.compile(r'^@import url\("(?P<file>[\w.-]+)"\) layer\((?P<layer>\w+)\);$', re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def bundled_css(folder: Path) -> dict[str, str]:
    """Return the text of each bundle: each imported file inside its layer, in the list's order.

    The bundles stand beside their sources, so that relative font addresses stay true. Raises ValueError when
    a file of the folder is not imported: it would never reach a page.
    """
    lists = {
        bundle: (folder / name).read_text(encoding="utf-8") for bundle, name in BUNDLES.items()
    }
    _refuse_orphans(
        folder, {match["file"] for text in lists.values() for match in _IMPORT.finditer(text)}
    )
    return {bundle: _bundled(folder, BUNDLES[bundle], text) for bundle, text in lists.items()}


def is_bundle_current(folder: Path, name: str) -> bool:
    """Tell whether the committed bundle of this name is what its sources would give."""
    path = folder / name
    return path.exists() and path.read_text(encoding="utf-8") == bundled_css(folder)[name]


def _bundled(folder: Path, name: str, text: str) -> str:
    order = _LAYERS.search(text)
    if order is None:
        raise ValueError(f"{name} does not declare the order of its layers")
    parts = [order[0]]
    for match in _IMPORT.finditer(text):
        css = _compact((folder / match["file"]).read_text(encoding="utf-8"))
        parts.append(f"@layer {match['layer']} {{\n{css}\n}}")
    return "\n".join(parts) + "\n"


def _refuse_orphans(folder: Path, imported: set[str]) -> None:
    present = {path.name for path in folder.glob("*.css")} - {*BUNDLES, *BUNDLES.values()}
    if orphans := sorted(present - imported):
        raise ValueError(f"not imported by {' or '.join(BUNDLES.values())}: {', '.join(orphans)}")


def _compact(css: str) -> str:
    """Drop comments, indentation and empty lines. No value is rewritten."""
    lines = (line.strip() for line in _COMMENT.sub("", css).splitlines())
    return "\n".join(line for line in lines if line)
