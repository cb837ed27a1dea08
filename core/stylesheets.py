"""Bundles the style sheets: `passerelle.css` gives the order, `bundle.css` is what pages link."""

import re
from pathlib import Path


MANIFEST = "passerelle.css"
BUNDLE = "bundle.css"

_LAYERS = re.compile(r"^@layer [\w, ]+;$", re.MULTILINE)
_IMPORT = re.compile(r'^@import url\("(?P<file>[\w.-]+)"\) layer\((?P<layer>\w+)\);$', re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def bundled_css(folder: Path) -> str:
    """Return the text of the bundle: each imported file inside its layer, in the manifest's order.

    The bundle stands beside its sources, so that relative font addresses stay true. Raises ValueError when
    a file of the folder is not imported: it would never reach a page.
    """
    manifest = (folder / MANIFEST).read_text(encoding="utf-8")
    imports = [(match["file"], match["layer"]) for match in _IMPORT.finditer(manifest)]
    _refuse_orphans(folder, {file for file, _ in imports})
    order = _LAYERS.search(manifest)
    if order is None:
        raise ValueError(f"{MANIFEST} does not declare the order of its layers")
    parts = [order[0]]
    for file, layer in imports:
        css = _compact((folder / file).read_text(encoding="utf-8"))
        parts.append(f"@layer {layer} {{\n{css}\n}}")
    return "\n".join(parts) + "\n"


def is_bundle_current(folder: Path) -> bool:
    """Whether the committed bundle is what its sources would give."""
    path = folder / BUNDLE
    return path.exists() and path.read_text(encoding="utf-8") == bundled_css(folder)


def _refuse_orphans(folder: Path, imported: set[str]) -> None:
    present = {path.name for path in folder.glob("*.css")} - {MANIFEST, BUNDLE}
    if orphans := sorted(present - imported):
        raise ValueError(f"not imported by {MANIFEST}: {', '.join(orphans)}")


def _compact(css: str) -> str:
    """Drop comments, indentation and empty lines. No value is rewritten."""
    lines = (line.strip() for line in _COMMENT.sub("", css).splitlines())
    return "\n".join(line for line in lines if line)
