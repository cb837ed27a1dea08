"""A lesson with every block that authors write with, made in the database of a served site."""

import json
from io import BytesIO

from django.core.files.images import ImageFile
from PIL import Image, ImageDraw

from cms.models import Picture, Portal, PortalScreen
from learning.models import CatalogPage, LessonPage, ModulePage
from quizzes.enums import QuestionStatus
from quizzes.models import Question
from tests.cms.files import make_document


def make(host):
    """Prints its address. `host`: where the part of another site comes from."""
    module = CatalogPage.objects.get(locale__language_code="fr").add_child(
        instance=ModulePage(title="Tous les blocs", slug="tous-les-blocs", summary="Un essai.")
    )
    screen = PortalScreen.objects.create(
        portal=Portal.objects.order_by("pk").first(), name="Messages", slug="messages-essai"
    )
    lesson = module.add_child(
        instance=LessonPage(
            title="Montrer la messagerie",
            slug="tous",
            goal="vous saurez la montrer.",
            screen=screen,
            body=json.dumps([{"type": kind, "value": value} for kind, value in blocks(host)]),
        )
    )
    print(lesson.url)


def blocks(host):
    picture = {"image": screenshot().pk, "decorative": False, "alt_text": "La page Messages"}
    marks = [
        {"left": 12, "top": 14, "text": "Le bouton pour écrire"},
        {"left": 70, "top": 55, "text": "La liste de vos messages"},
    ]
    return [
        ("text", "<h2>Avant de commencer</h2><p>Gardez un message sous la main.</p>"),
        (
            "walkthrough",
            {
                "title": "Écrire un message",
                "steps": [
                    {
                        "title": "Ouvrez vos messages.",
                        "text": "<p>Ils sont en haut de chaque page.</p>",
                        "image": picture,
                        "marks": marks,
                    },
                    {"title": "Écrivez.", "text": "<p>En deux phrases.</p>", "marks": []},
                ],
            },
        ),
        (
            "tabs",
            {
                "title": "Selon votre appareil",
                "items": [
                    {"title": "Téléphone", "text": "<p>Touchez l’enveloppe.</p>"},
                    {"title": "Ordinateur", "text": "<p>Cliquez sur Messages.</p>"},
                    {"title": "Borne", "text": "<p>Choisissez Écrire.</p>"},
                ],
            },
        ),
        (
            "comparison",
            {
                "title": "Aider sans faire à la place",
                "columns": [
                    {"title": "Ce qui aide", "tone": "good", "text": "<ul><li>Montrer</li></ul>"},
                    {"title": "Ce qui gêne", "tone": "bad", "text": "<ul><li>Saisir</li></ul>"},
                ],
            },
        ),
        (
            "video",
            {
                "title": "La messagerie en une minute",
                "file": make_document("visite.webm").pk,
                "poster": screenshot().pk,
                "captions": make_document("visite.vtt").pk,
                "no_speech": False,
                "transcript": "<p>Ouvrez la messagerie, puis écrivez.</p>",
            },
        ),
        (
            "audio",
            {
                "title": "Un appel",
                "file": make_document("appel.mp3").pk,
                "transcript": "<p>Bonjour, je n’arrive pas à écrire.</p>",
            },
        ),
        (
            "accordion",
            {
                "items": [
                    {"title": "Et sans adresse ?", "text": "<p>Le numéro suffit.</p>"},
                    {"title": "Et la nuit ?", "text": "<p>La réponse vient le matin.</p>"},
                ]
            },
        ),
        (
            "case",
            {
                "title": "Le message resté sans réponse",
                "situation": "<p>Une personne revient pour la troisième fois.</p>",
                "front": side("À l’accueil", "Quelqu’un d’agacé."),
                "back": side("Au traitement", "Trois messages du même jour."),
                "helped": "<p>Un appel, le jour même.</p>",
            },
        ),
        (
            "sheet",
            {
                "title": "Fiche : écrire un message",
                "document": make_document("fiche.pdf").pk,
                "description": "À poser sur le guichet.",
                "accessible": "PDF balisé, le texte est aussi sur cette page.",
            },
        ),
        (
            "embed",
            {
                "title": "Le plan des accueils",
                "url": f"http://{host}/plan.html",
                "summary": "Les six accueils et leurs horaires.",
                "shape": "wide",
            },
        ),
    ]


