"""Each kind of question by somebody who has a keyboard, a small screen and a screen reader."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PHONE
from tests.e2e.kinds import Keyboard, plant
from tests.e2e.site import NADIA


def choices(*texts, kind="SingleChoice", right=1, more=""):
    """A spec with these choices, of which the first are right."""
    listed = ", ".join(
        f"Choice(text=Rich({text!r}), fraction=Decimal({100 // right if n < right else 0}))"
        for n, text in enumerate(texts)
    )
    return f"choices=with_choice_ids([{listed}]){more}"


INFORMATION = """Information(
    text=Rich("Regardez et écoutez."),
    media=(
        picture_of(make_picture(size=(1600, 900)), "Un guichet vu de face"),
        recording_of(make_recording(), "Un appel d’assuré", "Allô, bonjour."),
    ),
)"""
SINGLE = f"""SingleChoice(
    text=Rich("Qui voit vos réponses ?"), {choices("Vous", "Votre responsable", "Tout le monde")}
)"""
PICTURED = """SingleChoice(
    text=Rich("Où accueille-t-on ?"),
    choices=with_choice_ids([
        Choice(text=Rich(), fraction=FULL, media=(picture_of(make_picture(), "Un guichet"),)),
        Choice(text=Rich("Au jardin"), media=(picture_of(make_picture(), "Un jardin"),)),
    ]),
)"""
MULTIPLE = f"""MultipleChoice(
    text=Rich("Lesquelles sont des couleurs ?"), all_or_nothing=True,
    {choices("Bleu", "Rouge", "Table", right=2)}
)"""
TRUE_FALSE = 'TrueFalse(text=Rich("Le guichet ouvre à huit heures."), answer=True)'
SHORT = """ShortText(
    text=Rich("Ce qui relie les ordinateurs ?"), answers=(TextAnswer(text="réseau"),), typos=1
)"""
NUMERIC = """Numeric(
    text=Rich("Combien dure la formation ?"),
    answers=(NumberAnswer(value=Decimal(90)),),
    units=(Unit(name="min"), Unit(name="h", factor=Decimal(60))),
)"""
PAIRS = {
    "chat": "animal",
    "chêne": "plante",
    "fer": "métal",
    "eau": "liquide",
    "nord": "point cardinal",
}
MATCHING = f"""spec("Associez chaque mot à son genre.{{{" ".join(f"={line} -> {kind}" for line, kind in PAIRS.items())}}}")"""
ESSAY = """Essay(
    text=Rich("Racontez un accueil."), is_marked=True, min_words=3, max_words=6,
)"""


@pytest.fixture
def sit(visitor, site):
    """Nadia at a question, on a phone. Returns her page and her keyboard, and the visitor."""

    def begin(*specs, slug):
        nadia = visitor(NADIA, viewport=PHONE)
        nadia.visit(plant(site, NADIA, *specs, slug=slug))
        return nadia, nadia.page, Keyboard(nadia.page)

    return begin


def question(page, name):
    """The question is the name of what groups its answers."""
    group = page.get_by_role("group", name=name)
    expect(group).to_be_visible()
    return group


def test_choices_are_made_by_arrows_and_space_and_explained(sit):
    nadia, page, keyboard = sit(SINGLE, PICTURED, MULTIPLE, TRUE_FALSE, slug="choix")

    answers = question(page, "Qui voit vos réponses ?").get_by_role("radio")
    expect(answers).to_have_count(3)
    keyboard.check()  # nothing is chosen
    error = page.locator("#answer-error")
    expect(error).to_be_focused()
    nadia.check()
    keyboard.go_to(error.get_by_role("link"))
    keyboard.press("Enter")
    expect(answers.first).to_be_focused()
    boss = page.get_by_role("radio", name="Votre responsable", exact=True)
    for _ in range(3):
        if boss.is_checked():
            break
        keyboard.press("ArrowDown")
    expect(boss).to_be_checked()
    keyboard.check()
    keyboard.explained()
    expect(page.locator("[role=status]").get_by_role("link")).to_have_count(1)  # the lesson
    nadia.check()
    keyboard.go_on()

    group = question(page, "Où accueille-t-on ?")
    expect(group.get_by_role("radio", name="Un guichet", exact=True)).to_be_visible()
    expect(group.get_by_role("radio", name="Au jardin Un jardin", exact=True)).to_be_visible()
    keyboard.go_to(group.get_by_role("radio").first)
    keyboard.press("Space")
    nadia.check()
    keyboard.check()
    keyboard.explained()
    expect(page.get_by_role("img", name="Un guichet", exact=True)).to_be_visible()
    nadia.check()
    keyboard.go_on()

    group = question(page, "Lesquelles sont des couleurs ?")
    for name in ("Bleu", "Rouge"):
        keyboard.go_to(group.get_by_role("checkbox", name=name, exact=True))
        keyboard.press("Space")
    keyboard.check()
    keyboard.explained()
    expect(page.locator(".answer--right")).to_have_count(2)
    nadia.check()
    keyboard.go_on()

    group = question(page, "Le guichet ouvre à huit heures.")
    keyboard.go_to(group.get_by_role("radio", name="Vrai", exact=True))
    keyboard.press("Space")
    keyboard.check()
    keyboard.explained()
    keyboard.go_on()
    page.wait_for_url("**/resultat/")
    nadia.check()


def test_typed_answers_say_what_is_wrong_and_keep_what_was_typed(sit):
    nadia, page, keyboard = sit(SHORT, NUMERIC, slug="saisie")

    box = page.get_by_role("textbox")
    expect(box).to_have_accessible_name("Votre réponse")
    expect(page.get_by_role("heading", name="Ce qui relie les ordinateurs ?")).to_be_visible()
    nadia.check()
    keyboard.go_to(box)
    keyboard.write("résau")
    keyboard.check()
    keyboard.explained()
    expect(page.locator("[role=status] strong", has_text="réseau")).to_be_visible()
    nadia.check()
    keyboard.go_on()

    keyboard.go_to(box)
    keyboard.write("1 h 37")  # as no mail says how long a workshop lasts
    keyboard.check()
    error = page.locator("#answer-error")
    expect(error).to_be_focused()
    expect(box).to_have_value("1 h 37")
    expect(box).to_have_attribute("aria-invalid", "true")
    nadia.check()
    keyboard.go_to(error.get_by_role("link"))
    keyboard.press("Enter")
    expect(box).to_be_focused()
    keyboard.press("ControlOrMeta+a")
    keyboard.write("1,5 h")
    keyboard.check()
    keyboard.explained()
    expect(page.locator(".answer--right")).to_have_count(1)
    nadia.check()


def test_pairs_are_matched_in_lists_that_are_named_by_their_line(sit):
    nadia, page, keyboard = sit(MATCHING, slug="paires")

    group = question(page, "Associez chaque mot à son genre.")
    for line, partner in PAIRS.items():
        listed = group.get_by_role("combobox", name=line, exact=True)
        keyboard.go_to(listed)
        keyboard.write(partner)
        expect(listed.locator("option:checked")).to_have_text(partner)
    nadia.check()
    keyboard.check()
    keyboard.explained()
    expect(page.locator(".answer--right")).to_have_count(len(PAIRS))
    nadia.check()


def test_an_essay_counts_its_words_and_a_text_that_is_too_short_is_kept(sit):
    nadia, page, keyboard = sit(ESSAY, slug="texte")

    box = page.get_by_role("textbox")
    words = page.locator("[data-words-now]")
    expect(words).to_have_text("0")
    keyboard.go_to(box)
    keyboard.write("Deux mots")
    expect(words).to_have_text("2")
    keyboard.check()
    expect(page.locator("#answer-error")).to_be_focused()
    expect(box).to_have_value("Deux mots")
    nadia.check()
    page.reload()
    expect(box).to_have_value("Deux mots")
    keyboard.go_to(box)
    keyboard.press("ControlOrMeta+End")
    keyboard.write(" et deux autres")
    expect(words).to_have_text("5")
    expect(page.locator("[data-words-told]")).not_to_be_empty()
    nadia.check()
    keyboard.check()
    keyboard.explained()
    nadia.check()


def test_a_text_to_read_has_its_picture_and_its_recording_in_words_too(sit):
    nadia, page, keyboard = sit(INFORMATION, TRUE_FALSE, slug="lecture")

    picture = page.get_by_role("img", name="Un guichet vu de face")
    expect(picture).to_be_visible()
    assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") > 0
    recording = page.locator("audio")
    expect(recording).to_have_accessible_name("Un appel d’assuré")
    words = page.get_by_text("Allô, bonjour.")
    expect(words).to_be_hidden()
    keyboard.go_to(page.locator("details.data summary").first)
    keyboard.press("Enter")
    expect(words).to_be_visible()
    nadia.check()
    keyboard.check()
    question(page, "Le guichet ouvre à huit heures.")


def test_a_question_is_answered_without_a_script(visitor, site):
    nadia = visitor(viewport=PHONE, java_script_enabled=False)
    nadia.sign_in(NADIA)
    nadia.go(plant(site, NADIA, INFORMATION, ESSAY, slug="sans-script"))
    page = nadia.page
    expect(page.locator("audio[controls]")).to_be_visible()
    page.locator("form[data-quiz] button[type=submit]").first.click()
    page.get_by_role("textbox").fill("Deux mots")
    page.locator("form[data-quiz] button[type=submit]:not([name])").click()
    expect(page.locator("#answer-error")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_value("Deux mots")
    page.reload()
    expect(page.get_by_role("textbox")).to_have_value("Deux mots")
