"""Words that name nobody, folded: those that often begin a sentence, and those that may follow “madame”. Pure."""

_OPENERS = """
a about afin ailleurs ainsi alors and apres as at attendre attention au aucun aucune aucuns aujourd aujourdhui auparavant aussi autre autres
aux avant avec beaucoup bien bonjour bonsoir bref but c car ce ceci cela celle celles celui cependant certains ces cet cette ceux chacun chacune
chaque chez combien comme comment contre cordialement d dans de deja depuis derriere des deux devant donc du elle elles en encore enfin
ensuite entre envoyer est et etre eux faire faut finalement for grace he her hier his how i ici if il ils in indiquer informer it je jusqu
jusque l la laisser le lequel les leur leurs lorsqu lorsque lui ma mais malgre manquer me meme mes merci mettre mieux moi mon my n ne neanmoins ni
no non nos notre nous nouveau nouvelle on or other ou oui our parce parfois parmi pas pendant permettre personne peu peut plus plusieurs
plutot pour pourquoi pourtant premier premiere presque prevenir prevoir puis puisque qu quand quant que quel quelle quelles quelqu quelque quelques
quels qui quoi rappeler relire reponse respectueusement rien s sa salutations sans sauf se selon ses she si sinon sois soit son sont souvent sous
sur surtout t tant tandis te tel telle tellement tes that the their then they this to toi tous tout toute toutefois toutes tres trois trop
tu un une urgent allocataire assure assuree citoyen citoyenne client cliente dame demandeur demandeuse etudiant etudiante famille femme
habitant habitante homme jeune locataire mere parent parents pere retraite retraitee salarie salariee sinceres usager usagere voisin voisine vers veuillez voici voila vos votre vous vraiment we what when while with y yes you your
"""
_AFTER_A_TITLE = """
ai appelle appelait attend attendait avait avons doit demande demandait dit est etait etaient fait faisait m par pensait peut pouvait prenait
savait sort souhaite va veut venait vient voulait
"""
OPENERS = frozenset(_OPENERS.split())
AFTER_A_TITLE = OPENERS | frozenset(_AFTER_A_TITLE.split())