def make_exercises():
    """Prints the address of a lesson with every block that is answered."""
    module = CatalogPage.objects.get(locale__language_code="fr").add_child(
        instance=ModulePage(title="Les exercices", slug="les-exercices", summary="Un essai.")
    )
    question = Question.objects.filter(
        current_version__kind="single_choice", status=QuestionStatus.READY
    ).first()
    body = [("check", {"question": question.pk}), *exercises()]
    lesson = module.add_child(
        instance=LessonPage(
            title="S’exercer ici",
            slug="exercices",
            goal="vous saurez répondre.",
            body=json.dumps([{"type": kind, "value": value} for kind, value in body]),
        )
    )
    print(lesson.url)


def exercises():
    picture = {"image": screenshot().pk, "decorative": False, "alt_text": "La page Messages"}
    spot = {
        "text": "Le bouton",
        "is_wanted": True,
        "left": 12,
        "top": 14,
        "feedback": "<p>Oui.</p>",
    }
    other = {"text": "La liste", "left": 70, "top": 55, "feedback": "<p>Non.</p>"}
    card = {"text": "Une plaque", "feedback": "<p>Elle mène au conducteur.</p>"}
    replies = [
        {"text": "Je vous écoute.", "effect": "helps", "consequence": "<p>Il souffle.</p>"},
        {"text": "Calmez-vous.", "effect": "harms", "consequence": "<p>Il crie.</p>"},
    ]
    return [
        ("find", {"title": "Où écrit-on ?", "image": picture, "spots": [spot, other]}),
        (
            "find",
            {
                "title": "Qu’est-ce qui alerte ?",
                "message": "Bonjour,\nvotre carte expire ce soir.",
                "spots": [spot | {"text": "expire ce soir"}, other | {"text": "Bonjour"}],
            },
        ),
        (
            "sort",
            {
                "title": "Personnel ?",
                "boxes": [
                    {"title": "Oui", "cards": [card]},
                    {"title": "Non", "cards": [card | {"text": "Un horaire"}]},
                ],
            },
        ),
        (
            "order",
            {
                "title": "Dans quel ordre ?",
                "steps": [
                    {"title": title, "text": "<p>Car.</p>"} for title in ("Un", "Deux", "Trois")
                ],
            },
        ),
        (
            "dialogue",
            {
                "title": "Au guichet",
                "situation": "<p>La file est longue.</p>",
                "turns": [{"key": "debut", "said": "<p>Enfin !</p>", "replies": replies}],
            },
        ),
        ("reveal", {"title": "Et vous ?", "text": "<p>Un accès à votre nom.</p>"}),
        (
            "cards",
            {
                "title": "Dites-le",
                "items": [
                    {"title": "Le cloud", "text": "<p>Ailleurs.</p>"},
                    {"title": "Le menu", "text": "<p>Trois traits.</p>"},
                ],
            },
        ),
    ]


def side(name, sees):
    return {
        "name": name,
        "sees": f"<p>{sees}</p>",
        "does": "<p>Rouvre le dossier.</p>",
        "questions": ["Que dites-vous en premier ?", "À qui en parlez-vous ?"],
    }


def screenshot():
    picture = Image.new("RGB", (1600, 900), "#f4f6f8")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 1600, 70), fill="#16425b")
    pen.rectangle((80, 90, 300, 160), fill="#2f6690")
    for row in range(5):
        pen.rectangle((480, 200 + row * 130, 1500, 300 + row * 130), fill="#ffffff")
    data = BytesIO()
    picture.save(data, "PNG")
    data.seek(0)
    return Picture.objects.create(title="Messages", file=ImageFile(data, name="messages.png"))
