"""Blueprint of the invented landlord: sites, trades, units and cast, for 407 staff."""

from dataclasses import dataclass

from demo.generation.model import Contact, Job, Role


NAME = "Habitat des Deux Rives"
HEADCOUNT = 407

SITES = (
    "Pont-d’Arvelle",
    "Saint-Aubin",
    "Montfleury",
    "Port-Lisse",
    "Ormeval",
    "Villeneuve-les-Saules",
    "La Chesnaie-Basse",
    "Rochebrune",
    "Beaumarais-le-Vieux",
)
HEAD_OFFICE, ST_AUBIN, MONTFLEURY, PORT_LISSE, ORMEVAL = SITES[:5]
SAULES, CHESNAIE, ROCHEBRUNE, BEAUMARAIS = SITES[5:]

CARETAKERS = "Gardiens d’immeubles"
RECEPTION = "Chargés de clientèle"
TECHNICIANS = "Techniciens"
LETTING = "Gestion locative"
ACCOUNTS = "Comptabilité"
IT = "Informatique"
HR = "Ressources humaines"
BOARD = "Direction"
FIELD_FAMILIES = frozenset({CARETAKERS, TECHNICIANS})


@dataclass(frozen=True, slots=True)
class Trade:
    """Jobs of a kind of unit: the manager's, and the others' with their weights."""

    lead: Job
    others: tuple[tuple[Job, int], ...]
    contact: Contact
    late: bool = False  # a front desk that holds back, as the CPAM's did
    early: bool = False


def _trade(
    family: str,
    lead: str,
    *others: tuple[str, int],
    contact: Contact = Contact.BACK,
    late: bool = False,
    early: bool = False,
) -> Trade:
    jobs = tuple((Job(name, family), weight) for name, weight in others)
    return Trade(Job(lead, family), jobs, contact, late=late, early=early)


