"""Sequences of calls with their expected answers, put to our run-time as a unit meets it: in its page.

The sequences are scorm-again's own, most of them taken from the test suite of ADL. What they ask of a
manifest (times, thresholds, learners) stands in their `initialState`, which is handed over as our page does.
"""

import json
import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from learning.scorm.runtime import clean_state, initial_data, unit_outcome
from tests.e2e.conftest import CHROMIUM


ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("PASSERELLE_SHARED") or ROOT.parent / "shared")
SEQUENCES = SHARED / "data" / "scorm-runtime"
PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.skipif(
        not SEQUENCES.is_dir(),
        reason="no sample data: set PASSERELLE_SHARED to the folder that holds data/scorm-runtime",
    ),
    pytest.mark.skipif(PROGRAM is None, reason="needs Chromium"),
]

SITE, PACKAGES = "http://site.test", "http://packages.test"
PLAYER = f"""<!doctype html><title>Site</title><script>
const heard = [];
window.addEventListener("message", (event) => {{
  heard.push(event.data);
  if (event.data.kind === "ready") {{
    document.querySelector("iframe").contentWindow.postMessage(
      {{ kind: "start", is_sco: true, address: "unit.html", data: window.start }}, "{PACKAGES}");
  }}
}});
</script><iframe></iframe>"""
WRAPPER = f"""<!doctype html><html data-framed-by="{SITE}" data-version="VERSION" data-token="t">
<title>Unit</title><script src="/s/runtime.js" defer></script>
<script src="/s/scorm-wrapper.js" defer></script><body></body></html>"""
CALL = """([steps, old]) => {
  const api = old ? window.parent.API : window.parent.API_1484_11;
  const name = (method) => {
    if (!old) return method;
    return "LMS" + (method === "Terminate" ? "Finish" : method);
  };
  return steps.map(({ method, element, value }) => {
    const given = element === undefined ? [value ?? ""] : [element, value].filter((each) => each !== undefined);
    if (method === "GetLastError") given.length = 0;
    const answer = String(api[name(method)](...given));
    return [answer, String(api[name("GetLastError")]())];
  });
}"""


@pytest.fixture(scope="module")
def visit():
    """Opens a unit with what it is handed, makes its calls. Returns their answers and the last report."""
    scripts = {
        "1.2": ROOT / "static/vendor/scorm-again/scorm12.min.js",
        "2004": ROOT / "static/vendor/scorm-again/scorm2004.min.js",
    }
    version = "2004"

    def answer(route):
        path = route.request.url.removeprefix(SITE).removeprefix(PACKAGES)
        if path == "/s/runtime.js":
            route.fulfill(path=scripts[version], content_type="text/javascript")
        elif path == "/s/scorm-wrapper.js":
            route.fulfill(path=ROOT / "static/js/scorm-wrapper.js", content_type="text/javascript")
        elif path == "/f/t/unit.html":
            route.fulfill(body="<!doctype html><title>Unit</title>", content_type="text/html")
        elif path == "/l/":
            route.fulfill(body=WRAPPER.replace("VERSION", version), content_type="text/html")
        else:
            route.fulfill(body=PLAYER, content_type="text/html")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=CHROMIUM)
        page = browser.new_page()
        page.route("**/*", answer)

        def make(spoken, data, steps):
            nonlocal version
            version = spoken
            page.goto(SITE + "/")
            page.evaluate(
                "([data, url]) => { window.start = data; document.querySelector('iframe').src = url; }",
                [data, PACKAGES + "/l/"],
            )
            unit = page.frame_locator("iframe").frame_locator("iframe").locator("html")
            unit.wait_for(state="attached")
            frame = next(each for each in page.frames if each.url.endswith("unit.html"))
            answers = frame.evaluate(CALL, [steps, spoken == "1.2"])
            page.evaluate(
                f"document.querySelector('iframe').contentWindow.postMessage({{ kind: 'close' }}, '{PACKAGES}')"
            )
            page.wait_for_function("heard.some((each) => each.kind === 'closed')")
            reports = page.evaluate("heard.filter((each) => each.kind === 'state')")
            return answers, reports[-1]["data"]

        yield make
        browser.close()


def flat(value, name=""):
    if not isinstance(value, dict):
        return {name: value}
    found = {}
    for key, inner in value.items():
        found |= flat(inner, f"{name}.{key}" if name else key)
    return found


def activities():
    for path in sorted(SEQUENCES.glob("*.json")) if SEQUENCES.is_dir() else []:
        told = json.loads(path.read_text())
        for activity in told["activities"]:
            yield pytest.param(told["scormVersion"], activity, id=f"{path.stem}-{activity['id']}")


def is_met(expected, answer):
    if isinstance(expected, dict):
        assert expected == {"match": "nonEmptyMax255"}
        return 0 < len(answer) <= 255
    return expected is None or str(expected) == answer


