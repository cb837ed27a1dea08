"""Are the texts to translate in step with the code? `--write` takes them from the code into locale/.

Without GNU gettext the check is skipped, unless REQUIRE_ALL=1.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from babel.messages.pofile import read_po

from tests.french import faults_of


ROOT = Path(__file__).resolve().parent.parent
CATALOG = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
TORN = re.compile(r"(?<=[^\s:]) [:;?!»](?![\w:])|« ")
IGNORED = ("tests", "var", "benchmarks", "docs", "content", ".venv", ".tools", "static")


def extract() -> None:
    """makemessages: new texts enter the catalogue, gone ones become comments."""
    subprocess.run(
        [
            sys.executable, "-W", "ignore", "manage.py", "makemessages", "-l", "fr",
            "--no-location", "--no-wrap", "-v0",
            *(word for folder in IGNORED for word in ("-i", f"{folder}/*")),
        ],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"},
        check=True,
    )  # fmt: skip


def tidy(text: str) -> str:
    """The same catalogue whenever it is made: no date of creation."""
    return re.sub(r'"POT-Creation-Date: .*\\n"\n', "", text)


def problems(catalog_path: Path) -> list[str]:
    with catalog_path.open("rb") as source:
        catalog = read_po(source, locale="fr")
    fuzzy = [f"fuzzy: {message.id}" for message in catalog if message.id and message.fuzzy]
    missing = [
        f"not translated: {message.id}"
        for message in catalog
        if message.id and not (all(message.string) if message.pluralizable else message.string)
    ]
    torn = [
        f"a plain space beside {found[0].strip()!r}, where a line may break: {text}"
        for message in catalog
        if message.id
        for text in ([*message.string] if message.pluralizable else [message.string])
        if (found := TORN.search(text))
    ]
    return fuzzy + missing + torn + faults_of(catalog)


def main(arguments: list[str]) -> int:
    if not shutil.which("xgettext"):
        print("skipped: gettext is not installed. On Debian: apt-get install gettext")
        return int(os.environ.get("REQUIRE_ALL") == "1")
    before = CATALOG.read_text(encoding="utf-8")
    extract()
    after = tidy(CATALOG.read_text(encoding="utf-8"))
    CATALOG.write_text(after if "--write" in arguments else before, encoding="utf-8")
    found = problems(CATALOG)
    if after != before:
        found.append("locale/fr is behind the code: ./run messages")
    print("\n".join(found[:40]) or "translations are up to date")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