TRADES = {
    "top": _trade(
        BOARD,
        "Directeur général",
        ("Assistant de direction", 3),
        ("Chargé de communication", 2),
        ("Juriste", 1),
    ),
    "division": _trade(BOARD, "Directeur", ("Assistant de direction", 2), ("Chargé de mission", 2)),
    "agency": _trade(
        BOARD, "Directeur d’agence", ("Assistant d’agence", 2), ("Chargé de mission", 1)
    ),
    "reception": _trade(
        RECEPTION,
        "Responsable d’accueil",
        ("Agent d’accueil", 3),
        ("Chargé de clientèle", 2),
        contact=Contact.FRONT,
        late=True,
    ),
    "calls": _trade(
        RECEPTION,
        "Responsable de plateau",
        ("Conseiller à distance", 1),
        contact=Contact.FRONT,
        early=True,
    ),
    "post": _trade(RECEPTION, "Responsable du courrier", ("Chargé de réclamation", 1)),
    "caretakers": _trade(
        CARETAKERS,
        "Responsable de secteur",
        ("Gardien d’immeuble", 3),
        ("Agent d’entretien", 1),
        contact=Contact.FRONT,
        late=True,
    ),
    "letting": _trade(
        LETTING,
        "Responsable de gestion locative",
        ("Gestionnaire locatif", 3),
        ("Conseiller social", 1),
        ("Chargé d’attribution", 1),
    ),
    "maintenance": _trade(
        TECHNICIANS,
        "Chef d’équipe technique",
        ("Technicien de maintenance", 3),
        ("Plombier-chauffagiste", 1),
        ("Électricien", 1),
    ),
    "inventory": _trade(
        TECHNICIANS,
        "Responsable des états des lieux",
        ("Technicien d’état des lieux", 1),
        contact=Contact.FRONT,
        late=True,
    ),
    "works": _trade(
        TECHNICIANS,
        "Responsable de travaux",
        ("Chargé d’opérations", 2),
        ("Technicien énergie", 1),
    ),
    "accounts": _trade(ACCOUNTS, "Chef comptable", ("Comptable", 3), ("Contrôleur de gestion", 1)),
    "recovery": _trade(LETTING, "Responsable du recouvrement", ("Chargé de recouvrement", 1)),
    "hr": _trade(
        HR,
        "Responsable des ressources humaines",
        ("Gestionnaire de paie", 2),
        ("Chargé de formation", 1),
        early=True,
    ),
    "it": _trade(
        IT,
        "Responsable informatique",
        ("Technicien support", 3),
        ("Chef de projet numérique", 2),
        ("Administrateur systèmes", 1),
        early=True,
    ),
    "logistics": _trade(
        HR, "Responsable des moyens généraux", ("Agent de logistique", 2), ("Acheteur", 1)
    ),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A box of the organisation chart. `direct` counts people attached to it and to no unit below it."""

    name: str
    parent: str | None
    trade: str
    direct: int
    site: str
    second_site: str = ""


TOP = "Direction générale"
PROXIMITY = "Direction de la proximité"
ESTATE = "Direction du patrimoine"
TENANTS = "Direction de la relation aux locataires"
FINANCE = "Direction financière"
RESOURCES = "Direction des ressources"
UPKEEP = "Service maintenance"
CONTACT_CENTRE = "Centre de contact"
SHOWCASE_TEAM = f"Accueil {ST_AUBIN}"
"""The manager of the cast leads it; it keeps 15 to 25 people at any size of the organisation."""

AGENCY_TO_REORGANISE = f"Agence de {MONTFLEURY}"


def _agency(site: str, second: str, sizes: tuple[int, int, int]) -> tuple[Unit, ...]:
    name = f"Agence de {site}" if site[0] not in "AEIO" else f"Agence d’{site}"
    reception, caretakers, letting = sizes
    return (
        Unit(name, PROXIMITY, "agency", 4, site),
        Unit(f"Accueil {site}", name, "reception", reception, site),
        Unit(f"Gardiens {site}", name, "caretakers", caretakers, site, second),
        Unit(f"Gestion locative {site}", name, "letting", letting, site),
    )


UNITS = (
    Unit(TOP, None, "top", 7, HEAD_OFFICE),
    Unit(PROXIMITY, TOP, "division", 4, HEAD_OFFICE),
    *_agency(ST_AUBIN, CHESNAIE, (20, 24, 9)),
    *_agency(MONTFLEURY, ROCHEBRUNE, (12, 22, 8)),
    *_agency(PORT_LISSE, BEAUMARAIS, (9, 19, 12)),
    *_agency(ORMEVAL, CHESNAIE, (11, 23, 7)),
    Unit(ESTATE, TOP, "division", 4, HEAD_OFFICE),
    Unit(UPKEEP, ESTATE, "maintenance", 3, ROCHEBRUNE),
    Unit("Régie technique Rive Nord", UPKEEP, "maintenance", 20, ROCHEBRUNE, CHESNAIE),
    Unit("Régie technique Rive Sud", UPKEEP, "maintenance", 18, BEAUMARAIS),
    Unit("États des lieux", UPKEEP, "inventory", 12, SAULES),
    Unit("Réhabilitation et travaux", ESTATE, "works", 14, HEAD_OFFICE),
    Unit("Énergie et sécurité", ESTATE, "works", 8, HEAD_OFFICE),
    Unit(TENANTS, TOP, "division", 3, SAULES),
    Unit(CONTACT_CENTRE, TENANTS, "calls", 3, SAULES),
    Unit("Conseil téléphonique", CONTACT_CENTRE, "calls", 19, SAULES),
    Unit("Messagerie et courrier", CONTACT_CENTRE, "post", 10, SAULES),
    Unit("Attributions", TENANTS, "letting", 12, HEAD_OFFICE),
    Unit(FINANCE, TOP, "division", 3, HEAD_OFFICE),
    Unit("Comptabilité des locataires", FINANCE, "accounts", 11, HEAD_OFFICE),
    Unit("Comptabilité des fournisseurs", FINANCE, "accounts", 8, HEAD_OFFICE),
    Unit("Recouvrement", FINANCE, "recovery", 13, HEAD_OFFICE),
    Unit("Contrôle de gestion", FINANCE, "accounts", 6, HEAD_OFFICE),
    Unit(RESOURCES, TOP, "division", 3, HEAD_OFFICE),
    Unit("Ressources humaines", RESOURCES, "hr", 10, HEAD_OFFICE),
    Unit("Informatique", RESOURCES, "it", 15, HEAD_OFFICE),
    Unit("Moyens généraux", RESOURCES, "logistics", 9, HEAD_OFFICE),
)


@dataclass(frozen=True, slots=True)
class CastRole:
    """A member of the cast. `account_month` counts from 1; 0 is before the first month."""

    key: str
    role: Role
    first_name: str
    last_name: str
    unit: str
    job: Job | None  # None keeps the job of the post
    ease: float
    account_month: int
    links: bool
    lessons: int


CAST = (
    CastRole("agent", Role.STAFF, "Nadia", "Benali", SHOWCASE_TEAM,
         Job("Agent d’accueil", RECEPTION), 0.5, 5, True, 2),
    CastRole("ambassador", Role.AMBASSADOR, "Marc", "Lefèvre", f"Gestion locative {ST_AUBIN}",
         Job("Conseiller social", LETTING), 0.9, 0, True, 6),
    CastRole("manager", Role.MANAGER, "Sylvie", "Le Goff", SHOWCASE_TEAM, None, 0.5, 6, False, 3),
    CastRole("training_manager", Role.TRAINING_MANAGER, "Claire", "Dumont", "Ressources humaines",
         Job("Chargé de formation", HR), 0.8, 0, True, 6),
    CastRole("editor", Role.EDITOR, "Inès", "Caradec", TOP,
         Job("Chargé de communication", BOARD), 0.8, 0, False, 6),
    CastRole("data_protection_officer", Role.DATA_PROTECTION_OFFICER, "Hélène", "Vasseur", TOP,
         Job("Délégué à la protection des données", BOARD), 0.6, 3, False, 4),
    CastRole("administrator", Role.ADMINISTRATOR, "Yann", "Kerbrat", "Informatique",
         Job("Administrateur systèmes", IT), 0.9, 0, False, 5),
)  # fmt: skip
