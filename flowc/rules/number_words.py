"""How the digits are called in the languages that people write menus in."""

from typing import Final

_CALLED: Final = {
    "0": "zero cero zéro null nulį nulis nul noll nolla nula ноль нуль nulli",
    "1": "one eins vieną vienas jeden jedynkę jedna jedničku один одну единицу vienu üks yksi één",
    "2": "two zwei zwo dos deux due dois duas dwa dwójkę dva dvojku два двойку du dvi divi divus "
    "kaks kaksi twee två",
    "3": "three drei tres trois tre três trzy trójkę tři tri trojku три тройку tris trys trīs kolm "
    "kolme drie",
    "4": "four vier cuatro quatre quattro quatro cztery czwórkę čtyři štyri четыре чотири keturis "
    "keturi četri četrus neli neljä fyra",
    "5": "five fünf cinco cinq cinque pięć piątkę pět päť пять penkis penki pieci piecus viis "
    "viisi vijf fem",
    "6": "six sechs seis sei sześć szóstkę šest шесть шість šešis šeši seši sešus kuus kuusi zes "
    "seks",
    "7": "seven sieben siete sept sette sete siedem siódemkę sedm sedem семь сім septynis septyni "
    "septiņi septiņus seitse seitsemän zeven sju syv",
    "8": "eight acht ocho huit otto oito osiem ósemkę osm osem восемь вісім aštuonis aštuoni "
    "astoņi astoņus kaheksa kahdeksan åtta åtte otte",
    "9": "nine neun nueve neuf nove dziewięć dziewiątkę devět deväť девять devynis devyni deviņi "
    "deviņus üheksa yhdeksän negen nio",
}
_ARTICLES: Final = "un une uno una um uma een ett"

DIGIT_OF: Final = {word: digit for digit, words in _CALLED.items() for word in words.split()}
"""Words that are nothing but a number."""

MAYBE_DIGIT_OF: Final = DIGIT_OF | dict.fromkeys(_ARTICLES.split(), "1")
"""With those that are an article as often."""
