"""First names that are common in France, folded. Pure: no Django. A text is not searched for others in small letters."""

_WORDS_TOO = """
aime aimee ange aurore avril ben blanche carole celeste chance charlotte claire clement colette constance constant
desire desiree dominique eve felicite fleur franc france franck germain gloire hortense iris jade jasmin lila lilas
lise lou luce mai marguerite marin marine martin mat max melodie mercedes merveille modeste nice olive parfait paris
pascal patience perle perrier pierre prudence prune reine remi rene robin roman rosalie rose ruth sage sahara sarah
sol solange stella tim tom tony victoire violette yann
"""
_FIRST_NAMES = """
abdel abdelkader abdoulaye adam adele adrien agathe agnes ahmed aicha alain albert alexandra alexandre alexia alexis
alice aline alix alphonse amadou amandine amelie amina amine anais andre andrea andree angelique anissa anita anna
anne annick annie anthony antoine antoinette ariane arlette armand arnaud arthur assia aude audrey aurelie aurelien
axel aymeric ayoub baptiste barbara basile bastien beatrice benedicte benjamin benoit berangere bernadette bernard
bertrand bilal boris brahim brigitte bruno camille candice carine carla carlos caroline catherine cecile cedric
celia celine chantal charles chloe christelle christian christiane christine christophe cindy clara clarisse claude
claudette claudie claudine clementine clothilde coralie corentin corinne cyril cyrille dalila damien daniel daniele
danielle david davy deborah delphine denis denise diane didier djamel dorian doriane dylan edith edouard eliane
elisabeth elise elodie eloise elsa emeline emile emilie emma emmanuel emmanuelle enzo eric erwan esteban estelle
esther ethan etienne eugene eva evelyne fabien fabienne fabrice fadila faiza fanny farid fatiha fatima fatou
fatoumata felix fernand fiona flavie florence florent florian francine francis francois francoise frederic
frederique gabin gabriel gabrielle gael gaelle gaetan gaston gauthier genevieve geoffrey georges gerald gerard
ghislaine gilbert gilles ginette gisele gregoire gregory guillaume gustave guy gwenaelle habib hakim hamid hamza
hassan helene henri herve houda hubert hugo huguette ibrahim ibrahima ines ingrid irene isabelle ismael ivan
jacqueline jacques jamel jamila jean jeanne jeannine jennifer jeremy jerome jessica joachim joel joelle johan
johanna jonathan jordan jose joseph josephine josette josiane judith jules julia julie julien juliette justine kader
kamel karim karima karine katia kevin khadija khaled killian kylian laetitia laila lamia laura laure laurence
laurent lea leila lena leo leon leonie liliane lina linda lionel loic louis louise luc luca lucas lucie lucien
lucienne ludovic lydia lydie lyes maeva magali maher malik malika mamadou manon manuel marc marcel marcelle margaux
margot maria mariam mariama marie marielle marion marius marjorie marlene martial martine maryline maryse mathias
mathieu mathilde mathis matthieu maud maurice maxence maxime maya medhi mehdi melanie melissa meriem michael michel
michele micheline mickael mireille mohamed mohammed monique morgane mounir moussa mustapha myriam nabil nadege nadia
nadine naima nassim natacha nathalie nathan nathaniel nelly nicolas nicole nina noah noel noelie noemie nora norbert
odette odile olivia olivier omar oscar oumar ousmane pascale patrice patricia patrick paul paula paule paulette
pauline philippe quentin rachel rachid raphael raymond raymonde rebecca regine regis renaud renee richard robert
roberte rodolphe roger roland romain romane ronan roxane sabine sabrina said salah salim salima salome salomon samia
samir samira samuel sandra sandrine saskia sebastien segolene selim serge severine sidonie simon simone sofia soizic
sonia sophie soraya stanislas stephane stephanie suzanne sylvain sylvaine sylvette sylvia sylvie tanguy tatiana
teddy theo theodore therese thibault thibaut thierry thomas tiphaine titouan tristan ugo ulysse valentin valentine
valerie vanessa veronique victor victoria vincent virginie viviane vivien walid wilfried william xavier yacine yael
yamina yannick yasmina yasmine yassine yohan yolande youssef yvan yves yvette yvon yvonne zahra zineb zoe zohra
"""
WORDS_TOO = frozenset(_WORDS_TOO.split())  # ordinary words: struck with a capital alone
FIRST_NAMES = frozenset(_FIRST_NAMES.split())
