"""The defaults of the runbook's table of variables, beside those with which the settings read them."""

import json
import re

from tests.test_documents import section
from tests.test_settings import ROOT, SECRETS, run


NOTE = """
import copy, json, environ
noted, read = {}, environ.Env.get_value

def note(self, var, cast=None, default=environ.Env.NOTSET, **more):
    noted.setdefault(var, copy.deepcopy(default))
    return read(self, var, cast=cast, default=default, **more)

environ.Env.get_value = note
import config.settings
print(json.dumps(noted, default=str))
"""


def cell(default, var_dir):
    """A default as the table writes it."""
    if isinstance(default, bool):
        return f"`{default:d}`"
    if default in ("", []):
        return "empty"
    text = ",".join(default) if isinstance(default, list) else str(default)
    text = text.replace(str(var_dir), "VAR_DIR").replace(f"{ROOT}/", "")
    return f"`{text}`"


def test_the_runbook_gives_each_default_as_the_settings_have_it(tmp_path):
    more = {"DATABASE_URL": "postgres://one:two@there/three", "BEHIND_PROXY": "1"}
    done = run("-c", NOTE, tmp_path=tmp_path, **SECRETS | more)
    assert done.returncode == 0, done.stderr
    noted = json.loads(done.stdout)
    table = section(ROOT / "docs" / "runbook.md", "Variables")
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", table, re.MULTILINE)
    given = {name: said for name, said in rows if said.startswith(("`", "empty"))}

    assert len(given) > 90  # of the others words say on what the default hangs
    wrong = {
        name: (said, cell(noted[name], tmp_path))
        for name, said in given.items()
        if name in noted and not said.startswith(cell(noted[name], tmp_path))
    }
    assert wrong.keys() <= {"PACKAGES_ORIGIN"}  # made of BASE_URL on a machine of one's own