@pytest.mark.parametrize(("version", "activity"), list(activities()))
def test_each_call_is_answered_as_it_should_be(visit, version, activity):
    answers, _report = visit(version, flat(activity.get("initialState", {})), activity["steps"])
    wrong = [
        (step, answer)
        for step, answer in zip(activity["steps"], answers, strict=True)
        if not is_met(step.get("expectedReturn"), answer[0])
        or str(step.get("expectedErrorCode", answer[1])) != answer[1]
    ]
    assert wrong == []


def step(method, element=None, value=None):
    given = {"method": method} | ({"element": element} if element else {})
    return given | ({} if value is None else {"value": value})


BEGIN, END = step("Initialize"), step("Terminate")


@pytest.mark.skipif(not SEQUENCES.is_dir(), reason="no sample data: set PASSERELLE_SHARED")
def test_what_one_visit_leaves_is_what_the_next_one_finds(visit):
    """Four visits of ADL's, each handed what our server kept of the one before: times are not."""
    told = json.loads((SEQUENCES / "DMB.json").read_text())
    visits = [
        each
        for each in told["activities"]
        if each["id"] in ("Act1V1", "Act1V2", "Act1V3", "Act1V4")
    ]
    kept = {}
    for activity in visits:
        steps = [each for each in activity["steps"] if each.get("element") != "cmi.total_time"]
        answers, report = visit(
            "2004", initial_data("2004", kept, {}, "ab12", "Agent"), [*steps, END]
        )
        for each, (answer, _error) in zip(steps, answers, strict=False):
            assert is_met(each.get("expectedReturn"), answer), (activity["id"], each, answer)
        kept = clean_state("2004", report)
    assert kept["cmi.suspend_data"] == "visit=5"
    assert not {"cmi.session_time", "cmi.total_time", "cmi.learner_id", "cmi.learner_name"} & set(
        kept
    )


STATUS, EXIT = (
    {"1.2": "cmi.core.lesson_status", "2004": "cmi.completion_status"},
    {
        "1.2": "cmi.core.exit",
        "2004": "cmi.exit",
    },
)


@pytest.mark.parametrize("version", ["1.2", "2004"])
@pytest.mark.parametrize(
    ("calls", "is_completed", "ends"),
    [
        (["begin", "end"], True, None),  # as SCORM asks of a unit that says nothing of it
        (["begin"], False, "suspend"),
        ([], False, "suspend"),
        (["begin", "suspend", "end"], False, "suspend"),
        (["begin", "incomplete", "end"], False, None),
        (["begin", "completed"], True, "suspend"),
    ],
)
def test_a_unit_is_completed_by_its_word_or_by_a_silent_end(
    visit, version, calls, is_completed, ends
):
    made = {
        "begin": BEGIN,
        "end": END,
        "suspend": step("SetValue", EXIT[version], "suspend"),
        "incomplete": step("SetValue", STATUS[version], "incomplete"),
        "completed": step("SetValue", STATUS[version], "completed"),
    }
    start = initial_data(version, {}, {}, "ab12", "Agent")
    _answers, report = visit(version, start, [made[call] for call in calls])
    kept = clean_state(version, report)
    assert unit_outcome(version, kept).is_completed is is_completed
    assert kept.get(EXIT[version]) == ends
    # Whatever it said, the next visit is handed something that the run-time takes.
    again, _report = visit(version, initial_data(version, kept, {}, "ab12", "Agent"), [BEGIN])
    assert again == [["true", "0"]]


@pytest.mark.full
@pytest.mark.parametrize(
    ("version", "element", "value"),
    [
        ("1.2", "cmi.suspend_data", "é" * 64_000),
        ("1.2", "cmi.core.lesson_location", "x" * 255),
        ("1.2", "cmi.core.score.raw", "85.71428571428571"),
        ("1.2", "cmi.comments", "x" * 4_096),
        ("2004", "cmi.suspend_data", "é" * 64_000),
        ("2004", "cmi.location", "x" * 1_000),
        ("2004", "cmi.score.scaled", "0.8571428571428571"),
        ("2004", "cmi.score.raw", "6.000000000000000001"),
        ("2004", "cmi.progress_measure", "0.3333333333333333"),
        ("2004", "cmi.learner_preference.language", "fr-FR"),
        ("2004", "cmi.learner_preference.audio_level", "1.5"),
    ],
)
def test_what_the_run_time_takes_is_kept_and_given_back(visit, version, element, value):
    calls = [BEGIN, step("SetValue", element, value), step("Commit")]
    answers, report = visit(version, initial_data(version, {}, {}, "ab12", "Agent"), calls)
    assert [answer for answer, _error in answers] == ["true"] * 3
    kept = clean_state(version, report)
    assert kept[element] == value
    calls = [BEGIN, step("GetValue", element)]
    answers, _report = visit(version, initial_data(version, kept, {}, "ab12", "Agent"), calls)
    assert answers[-1] == [value, "0"]
