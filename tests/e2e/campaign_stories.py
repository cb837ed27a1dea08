"""Stories of the four campaigns, told by what they show to whom: the rows of docs/campaigns.md, in the order in which a campaign is lived.

A figure depends on the day and on the size; what stands here does not, save where a story says how far it may be.
"""

from dataclasses import dataclass

from tests.e2e.site import CLAIRE, HELENE, INES, MARC, NADIA, SYLVIE


NOBODY = ""  # not signed in
FAMILIES = "/usage/equipe/"
SURVEYS, HABITS = "/usage/sondages/", "Les habitudes numériques"
REPORT = "/usage/programme/rapport/"
EXPERIMENTS, JOURNEYS, COMPLAINT = (
    "/usage/experiences/",
    "/parcours-usager/",
    "J’ai une réclamation",
)
SIX_MONTHS = "Les six premiers mois chez moi"
WORKSHOPS, CASES, PRACTICES = "/ateliers/", "/cas/", "/ressources/bonnes-pratiques/"
OWN_JOB, PROMISES, NETWORK = "/metiers/le-mien/", "/engagements/", "/ambassadeurs/"
QUESTIONS, LOGBOOK, TRAINING = "/entraide/questions/", "/usage/carnet/", "/parcours/programme/"
CONTACTS, DESK, TALLY = "/usage/equipe/contacts/", "/usage/accueil/", "/usage/guichet/"
COVERAGE, WISHES = "/admin/entraide/reseau/couverture/", "/entraide/ambassadeur/souhaits/"
TEAMS, SITES, LEARNERS = (
    "/admin/organisation/", "/admin/organisation/sites/", "/admin/organisation/externes/",
)  # fmt: skip
RELEASES, PRACTICE_PORTAL = "/admin/versions/", "/entrainement/"


@dataclass(frozen=True)
class Step:
    """Somebody opens a page, or what a link on it (its last with this text) leads to, and reads these words.

    `picture`: its name in docs/screens, of what begins `at` this element.
    """

    rows: str
    who: str
    path: str
    words: tuple[str, ...]
    link: str = ""
    picture: str = ""
    at: str = "main"


@dataclass(frozen=True)
class Story:
    """`staff`: the fewest with whom its pages show real figures. The report ends it.

    `phone`: by how much, in percent of a year ago, its calls have changed. `ahead`: two families of jobs, of which the
    first uses its own account more than the second.
    """

    staff: int
    phone: int
    steps: tuple[Step, ...]
    report_rows: str
    report: tuple[str, ...]
    never: tuple[str, ...] = ()
    ahead: tuple[str, str] | None = None


