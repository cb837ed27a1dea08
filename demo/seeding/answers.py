"""Draw right and wrong answers to questions of any kind."""

from demo.generation.dice import Dice
from quizzes.kinds.base import Spec
from quizzes.kinds.blanks import Blanks
from quizzes.kinds.essay import Essay
from quizzes.kinds.matching import Matching
from quizzes.kinds.multiple_choice import MultipleChoice
from quizzes.kinds.numeric import Numeric
from quizzes.kinds.ordering import Ordering
from quizzes.kinds.scenario import Scenario, Scene
from quizzes.kinds.short_text import ShortText
from quizzes.kinds.single_choice import SingleChoice
from quizzes.kinds.true_false import TrueFalse


LETTERS = (
    """Bonjour Madame Adam, j’ai bien reçu votre demande. Notre déléguée à la protection des données
prépare la copie de votre dossier. Vous la recevrez dans le mois. Bien à vous.""",
    """Madame, votre dossier est à votre disposition à l’agence. Venez avec une pièce d’identité aux
heures d’ouverture et nous vous le montrerons. Cordialement.""",
    """Bonjour, vous avez le droit de lire tout ce que nous gardons sur vous. Je transmets votre demande
aujourd’hui et je vous rappelle vendredi pour vous dire où elle en est.""",
)


def right_answer(spec: Spec) -> dict:
    """Return a response that earns all the points of a question."""
    if isinstance(spec, SingleChoice):
        return {"choice": max(spec.choices, key=lambda choice: choice.fraction).id}
    if isinstance(spec, MultipleChoice):
        return {"choices": [choice.id for choice in spec.choices if choice.fraction > 0]}
    if isinstance(spec, TrueFalse):
        return {"choice": "true" if spec.answer else "false"}
    if isinstance(spec, ShortText):
        return {"text": max(spec.answers, key=lambda answer: answer.fraction).text}
    if isinstance(spec, Numeric):
        value = max(spec.answers, key=lambda answer: answer.fraction).value
        return {"text": f"{value} {spec.base_unit}".strip()}
    if isinstance(spec, Matching):
        option = {text: identifier for identifier, text in spec.options.items()}
        return {"pairs": {pair.id: option[pair.answer] for pair in spec.pairs}}
    if isinstance(spec, Ordering):
        return {"places": {item.id: place for place, item in enumerate(spec.items, start=1)}}
    if isinstance(spec, Blanks):
        return {"gaps": {pk: _filled(gap) for pk, gap in spec.by_id.items()}}
    if isinstance(spec, Scenario):
        return {"path": _way(spec, best=True)}
    return {"text": LETTERS[0].replace("\n", " ")} if isinstance(spec, Essay) else {}


def wrong_answer(spec: Spec, dice: Dice) -> dict:
    """Return a plausible response that never earns all the points."""
    if isinstance(spec, SingleChoice):
        return {"choice": dice.pick([c.id for c in spec.choices if c.fraction < 100])}
    if isinstance(spec, MultipleChoice):
        ticked = [choice.id for choice in spec.choices if choice.fraction > 0][:-1]
        wrong = next(choice.id for choice in spec.choices if choice.fraction <= 0)
        return {"choices": [one.id for one in spec.choices if one.id in {*ticked, wrong}]}
    if isinstance(spec, TrueFalse):
        return {"choice": "false" if spec.answer else "true"}
    if isinstance(spec, ShortText):
        return {"text": "piratage"}
    if isinstance(spec, Numeric):
        return {"text": f"{spec.answers[0].value + 24} {spec.base_unit}".strip()}
    if isinstance(spec, Matching):
        option = {text: identifier for identifier, text in spec.options.items()}
        answers = [pair.answer for pair in spec.pairs]
        turned = zip(spec.pairs, [*answers[1:], answers[0]], strict=True)
        return {"pairs": {pair.id: option[answer] for pair, answer in turned}}
    if isinstance(spec, Ordering):
        places = right_answer(spec)["places"]
        first, second = [item.id for item in spec.items[:2]]
        return {"places": places | {first: places[second], second: places[first]}}
    if isinstance(spec, Blanks):
        return {"gaps": dict(list(right_answer(spec)["gaps"].items())[:1])}
    if isinstance(spec, Scenario):
        return {"path": _way(spec, best=False)}
    return {"text": dice.pick(LETTERS).replace("\n", " ")} if isinstance(spec, Essay) else {}


def _filled(gap) -> str:
    options = {text: identifier for identifier, text in gap.options.items()}
    return options[gap.accepted[0]] if gap.is_list else gap.accepted[0]


def _way(spec: Scenario, *, best: bool) -> list[str]:
    """Path through a scenario to its end, by the replies that are worth most, or least."""
    scenes, path = spec.by_code, []
    scene: Scene | None = spec.scenes[0]
    choose = max if best else min
    while scene is not None:
        reply = choose(scene.replies, key=lambda one: one.points)
        path.append(reply.id)
        scene = scenes.get(reply.next)
    return path
