"""Numbers on a page that are nobody’s use: for each, where it stands, in which words, and whose it is."""

import calendar
import re


NAMES = list(calendar.month_name)[1:]
MONTH = re.compile(rf"\b(?P<month>{'|'.join(NAMES)}|[A-Z][a-z]{{2,3}}\.) (?P<year>\d{{4}})\b")
SETTINGS_OF_EXPERIMENTS = re.compile(
    r"it takes (?:3 published months before the start|5 that took part and 5 that did not)"
)
DAY = r"\d+\s\w+(?:\s\d{4})?"
PAGES_OF_CAMPAIGNS = (
    (r"^/$", r"of your use in \d+ months? of \d+", "the reader’s own use"),
    (r"^/$", r"and \d+ other things?", "how many things wait for the reader"),
    (r"^/$", rf"It opens on {DAY}", "the day of a release"),
    (r"^/$", rf"The last service: “[^”]+”, on {DAY}", "the reader’s own use"),
    (r"^/$", rf"\d+ [JFMASOND] (?:{'|'.join(NAMES)})(?: \d{{4}})?", "the reader’s own use"),
    (r"^/metiers/", rf"[Pp]ublished on {DAY}", "the day of a map"),
    (r"^/metiers/", r"Line \d+", "of the form"),
    (r"^/metiers/\d+/ecrire/", r"\b\d{1,2}\. ", "of a line of the form"),
    (r"^/cas/", r"Show \d+ cases?", "how many cases there are"),
    (
        r"^/cas/proposer/",
        r"\d+ (?:years?|days?)|\(1 to 4\)",
        "how long it is kept, and what is asked",
    ),
    (r"^/cas/retirer/", r"never 0, 1, I or O", "how a number is written"),
    (r"^/cas/.*/atelier/", r"\b[1-5]\. ", "the steps of a workshop"),
    (
        r"^/admin/snippets/cms/portal/",
        r"Delete \d+|\d+\s\w+ ago|\d\d:\d\d by \w+ \w+|Used \d+ times?",
        "of Wagtail’s form, which counts what shows it",
    ),
    (r"^/usage/equipe/", rf"Published on {DAY}", "when it was made"),
    (r"^/admin/versions/", r"the \w+ quarter of \d{4}", "the quarter"),
    (r"^/engagements/", rf"(?:Until, or by|Published on) {DAY}", "the day of a promise"),
    (r"^/cas/", r"\b[A-Z\d]{8}\b", "the number by which a case is hidden"),
    (r"^/cas/", rf"(?:[Bb]rought|[Ss]hown) on {DAY}", "the day of a case"),
    (r"^/(?:parcours/portails|admin/versions|metiers|$)", r"\b2026\.\d\b", "a version of a portal"),
    (r"^/(?:parcours/portails|admin/versions)/", DAY, "the day of a release"),
)
OTHER_NUMBERS = (
    # address, words around the number, whose it is
    *PAGES_OF_CAMPAIGNS,
    (
        r"^/usage/equipe/(?:\?|$)",
        r"(?:[Pp]lanned for|Asked for|Arranged, for|done on|dropped on|declined on) \d+ \w+ \d{4}",
        "when a team did something",
    ),
    (r"^/usage/equipe/(?:\?|$)", r"\d+ under way", "how many actions the team has planned"),
    (r"^/$", r"\d+ requests? waits? for your answer", "how many requests of teams are open"),
    (
        r"^/usage/equipe/demandes/",
        r"Day wished: \d+ \w+ \d{4}\. Asked for on \d+ \w+",
        "when a team asked for something",
    ),
    (r"^/usage/equipe/(?:\?|$)", r"Published on \d+ [A-Z][a-z]+", "when it was made"),
    (
        r"^/usage/equipe/(?:\?|$)",
        r"Late: \d+\.|\d+ mandatory courses? (?:is|are) late|to be done in this team by \d+ \w+ \d{4}",
        "mandatory training, which its reader may open by name",
    ),
    (
        r"^/usage/equipe/(?:\?|$)",
        r"\d+ ambassadors?\.",
        "coverage (decision 38), which tells nothing of use",
    ),
    (
        r"^/usage/equipe/(?:\?|$)",
        r"(?:workshop of|The next one is on) \d+ \w+(?: \d{4})?|Held this quarter: \d+\.",
        "the date of a workshop, and how many there were",
    ),
    (
        r"^/usage/equipe/(?:\?|$)",
        r"closed in the \w+ quarter of \d{4}: at least \d+0\.",
        "requests for help of the whole organisation, in tens",
    ),
    (r"^/usage/equipe/(?:\?|$)", r"In the \w+ quarter of \d{4},", "the quarter"),
    (
        r"^/usage/experiences/",
        r"(?:[Ee]xtend|[Aa]dapt|[Ss]top) \d+ \w+ \d{4}",
        "the day of a decision",
    ),
    (
        r"^/usage/experiences/",
        r"(?:Noted|Changed before it began|Title corrected|Made longer|Decision taken back|Note added|Withdrawn) \d+ \w+ \d{4}",
        "when something was written of it",
    ),
    (r"^/usage/partage/", r"(?:[\da-f]{4} ){7}[\da-f]{4}", "the print of a key"),
    (r"^/usage/registre/", r"Made on \d+ \w+ \d{4} at \d\d:\d\d", "when it was made"),
    (r"^/usage/registre/$", r"Published \d+ \w+ \d{4} \d+", "when it was made, and the threshold"),
    (r"^/usage/sondages/questions/", r"[Qq]uestion \d", "of the form"),
    (
        r"^/usage/registre/portail/",
        r"Smallest group with (?:a figure|accounts and habits) \d+ people",
        "a setting",
    ),
    (r"^/usage/registre/portail/", r"what they know \d+ people", "a setting"),
    (r"^/usage/registre/portail/", r"at the lowest or highest end \d+", "a setting"),
    (r"^/usage/registre/portail/", r"in the month after \d+ \w+ \d{4}", "a setting"),
    (
        r"^/usage/registre/portail/",
        r"(?:habit|account|known|day|weeks) version \d+",
        "a definition",
    ),
    (
        r"^/usage/registre/portail/",
        r"fewer than 50 accounts, perhaps for none; of fewer than 200 staff",
        "what is said of every organisation of this size",
    ),
    (r"^/usage/registre/portail/", r"\d+ figures that are not hidden", "how many are published"),
    (r"^/usage/registre/portail/", r"groups of \d+ colleagues", "a setting"),
    (r"^/usage/registre/portail/", r"of every team: \d+ trials", "how often the auditor tried"),
    (r"^/usage/registre/portail/", r"Order of work \d+ groups", "how many groups there are"),
    (
        r"^/usage/registre/portail/",
        r"Groups Exact In a range Hidden(?: (?:\d+ to \d+ people|The whole organisation|All groups) \d+(?: \d+%){3})+",
        "how many figures are exact; the reader of the file counts them",
    ),
    (r"^/usage/programme/cibles/", r"Target, in per cent", "of the form"),
    (
        r"^/usage/programme/cibles/",
        r"eight chances in ten|wider than 25 points|(?:[Oo]f|forecast:) fewer than 50 people|forecast: more than 6 months",
        "how a forecast is read",
    ),
    (r"^/usage/programme/(?:\?|$)", r"\b\d views?\b", "one’s own"),
    (
        r"^/usage/programme/rapports/",
        r"was published on \d+ [A-Z][a-z]+",
        "when it was made",
    ),
    (r"^/usage/programme/rapports/", r"\d answers? to correct", "of the form"),
    (r"^/usage/equipe/contacts/", r"\(version \d\)", "of a definition"),
    (r"^/usage/programme/trimestres/", r"Version \d", "of a definition"),
    (
        r"^/usage/programme/trimestres/",
        r"(?:the|these|in the) 90 days(?: and the 90 before)?",
        "a definition",
    ),
    (r"^/usage/organisation/", r"published on \d+ [A-Z][a-z]+", "when it was made"),
    (r"^/usage/organisation/", r"From \d+ \w+ \d{4} to \d+ \w+ \d{4}", "the quarter’s 90 days"),
    (r"^/usage/partage/", r"Up to 128 kB", "the bound of a file"),
    (r"^/usage/programme/campagne/", r"\d+ kB at most", "the bound of a file"),
    (
        r"^/usage/programme/campagne/",
        r"(?:Portal|Questions|News|Workshop|Map|Commitment|Release|Experiment|Mandatory)[\w\s]*\d+",
        "how much was written",
    ),
    (r"^/usage/programme/campagne/", r"\d+ texts? stays?", "how much was written"),
    (
        r"^/usage/partage/",
        r"\d+ to \d+ staff(?:, \d months)?",
        "a size, and how many months are out",
    ),
    (r"^/usage/partage/", r"Habitat 29\b", "a name"),
    (r"^/usage/accueil/", r"up to 10 times a week", "the bound of each person’s taps"),
    (r"^/usage/accueil/", r"has the \d+ people at the desk", "the least of a site"),
    (r"^/usage/organisation/", r"quarter of 2026", "the quarter"),
    (
        r"^/usage/organisation/",
        r"(?:the|these|in the) 90 days(?: and the 90 before)?",
        "a definition",
    ),
    (r"^/usage/organisation/", r"(?:the|the last) 60 days", "a definition"),
    (r"^/usage/organisation/", r"once in 365 days", "a definition"),
    (r"^/usage/organisation/", r"Version 1\b", "of a definition"),
    (
        r"^/usage/(?:organisation|sondages|programme)/",
        r"[Ff]rom 50 people on",
        "the least population",
    ),
    (r"^/$|^/usage/carnet/", r"[A-Z][a-z]+day \d+ [A-Z][a-z]+", "the day"),
    (r"^/$|^/usage/carnet/", r"in \d+ months? of the last \d+", "the reader’s own use"),
    (r"^/$|^/usage/carnet/", r"in the last \d+ months", "how far one’s own logbook reaches"),
    (r"^/", MONTH.pattern, "a month"),
    (r"^/", r"How long[\w\s’]{0,20}\d+ (?:years?|months?|days?)", "how long something is kept"),
    (
        r"^/$|^/usage/(?:carnet|declarer)/",
        r"2 years, or until you (?:erase|take them back)",
        "how long an answer, or an objective, is kept",
    ),
    (
        r"^/usage/equipe/formations/",
        r"[Ff]rom 50 people",
        "the least population",
    ),
    (r"^/usage/equipe/formations/", r"“[Ff]ewer than 5”", "an example"),
    (r"^/usage/equipe/formations/", r"below 5", "the edge of a block"),
    (
        r"^/usage/experiences/",
        r"from 5 teams and 50 people on either side on, with 3 published months",
        "from how many on an effect is told",
    ),
    (
        r"^/usage/(?:experiences|programme/rapport)/",
        SETTINGS_OF_EXPERIMENTS.pattern,
        "from how many on an effect is told",
    ),
    (
        r"^/usage/experiences/(?:nouvelle/|[\w-]+/modifier/)",
        r"As in 2026-03|“Reception; 2026-05”",
        "how to write it",
    ),
    (
        r"^/usage/experiences/(?:nouvelle/|[\w-]+/modifier/)",
        r"\w+; \d{4}-\d\d",
        "a team, and when it begins",
    ),
)