STORIES = {
    "cpam": Story(
        staff=240,
        phone=-10,
        steps=(
            Step("C1", CLAIRE, SURVEYS, ("Avez-vous un compte à vous sur le portail ?", "Presque chaque mois"), link=HABITS),
            Step("C20", CLAIRE, SITES, ("Valombre-Centre", "Courtelle", "Itinérance")),
            Step("C13", CLAIRE, TRAINING, ("Volontaire en service civique", "Vos premières semaines")),
            Step("C2", NADIA, WORKSHOPS, ("Découvrir le compte d’assuré", "Vous avez une place")),
            Step("C5", NADIA, "/parcours/", ("Accueillir avec le portail",)),
            Step("C3", CLAIRE, COVERAGE, ("Plateforme téléphonique", "Accueils du Nord")),
            Step("C4", MARC, WISHES, ("Mentorat inversé",)),
            Step("C6", CLAIRE, LEARNERS, ("Maison de services de Rocheneuve",)),
            Step("C6", NADIA, WORKSHOPS, ("Permanence dans les maisons de services",)),
            Step("C7", NADIA, WORKSHOPS, ("Une réclamation, deux regards", "L’étude de cas du code par courrier")),
            Step("C7", NADIA, CASES, ("Le code n’est jamais arrivé", "On relit l’adresse à voix haute"), picture="cpam-cases", at="main h2"),
            Step("C16", NADIA, CASES, ("Une cabine, une imprimante, et quelqu’un à côté",)),
            Step("C11", NADIA, PROMISES, ("aucun poste d’accueil n’est supprimé du fait du compte", "Non tenu", "est-ce encore notre métier ?")),
            Step("C12", NADIA, OWN_JOB, ("S’asseoir à côté, dans une cabine, et laisser la souris",)),
            Step("C12", CLAIRE, EXPERIMENTS, ("Rendez-vous pour les situations compliquées", "Affichette", "Arrêter", "Étendre")),
            Step("C14", NADIA, "/parcours/portails/compte-assure/", ("2027.1", "2026.4", "La commande d’une carte Vitale a changé de place")),
            Step("C15", NADIA, TALLY, ("Quelqu’un a été bloqué", "Peur de le faire en ligne")),
            Step("C15", NADIA, DESK, ("mot de passe perdu",)),
            Step("C17", NADIA, QUESTIONS, ("Si les assurés font tout eux-mêmes, que devient l’accueil ?",)),
            Step("C18", CLAIRE, JOURNEYS, ("Avoir une preuve", "Demandé pour une prochaine version"), link=COMPLAINT),
            Step("C19", NADIA, PRACTICE_PORTAL, ("Mon compte d’assuré", "Trouver une attestation de droits")),
            Step("C10", CLAIRE, FAMILIES, ("Par famille de métiers", "Plateforme téléphonique", "Accueil")),
            Step("C9", SYLVIE, CONTACTS, ("Téléphone", "Message sur le site")),
        ),
        report_rows="C1 C8 C9 C11",
        report=(
            "Suivre l’usage du compte, et plus seulement les comptes ouverts",
            "dix pour cent d’appels en moins en un an, davantage était attendu",
            "Aucun poste d’accueil supprimé du fait du compte",
            "Compter les comptes ouverts trompait",
            "moyenne relevée pendant deux semaines, au téléphone et à l’accueil",
            "La crainte pour son poste au premier baromètre et au dernier",
        ),
        never=("locataire", "logement", "patient"),
        ahead=("Plateforme téléphonique", "Accueil"),
    ),
    "chru": Story(
        staff=400,
        phone=-5,
        steps=(
            Step("H1", CLAIRE, SITES, ("Hôpital de la Rade", "Hôpital du Vallon", "Site de Kermorlan", "Résidence du Grand-Large")),
            Step("H9", CLAIRE, TRAINING, ("Les essentiels du numérique", "Protéger les données des personnes que nous servons")),
            Step("H4", MARC, WISHES, ("Un métier et l’informatique ensemble",)),
            Step("H2 H4 H8", CLAIRE, EXPERIMENTS, (
                "Cheffe de projet de l’informatique", "Secrétaire médicale",
                "Médecin de médecine nucléaire, référent auprès de ses confrères", "Quatre services ne suffisent pas",
            ), link="Rendez-vous en ligne dans quatre services"),
            Step("H6", CLAIRE, EXPERIMENTS, ("Rien de visible au bout de trois mois", "Commencer par les panneaux"), link="Un plan guidé sur le téléphone"),
            Step("H7", CLAIRE, EXPERIMENTS, ("130 patients", "la règle des alertes écrite d’abord"), link="Le suivi après l’opération"),
            Step("H15", CLAIRE, EXPERIMENTS, ("Arrêter", "Étendre"), picture="chru-register", at="main section ul.ruled"),
            Step("H11 H15", NADIA, NETWORK, ("L’essai du plan guidé s’arrête, et on dit pourquoi",)),
            Step("H10", NADIA, PRACTICES, ("Et chez vous, quand pourra-t-on prendre rendez-vous en ligne ?",)),
            Step("H10", NADIA, CASES, ("J’ai choisi mon heure à minuit",)),
            Step("H3", NADIA, OWN_JOB, ("Secrétariats médicaux", "Décrocher pour rassurer, et préparer la venue"), picture="chru-job"),
            Step("H12", NADIA, PROMISES, ("Le téléphone reste ouvert dans tous les services, aux mêmes heures",)),
            Step("H2", CLAIRE, JOURNEYS, ("On n’arrive pas à joindre le service", "Rendez-vous en ligne ouverts dans quatre services"), link=COMPLAINT),
            Step("H14", HELENE, "/usage/dossier/", ("Mon espace patient", "Analyse d’impact", "par famille de métiers")),
            Step("H3", CLAIRE, FAMILIES, ("Par famille de métiers", "Secrétariats médicaux")),
            Step("H13", SYLVIE, CONTACTS, ("Téléphone", "Message sur le site")),
        ),
        report_rows="H5 H11 H12",
        report=(
            "présidence médicale et direction en décident ensemble",
            "Des couvertures et des prises aux urgences avant l’été",
            "estimation de deux services pilotes pendant une semaine",
            "Commencer par les panneaux",
            "La crainte pour son poste au premier baromètre et au dernier",
        ),
        never=("locataire", "logement"),
    ),
    "batigere": Story(
        staff=200,
        phone=-7,
        steps=(
            Step("B2", CLAIRE, SURVEYS, ("Avez-vous un compte à vous sur le portail ?", "Presque chaque mois"), link=HABITS),
            Step("B1", CLAIRE, SITES, ("Saint-Aubin", "Clairmoulin", "Les Hautes-Lices", "Tournebois")),
            Step("B8", NOBODY, "/parcours-usager/salle/", ("code",)),
            Step("B6", CLAIRE, JOURNEYS, (SIX_MONTHS, COMPLAINT)),
            Step("B3 B4 B5", CLAIRE, JOURNEYS, (
                "6 agents", "6 personnes du public", "Les clés et l’état des lieux", "La signature du bail",
                "Demandé pour une prochaine version du portail",
            ), link=SIX_MONTHS, picture="batigere-votes"),
            Step("B7", NADIA, JOURNEYS, ("Essai en janvier sur les réclamations", "Trop de messages inutiles"), link=COMPLAINT),
            Step("B7", NADIA, LOGBOOK, ("Mon espace locataire", "Télécharger une quittance")),
            Step("B9", NADIA, OWN_JOB, ("Ce qui part", "Ce qui change", "Ce qui arrive")),
            Step("B9", SYLVIE, "/metiers/", ("Comment notre métier change, une heure ensemble",)),
        ),
        report_rows="B2",
        report=(
            "Un atelier de découverte dans chaque service qui n’en a pas encore eu",
            "Une affiche ne remplace pas une personne",
            "La crainte pour son poste au premier baromètre et au dernier",
        ),
        never=("patient",),
    ),
    "emh": Story(
        staff=200,
        phone=-6,
        steps=(
            Step("E1", CLAIRE, SITES, ("Levant-Gare", "Charmolles", "Rilleux-la-Côte", "Valcreuse")),
            Step("E2", CLAIRE, JOURNEYS, ("5 agents", "9 personnes", "L’équipe ne s’y attendait pas"), link=COMPLAINT, picture="emh-votes"),
            Step("E3 E5 E7 E8", NADIA, LOGBOOK, ("Mon espace locataire", "Commandes sur tablette", "Planificateur d’équipe")),
            Step("E8", NADIA, "/", ("Commandes sur tablette",)),
            Step("E4 E7", NADIA, WORKSHOPS, ("Permanence de quartier", "Du signalement à la commande, tous métiers ensemble")),
            Step("E4", CLAIRE, EXPERIMENTS, ("Prévoir deux personnes", "une conseillère de clientèle"), link="Permanences tenues par les conseillères"),
            Step("E4", NADIA, DESK, ("Ce qui bloque le plus souvent",)),
            Step("E6", NADIA, OWN_JOB, ("Commander soi-même, jusqu’au montant convenu",), picture="emh-job"),
            Step("E8", SYLVIE, FAMILIES, ("Commandes sur tablette", "Planificateur d’équipe")),
            Step("E9", NADIA, "/parcours/portails/espace-locataire/", ("Une alerte prévient d’une consommation inhabituelle", "2027.1")),
            Step("E9", INES, RELEASES, ("Recevoir une alerte d’énergie",)),
        ),
        report_rows="E3 E6",
        report=(
            "sans visa jusqu’à un montant",
            "Aucun poste de proximité supprimé du fait des tablettes",
            "Il faut le montrer sur l’écran de la personne",
            "La crainte pour son poste au premier baromètre et au dernier",
        ),
        never=("patient",),
    ),
}  # fmt: skip
