"""One question of each kind that GIFT cannot say. CANARI stands wherever a learner may not look yet."""

from decimal import Decimal

from quizzes.kinds.blanks import Blanks
from quizzes.kinds.hotspot import Hotspot, Spot
from quizzes.kinds.ordering import Ordering, OrderItem, with_item_ids
from quizzes.kinds.scenario import Reply, Scenario, Scene, with_reply_ids
from quizzes.kinds.sorting import Card, Sorting
from quizzes.values.gaps import Gap
from quizzes.values.texts import Rich, TextFormat


def markdown(text):
    return Rich(text, TextFormat.MARKDOWN)


def order_of(*texts, **more):
    items = with_item_ids(OrderItem(text=markdown(text)) for text in texts)
    return Ordering(
        **{"text": markdown("Dans quel ordre ?"), "general_feedback": markdown("CANARI")} | more,
        items=items,
    )


def reply(text, points=0, following="", feedback=""):
    return Reply(
        text=markdown(text),
        points=Decimal(points),
        next=following,
        feedback=markdown(feedback) if feedback else Rich(),
    )


def scene(code, text, *replies):
    return Scene(code=code, text=markdown(text), replies=with_reply_ids(replies))


def scenario_of(*scenes, **more):
    return Scenario(**{"text": markdown("Un assuré vous appelle.")} | more, scenes=scenes)


ORDERING = order_of("Écouter", "Reformuler", "Répondre", "Conclure")
BLANKS = Blanks(
    text=markdown("Le [[1]] date de **[[2]]** et la CNIL de [[3]]."),
    general_feedback=markdown("CANARI"),
    gaps=(
        Gap(accepted=("RGPD", "CANARI*"), feedback=markdown("CANARI")),
        Gap(accepted=("2016",), others=("2018", "2020")),
        Gap(accepted=("1978",)),
    ),
)
SCENARIO = scenario_of(
    scene(
        "appel",
        "« Bonjour, où en est mon dossier ? »",
        reply("Je vérifie votre identité.", 2, "identite", "Bon réflexe. CANARI"),
        reply("Votre dossier est accepté.", 0, "", "À qui parlez-vous ? CANARI"),
        reply("Rappelez demain.", 0, "retour", "CANARI"),
    ),
    scene(
        "identite",
        "« Voici mon numéro. CANARI »",
        reply("Merci, je regarde.", 3, "", "Très bien. CANARI"),
        reply("Je note, on vous rappelle.", 1, "retour", "CANARI"),
    ),
    scene(
        "retour",
        "« Je rappelle, comme convenu. CANARI »",
        reply("Oui, votre numéro ?", 1, "", "CANARI"),
        reply("C’est pour quoi ?", 0, "", "CANARI"),
    ),
    general_feedback=markdown("CANARI"),
)
HOTSPOT = Hotspot(
    text=markdown("Qu’est-ce qui doit alerter ?"),
    message=markdown("Bonjour,\n\nVotre **carte** expire ce soir : sante-carte.example"),
    general_feedback=markdown("CANARI"),
    choices=(
        Spot(text=Rich("expire ce soir"), fraction=Decimal(50), feedback=markdown("CANARI")),
        Spot(text=Rich("sante-carte.example"), fraction=Decimal(50), feedback=markdown("CANARI")),
        Spot(text=Rich("Bonjour"), feedback=markdown("CANARI")),
    ),
).numbered()
SORTING = Sorting(
    text=markdown("Donnée personnelle ?"),
    general_feedback=markdown("CANARI"),
    pairs=(
        Card(prompt=markdown("Un badge"), answer="Oui", feedback=markdown("CANARI")),
        Card(prompt=markdown("Une plaque"), answer="Oui", feedback=markdown("CANARI")),
        Card(prompt=markdown("Un horaire"), answer="Non", feedback=markdown("CANARI")),
    ),
    distractors=("Cela dépend",),
).numbered()
NEW_KINDS = {one.kind: one for one in (ORDERING, BLANKS, SCENARIO, HOTSPOT, SORTING)}
