import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.management import CommandError, call_command

from core.icons import icon_names
from core.stylesheets import BUNDLES, bundled_css, is_bundle_current


CSS = Path(settings.BASE_DIR) / "static" / "css"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
TAKEN_AWAY = TEMPLATES / "people" / "export.html"  # a file, read outside the pages and their policy
MAILED = TEMPLATES / "people" / "mail" / "frame.html"
MANIFEST = '@layer base, components;\n@import url("a.css") layer(base);\n'


def write(folder, further="@layer base, components;\n", **files):
    (folder / "further.css").write_text(further, encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.css").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", BUNDLES)
def test_committed_bundle_is_what_its_sources_give(name):
    assert is_bundle_current(CSS, name), "run manage.py build_css"


def test_bundles_keep_the_order_of_the_layers(tmp_path):
    further = MANIFEST.replace("a.css", "b.css")
    a, b = "/* why */\np {\n  margin: 0;\n}\n", "h1 { margin: 0; }"
    folder = write(tmp_path, further, passerelle=MANIFEST, a=a, b=b)

    assert bundled_css(folder) == {
        "bundle.css": "@layer base, components;\n@layer base {\np {\nmargin: 0;\n}\n}\n",
        "further-bundle.css": "@layer base, components;\n@layer base {\nh1 { margin: 0; }\n}\n",
    }


def test_file_that_nobody_imports_is_refused(tmp_path):
    folder = write(tmp_path, passerelle=MANIFEST, a="", forgotten="p { margin: 0 }")

    with pytest.raises(ValueError, match=r"forgotten\.css"):
        bundled_css(folder)


def test_changed_source_makes_the_bundle_stale(tmp_path):
    folder = write(tmp_path, passerelle=MANIFEST, a="p { margin: 0 }")
    for name, text in bundled_css(folder).items():
        (folder / name).write_text(text, encoding="utf-8")
        assert is_bundle_current(folder, name)

    write(folder, a="p { margin: 1px }")

    assert not is_bundle_current(folder, "bundle.css")
    assert is_bundle_current(folder, "further-bundle.css")


def test_check_fails_on_a_stale_bundle_and_build_mends_it(tmp_path, settings):
    folder = tmp_path / "static" / "css"
    folder.mkdir(parents=True)
    (tmp_path / "static" / "drawings").mkdir()
    write(folder, passerelle=MANIFEST, a="p { margin: 0 }")
    settings.BASE_DIR = tmp_path

    with pytest.raises(CommandError, match="bundle"):
        call_command("build_css", check=True)
    call_command("build_css", stdout=StringIO())
    call_command("build_css", check=True)


def test_every_address_in_the_bundle_survives_hashed_names(tmp_path):
    """collectstatic rewrites each url(): a missing file would stop a deployment."""
    storage = ManifestStaticFilesStorage(location=tmp_path)
    source = Path(settings.BASE_DIR) / "static"
    paths = {
        str(path.relative_to(source)): (storage_of(source), str(path.relative_to(source)))
        for path in source.rglob("*")
        if path.suffix in {".css", ".woff2", ".svg"}
    }
    for name in paths:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((source / name).read_bytes())

    errors = [
        result for _, _, result in storage.post_process(paths) if isinstance(result, Exception)
    ]

    assert not errors
    hashed = (tmp_path / storage.stored_name("css/bundle.css")).read_text(encoding="utf-8")
    assert re.search(r"bricolage-grotesque-core\.[0-9a-f]{12}\.woff2", hashed)


def storage_of(folder):
    return ManifestStaticFilesStorage(location=folder)


def test_neither_sign_in_nor_the_first_screen_needs_the_further_bundle():
    """The pages that a first visit opens alone do not link the further bundle."""
    [core, further] = [set(CLASS.findall(text)) for text in bundled_css(CSS).values()]
    panels = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("panels/*.html")}
    parts = with_their_parts({*without_further_style(), *panels - OF_LESSONS})
    assert "components/hero.html" in parts
    named = {
        name
        for path in parts
        for value in CLASSES.findall((TEMPLATES / path).read_text(encoding="utf-8"))
        for name in LOGIC.sub(" ", value).split()
    }
    assert named & core
    assert named & (further - core) == set()


CLASS = re.compile(r"\.([a-z][\w-]*)")
CLASSES = re.compile(r'class="((?:[^"{]|{%.*?%}|{{.*?}})*)"')
LOGIC = re.compile("{%.*?%}|{{.*?}}")
OF_LESSONS = {f"ambassadors/help/panels/lesson_{name}.html" for name in ("help", "questions")}


def without_further_style():
    left_out = "{% block further_style %}{% endblock %}"
    found = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if left_out in path.read_text(encoding="utf-8")
    }
    assert found == {"cms/home_page.html", "people/login.html"}
    return found


def with_their_parts(paths):
    """Return the templates that these consist of, with what they extend."""
    found, waiting = set(), set(paths)
    while waiting:
        found.add(path := waiting.pop())
        text = (TEMPLATES / path).read_text(encoding="utf-8")
        named = set(re.findall(r'"((?:\w+/)*\w+\.html)"', text))
        named |= {f"components/{tag}.html" for tag in re.findall(r"{%-? *(\w+)", text)}
        waiting |= {part for part in named - found if (TEMPLATES / part).exists()}
    return found


def test_no_file_asks_a_third_party():
    sources = [*CSS.glob("*.css"), *(Path(settings.BASE_DIR) / "static" / "js").glob("*.js")]
    assert not [path.name for path in sources if "://" in path.read_text(encoding="utf-8")]


def test_no_template_has_inline_style_or_script():
    """The policy of the pages refuses both: they would fail in silence."""
    inline = re.compile(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)")
    guilty = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if inline.search(path.read_text(encoding="utf-8")) and path not in (TAKEN_AWAY, MAILED)
    ]
    assert not guilty


def test_every_icon_that_a_template_names_is_in_the_sprite():
    named = re.compile(r'{% icon "([^"]+)" %}')
    used = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in named.findall(path.read_text("utf-8"))
    }
    assert used
    assert used <= icon_names()
