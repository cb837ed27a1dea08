"""French names of people, and the addresses made from them."""

import unicodedata

from demo.generation.dice import Dice


MAIL_DOMAIN = "exemple.fr"
CAST_NAMES = {
    "agent": ("Nadia", "Benali"),
    "ambassador": ("Marc", "Lefèvre"),
    "manager": ("Sylvie", "Le Goff"),
    "training_manager": ("Claire", "Dumont"),
    "editor": ("Inès", "Caradec"),
    "data_protection_officer": ("Hélène", "Vasseur"),
    "administrator": ("Yann", "Kerbrat"),
}  # the same in every campaign, so that their accounts are too


def _listed(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.replace("\n", " ").split(",") if name.strip())


FIRST_NAMES = _listed("""
    Adèle, Adrien, Agathe, Agnès, Alexandre, Alice, Aline, Amélie, Amina, Anaïs, André,
    Anne, Anne-Sophie, Antoine, Arnaud, Audrey, Aurélie, Aurélien, Aya, Baptiste, Béatrice,
    Benjamin, Benoît, Bruno, Camille, Carole, Caroline, Catherine, Cécile, Cédric, Céline,
    Chloé, Christelle, Christian, Christophe, Clément, Clémence, Corinne, Damien, Daniel, David,
    Delphine, Denis, Didier, Dominique, Éléonore, Élise, Élodie, Émilie, Emmanuel, Éric,
    Estelle, Étienne, Eugénie, Fabien, Fabrice, Farid, Fatima, Fatoumata, Florence, Florian,
    Franck, François, Françoise, Frédéric, Gaëlle, Gaëtan, Geneviève, Gérard, Grégory,
    Guillaume, Hamid, Hélène, Hervé, Hugo, Ibrahim, Inès, Isabelle, Jacques, Jean-Baptiste,
    Jean-Marc, Jean-Philippe, Jérémy, Jérôme, Joëlle, Julie, Julien, Justine, Karim, Karine,
    Khadija, Laëtitia, Laurence, Laurent, Léa, Leïla, Loïc, Lucas, Lucie, Ludovic, Maëlle,
    Magali, Manon, Marie, Marie-Hélène, Marie-Laure, Marine, Marion, Maryse, Mathieu, Maud,
    Mehdi, Mélanie, Michel, Mickaël, Mohamed, Monique, Morgane, Moussa, Muriel, Nadège, Nathalie,
    Nicolas, Noémie, Odile, Olivier, Pascal, Patricia, Paul, Philippe, Pierre, Quentin, Rachid,
    Raphaël, Régis, Romain, Sabrina, Samira, Sandrine, Sébastien, Séverine, Solène, Sonia,
    Stéphane, Stéphanie, Sylvain, Théo, Thierry, Valérie, Véronique, Vincent, Virginie, Xavier,
    Yannick, Yasmine, Yves, Zoé
""")

SURNAMES = _listed("""
    Martin, Bernard, Thomas, Petit, Robert, Richard, Durand, Dubois, Moreau, Laurent, Simon,
    Michel, Lefebvre, Leroy, Roux, David, Bertrand, Morel, Fournier, Girard, Bonnet, Dupont,
    Lambert, Fontaine, Rousseau, Vincent, Muller, Faure, André, Mercier, Blanc, Guérin, Boyer,
    Garnier, Chevalier, François, Legrand, Gauthier, Garcia, Perrin, Robin, Clément, Morin,
    Nicolas, Henry, Roussel, Mathieu, Gautier, Masson, Marchand, Duval, Denis, Marie, Lemaire,
    Noël, Meyer, Dufour, Meunier, Brun, Blanchard, Giraud, Joly, Rivière, Lucas, Brunet, Gaillard,
    Barbier, Arnaud, Martinez, Gérard, Roche, Renard, Schmitt, Roy, Leroux, Colin, Vidal, Caron,
    Picard, Aubert, Fabre, Lemoine, Dumas, Lacroix, Olivier, Philippe, Bourgeois, Pierre, Benoît,
    Rey, Leclerc, Payet, Rolland, Leclercq, Guillaume, Lecomte, Lopez, Jean, Dupuy, Guillot,
    Hubert, Berger, Carpentier, Sanchez, Dupuis, Moulin, Louis, Deschamps, Huet, Vasseur, Perez,
    Boucher, Fleury, Royer, Klein, Jacquet, Adam, Paris, Poirier, Marty, Aubry, Guyot, Carré,
    Charles, Renault, Charpentier, Ménard, Maillard, Baron, Bertin, Bailly, Hervé, Schneider,
    Fernandez, Le Gall, Collet, Léger, Bouvier, Julien, Prévost, Millet, Perrot, Daniel,
    Le Roux, Cousin, Germain, Breton, Besson, Langlois, Rémy, Le Borgne, Pelletier, Lévêque,
    Perrier, Leblanc, Barre, Lebrun, Marchal, Weber, Mallet, Hamon, Boulanger, Jacob, Monnier,
    Michaud, Rodriguez, Guichard, Gillet, Étienne, Grondin, Poulain, Tessier, Chevallier, Collin,
    Chauvin, Da Silva, Bouchet, Gay, Lemaître, Bénard, Maréchal, Humbert, Reynaud, Antoine, Hoarau,
    Perret, Barthélemy, Cordier, Pichon, Lejeune, Gilbert, Lamy, Delaunay, Pasquier, Carlier,
    Laporte, Traoré, Diallo, Benali, Haddad, Belkacem, Cissé, Koné, Nguyen, Tran, Ferreira,
    Dos Santos, Pereira, D'Almeida, D'Angelo, L'Hostis, N'Diaye, M'Barek, Le Goff, Le Bihan,
    De Oliveira, Saint-Martin, Bon-Jean, Œuvrard, Quéméneur, Kervella, Guéguen, Rivoal, Caradec,
    Açelin, Maës, Israël, Haÿ, Château, Forêt, Pâris, Crépin, Thévenot, Bœuf, Fréchette, Gonçalves,
    Mendès, Naïm, Zidane, Yıldız, Kowalski, Nowak, Wagner, Zimmermann, Ziegler, Vaillant
""")

_LETTERS_WITHOUT_ACCENT = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ı": "i", "ø": "o", "'": None, "’": None, " ": "-"}
)


def draw_name(dice: Dice) -> tuple[str, str]:
    """Draw (first name, surname); about one surname in twenty joins two."""
    first, last = dice.pick(FIRST_NAMES), dice.pick_early(SURNAMES)
    if dice.chance(0.05):
        other = dice.pick_early(SURNAMES)
        if other != last and not set(" -'") & set(last + other):
            last = f"{last}-{other}"
    return first, last


def ascii_folded(text: str) -> str:
    """Fold to lower case a-z, digits and hyphens: Œuvrard -> oeuvrard, Le Goff -> le-goff."""
    plain = text.casefold().translate(_LETTERS_WITHOUT_ACCENT)
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(c for c in decomposed if c.isascii() and (c.isalnum() or c == "-"))


def next_free_address(first: str, last: str, taken: set[str]) -> str:
    """Return the first free of marie.martin@, marie.martin2@, ...; adds it to `taken`."""
    stem = f"{ascii_folded(first)}.{ascii_folded(last)}"
    address, rank = f"{stem}@{MAIL_DOMAIN}", 1
    while address in taken:
        rank += 1
        address = f"{stem}{rank}@{MAIL_DOMAIN}"
    taken.add(address)
    return address
