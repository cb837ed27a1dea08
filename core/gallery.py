"""Shows every component in every state, on one page, for authors to choose from and for tests.

The samples are French text, as an organisation would write it; people and figures are invented.
"""

from datetime import date
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.views.decorators.http import require_GET

from core.icons import drawing_names, icon_names


class SampleForm(forms.Form):
    """A form that is never sent: bound to a wrong answer, it shows a field in every state."""

    address = forms.EmailField(label="Adresse électronique", help_text="Celle du travail")
    day = forms.DateField(
        label="Date de l’atelier",
        error_messages={
            "invalid": "Cette date n’existe pas. Écrivez-la ainsi : 26/11/2026.",
        },
    )
    site = forms.ChoiceField(
        label="Site", choices=[("", ""), ("1", "Saint-Aubin"), ("2", "Les Ponts")], required=False
    )
    preference = forms.ChoiceField(
        label="Je préfère",
        choices=[("person", "En personne"), ("phone", "Par téléphone")],
        widget=forms.RadioSelect,
    )
    topics = forms.MultipleChoiceField(
        label="Sujets",
        choices=[("messages", "Messagerie"), ("refunds", "Remboursements")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    message = forms.CharField(
        label="Votre demande", widget=forms.Textarea({"rows": 4}), required=False
    )
    pause = forms.BooleanField(label="Faire une pause, sans justification", required=False)
    file = forms.FileField(label="Fichier", required=False)


BRIDGE = [
    {"name": "Se repérer", "url": "#s-orient", "state": "done", "note": "Fait le 6 octobre"},
    {"name": "Montrer", "url": "#s-orient", "state": "here", "note": "Vous êtes ici, 7 min"},
    {"name": "Transmettre", "url": "", "state": "todo", "note": "8 min"},
]
TOC = [
    {"title": "Créer son compte", "url": "#s-orient", "state": "done", "note": "5 min"},
    {"title": "Télécharger une attestation", "url": "#s-orient", "state": "here", "note": "7 min"},
    {"title": "Écrire par la messagerie", "url": "#s-orient", "state": "todo", "note": "8 min"},
]
STEPS = [
    {"title": "Ouvrez « Mes démarches ».", "text": "Le numéro est celui du repère sur l’écran."},
    {"title": "Appuyez sur « Télécharger ».", "text": "Une action par étape."},
]
CHECKLIST = [
    {"value": "1", "label": "Je me suis connectée à mon compte", "checked": True},
    {"value": "2", "label": "J’ai ouvert le PDF et lu la date de fin de droits", "checked": False},
]
FACTS = [
    {"icon": "map-pin", "text": "Même site que vous"},
    {"icon": "calendar-days", "text": "Libre le mardi matin, comme vous"},
    {"icon": "message-circle", "text": "Connaît bien la messagerie"},
]
HERO_FACTS = [
    {"icon": "clock", "text": "7 min"},
    {"icon": "book-open", "text": "Leçon 3 sur 6"},
]
TABS = [
    {"label": "À faire", "url": "#s-orient", "current": True, "count": ""},
    {"label": "En cours", "url": "#s-orient", "current": False, "count": 2},
    {"label": "Terminé", "url": "#s-orient", "current": False, "count": ""},
]
DAYS_OF_USE = {
    "décembre": 0,
    "janvier": 0,
    "février": 0,
    "mars": 1,
    "avril": 0,
    "mai": 0,
    "juin": 2,
    "juillet": 1,
    "août": 0,
    "septembre": 2,
    "octobre": 3,
    "novembre": 3,
}
MONTHS = [
    {"letter": name[0].upper(), "name": name, "count": count, "is_current": name == "novembre"}
    for name, count in DAYS_OF_USE.items()
]
FUNNEL = [
    {
        "name": "Ont un compte",
        "definition": "à la fin du mois",
        "low": 79,
        "high": 88,
        "population": 34,
        "drop": format_html(
            "<b>{}</b> {}", "Un sur deux", "environ s’arrête ici : le compte existe."
        ),
        "is_big_drop": True,
    },
    {
        "name": "L’ont utilisé",
        "definition": "au moins un jour dans le mois",
        "low": 38,
        "high": 47,
        "population": 34,
        "drop": "Un sur deux environ ne revient pas chaque semaine.",
        "is_big_drop": False,
    },
    {
        "name": "En ont l’habitude",
        "definition": "trois des quatre semaines du mois",
        "low": None,
        "high": None,
        "population": 34,
        "drop": "",
        "is_big_drop": False,
    },
]


def _compared(label, low, high, *, series=1, is_you=False, mark=None):
    return {
        "label": label,
        "low": low,
        "high": high,
        "population": 100,
        "series": series,
        "is_you": is_you,
        "mark": mark,
    }


COMPARE = [
    _compared("Votre équipe", 38, 47, is_you=True),
    _compared("Direction Accueil", 44, 44, series=2),
    _compared("Organisme", 49, 49, series=3),
    _compared("Messagerie, avec un repère", 9, 18, mark=44),
    _compared("Mission conformité", None, None),
    _compared("Une équipe de 19, une case par agent", 42.1, 63.2)
    | {"cells": 19, "value": "entre 8 et 12 sur 19"},
]
CHART_HEADERS = ["Mois", "Téléphone", "Accueil", "En ligne"]
CHART_ROWS = [["nov. 2025", "100", "100", "100"], ["oct. 2026", "90", "94", "119"]]
FOLDED = {
    "items": [
        {"title": "Et sans adresse électronique ?", "text": "<p>Le numéro d’assuré suffit.</p>"},
        {"title": "Et la nuit ?", "text": "<p>La réponse vient le matin.</p>"},
    ]
}
TABSET = {
    "title": "Selon votre appareil",
    "items": [
        {"title": "Téléphone", "text": "<p>Touchez l’enveloppe.</p>"},
        {"title": "Ordinateur", "text": "<p>Ouvrez « Messages » dans le menu.</p>"},
    ],
}
VERSUS = {
    "title": "Aider sans faire à la place",
    "columns": [
        {"title": "Ce qui aide", "tone": "good", "text": "<p>Montrer, puis laisser la main.</p>"},
        {"title": "Ce qui gêne", "tone": "bad", "text": "<p>Saisir à la place de l’assuré.</p>"},
    ],
}
CASE = {
    "title": "Le message resté sans réponse",
    "situation": "<p>Une personne revient à l’accueil pour la troisième fois.</p>",
    "front": {
        "name": "À l’accueil",
        "sees": "<p>Quelqu’un d’agacé.</p>",
        "does": "<p>Rouvre le dossier avec elle.</p>",
        "questions": ["Que dites-vous en premier ?"],
    },
    "back": {
        "name": "Au traitement",
        "sees": "<p>Trois messages du même jour.</p>",
        "does": "<p>Les réunit, puis répond.</p>",
        "questions": ["À qui le dites-vous ?"],
    },
    "helped": "<p>Un appel, le jour même.</p>",
}
REVEAL = {
    "title": "Une collègue vous donnerait son mot de passe. Que faites-vous ?",
    "text": "<p>Vous demandez un accès à votre nom.</p>",
}
FLIPS = {
    "title": "Dites-le avec vos mots",
    "items": [
        {"title": "Le cloud", "text": "<p>Des ordinateurs ailleurs, joints par internet.</p>"},
        {"title": "Les trois traits", "text": "<p>Le menu, replié pour un petit écran.</p>"},
    ],
}


def _exercise(key, icon, title, feedback, **fields):
    """Return what the template of an exercise shows, here without an address to answer to."""
    return SimpleNamespace(
        id=key,
        prefix=f"{key}-",
        title=title,
        template=f"learning/exercises/{key}.html",
        url="",
        is_tried=True,
        block=SimpleNamespace(kind_icon=icon, names_itself=False, has_own_buttons=False),
        answer=SimpleNamespace(fields=fields, feedback=feedback, can_show=False, is_over=False),
    )


EXERCISES = [
    _exercise(
        "dialogue",
        "message-circle",
        "Un visiteur en colère",
        None,
        situation="<p>La file est longue.</p>",
        path="r1",
        map=None,
        parts=SimpleNamespace(
            steps=[
                SimpleNamespace(
                    scene="« Trois quarts d’heure ! »",
                    reply="« C’est long, en effet. »",
                    feedback="Il souffle.",
                    best="",
                )
            ],
            scene="« Je voudrais une attestation. »",
            choices=[{"id": "r1", "html": "« Prenons-la ensemble. »"}],
        ),
    ),
]
SOUND = SimpleNamespace(url="#s-write", file_extension="mp3", file_size=480_000)
PAPER = SimpleNamespace(url="#s-write", file_extension="pdf", file_size=120_000)
RECORDING = {"title": "Un appel", "file": SOUND, "transcript": "<p>Bonjour, je n’y arrive pas.</p>"}
SHEET = {
    "title": "Fiche : écrire un message",
    "document": PAPER,
    "description": "À poser sur le guichet.",
    "accessible": "PDF balisé, le texte est aussi dans la leçon.",
}
EMBED = {
    "title": "Le plan des accueils",
    "url": "https://cartes.exemple.fr/",
    "summary": "Les six accueils et leurs horaires.",
    "shape": "wide",
    "host": "cartes.exemple.fr",
    "is_allowed": True,
}
ANSWERS = [("yes", "Oui"), ("not_yet", "Pas encore"), ("no_account", "Je n’ai pas de compte")]


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    form = SampleForm({"address": "nadia.benali@exemple.fr", "day": "32/12/2026"})
    context = {
        "form": form,
        "icons": sorted(icon_names()),
        "drawings": sorted(drawing_names()),
        "page": Paginator(range(240), 20).page(2),
        "day": date(2026, 12, 3),
        "bridge_steps": BRIDGE,
        "toc_entries": TOC,
        "walk": STEPS,
        "checks": CHECKLIST,
        "match_facts": FACTS,
        "hero_facts": HERO_FACTS,
        "tab_entries": TABS,
        "year": MONTHS,
        "treads": FUNNEL,
        "compared": COMPARE,
        "chart_headers": CHART_HEADERS,
        "chart_rows": CHART_ROWS,
        "answers": ANSWERS,
        "folded": FOLDED,
        "tabset": TABSET,
        "versus": VERSUS,
        "case": CASE,
        "reveal": REVEAL,
        "flips": FLIPS,
        "exercises": EXERCISES,
        "recording": RECORDING,
        "sheet": SHEET,
        "embed": EMBED,
        "french": {"language": "fr"},
        "durations": [("10", "10 min"), ("20", "20 min"), ("more", "Plus")],
    }
    return render(request, "gallery.html", context)
