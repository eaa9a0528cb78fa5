"""Full stops that end a sentence and full stops that do not, in eight languages."""

from __future__ import annotations

import pytest

from index.passages.sentences import every_sentence

# What a reader takes for the sentences of a paragraph.
PARAGRAPHS = [
    ("en", ["Dr. Rajani came on Jan. 3 with Mr. J. R. Smith.", "She left at 5 p.m. and did not return."]),
    (
        "en",
        [
            "The archive is kept in room no. 12 of the annex.",
            "The seal is shown in fig. 3 of the guide.",
            "See also pp. 14–18 of vol. 2.",
        ],
    ),
    ("en", ["Did he agree?", "He said no.", "She left."]),
    (
        "en",
        [
            "Bring fruit, e.g. Apples or pears, i.e. anything fresh.",
            "It costs $3.50 per kg.",
            "Version 2.1.3 fixes it.",
        ],
    ),
    (
        "en",
        ["Edit config.toml and run main.py.", "Then visit www.example.org/a.html for more.", "That's all!"],
    ),
    (
        "en",
        [
            "The U.S. Senate voted on the bill.",
            "Apple Inc. Chairman Tim Cook spoke.",
            "He works for Acme Ltd. in Leeds.",
        ],
    ),
    ("en", ["He was born in 1879.", "He died in 1955.", "The team scored 3.", "Nobody cheered."]),
    ("en", ["1. Open the lid.", "2. Press the button.", "3. Wait for Mr. Bott."]),
    (
        "en",
        ["Gov. Brown met Sen. Davis and Rep. Lee.", "They spoke about St. Louis, Mt. Everest and Ft. Worth."],
    ),
    ("en", ["It belongs to George W. Bush Jr. of Texas.", "Prof. Ada Lovelace, Ph.D. and M.Sc., taught it."]),
    ("en", ["We sell nuts, bolts, etc.", "Prices vary."]),
    ("en", ["Open Mon. to Fri. from 9 a.m. to 6 p.m.", "Closed on Sundays."]),
    ("en", ["Refer to Sec. 4, Ch. 7 and App. B for details.", "Eq. 5 follows from Thm. 2."]),
    ("en", ["It weighs approx. 5 lbs. and is 3 ft. long.", "The temp. is 20 degrees."]),
    (
        "de",
        [
            "Der Verein wurde am 3. März 1921 von Heinrich Vogel gegründet.",
            "Der Beitrag beträgt 5 Mio. Euro im Jahr.",
            "Die 2. Mannschaft trainiert in der Halle Nr. 4 am Dienstag.",
        ],
    ),
    ("de", ["Die Laternengilde e.V. Bremen hat 140 Mitglieder.", "Sie trifft sich montags."]),
    ("de", ["Im 19. Jahrhundert regierte Kaiser Wilhelm II. in Berlin."]),
    (
        "de",
        [
            "Prof. Dr. Müller und Frau Dr. h. c. Schmidt kamen z. B. aus Köln.",
            "Sie blieben bis zum 24. Dezember.",
        ],
    ),
    (
        "de",
        [
            "Bitte bringen Sie Obst, Gemüse usw. mit.",
            "Das kostet ca. 20 Euro, d. h. etwa 22 Dollar.",
            "Vgl. Abb. 3 auf S. 12.",
        ],
    ),
    ("de", ["Nach § 5 Abs. 2 Satz 1 BGB gilt das nicht.", "Siehe auch Art. 3 GG und Kap. 4."]),
    ("de", ["Das war 1945.", "Danach kam der Frieden.", "Er hat nur noch 3.", "Mehr gibt es nicht."]),
    (
        "de",
        [
            "Die Fa. Meyer sitzt in der Goethestr. 5 in Frankfurt a. M. und verkauft Schuhe.",
            "Tel. 069 12345.",
        ],
    ),
    (
        "de",
        ["„Wo ist er?“, fragte sie.", "„Hier.“ Er lachte.", "Das Treffen findet am 1. Mai um 14 Uhr statt."],
    ),
    (
        "de",
        [
            "Der 1. FC Köln spielt in der 2. Bundesliga.",
            "Die Inflation lag bei 2,5 Prozent bzw. 3 Mrd. Euro.",
            "Stand: 31. Dezember.",
        ],
    ),
    (
        "fr",
        [
            "M. Dupont et Mme. Durand habitent au no. 12 de la rue.",
            "Ils sont arrivés le 1er janvier.",
            "Voir p. 14 et suiv. du t. 2.",
        ],
    ),
    (
        "fr",
        [
            "Le Dr. Martin a reçu env. 30 personnes, cf. Annexe 2.",
            "Est-ce vrai ?",
            "Oui !",
            "C’est ainsi…",
            "Puis il partit.",
        ],
    ),
    ("fr", ["L’art. 5 du chap. 3 le dit.", "J.-J. Rousseau naquit à Genève en 1712.", "Il mourut en 1778."]),
    ("fr", ["Elle travaille chez S.A. Martin à St. Malo.", "Le prix est de 3.50 francs.", "Merci !"]),
    (
        "es",
        [
            "El Sr. García y la Sra. López viven en la Av. Libertad núm. 5.",
            "Llegaron el 3 de mayo.",
            "¿Dónde están?",
            "¡Aquí!",
        ],
    ),
    ("es", ["El Dr. Ruiz llegó a EE. UU. en 1990.", "Véase la pág. 12 del vol. 3.", "Ud. no puede entrar."]),
    (
        "es",
        ["La empresa Telefónica S. A. vendió aprox. 5 mill. de euros.", "Fdo. Juan Pérez.", "Eso es todo."],
    ),
    (
        "pl",
        [
            "Dr. Kowalski mieszka przy ul. Długiej 5 w Warszawie.",
            "Urodził się 3 maja 1921 r. w Krakowie.",
            "Zob. str. 12 i rys. 3.",
        ],
    ),
    (
        "pl",
        [
            "Prof. Nowak, ks. Jan i św. Piotr byli tam m.in. z dr. Lisem.",
            "Kosztuje to 5 mln. złotych.",
            "To np. Praga.",
        ],
    ),
    (
        "pl",
        ["Działo się to w XIX w. w Polsce, tj. Galicji.", "Woj. mazowieckie ma 5 tys. szkół itd.", "Koniec."],
    ),
    (
        "cs",
        ["Narodil se 3. března 1921 v Praze.", "Bydlí v ul. Dlouhá č. 5, tel. 123.", "Viz str. 12 a obr. 3."],
    ),
    (
        "cs",
        [
            "Ing. Novák, MUDr. Malá a Bc. Dvořák přišli.",
            "Král Karel IV. založil univerzitu.",
            "Je to např. Brno, tzv. Moravská metropole.",
        ],
    ),
    ("cs", ["Ve 20. století žil sv. Jan zde.", "Dne 24. prosince je svátek.", "Byl to J. A. Komenský."]),
    (
        "it",
        [
            "Il sig. Rossi e la sig.ra Bianchi abitano in p.zza Roma n. 5.",
            "Arrivarono il 3 maggio.",
            "Vedi pag. 12 e fig. 3.",
        ],
    ),
    (
        "it",
        ["Il dott. Verdi, l’ing. Neri e l’avv. Gallo parlarono.", "Costa ca. 5 euro, ecc.", "Che ore sono?"],
    ),
    ("it", ["Secondo l’art. 5 del cap. 3, S. Francesco visse qui.", "Giovanni XXIII fu papa.", "Fine."]),
    (
        "nl",
        [
            "Dhr. Jansen en mevr. De Vries wonen op nr. 5.",
            "Zij kwamen op 3 mei, d.w.z. Vorige week.",
            "Zie blz. 12 en afb. 3.",
        ],
    ),
    (
        "nl",
        [
            "Prof. dr. Bakker sprak o.a. Duits en bijv. Frans.",
            "Dat kost ca. 5 mln. euro.",
            "Drs. P. zong het.",
        ],
    ),
    ("nl", ["De heer J. H. van den Berg is geb. in 1921.", "Hij overleed in 1990.", "Dat was ’s morgens."]),
]


@pytest.mark.parametrize(("language", "sentences"), PARAGRAPHS)
def test_sentences_of_a_paragraph(language: str, sentences: list[str]):
    """Abbreviations, initials, ordinals, dates, versions, file names and list numbers end no sentence."""
    text = " ".join(sentences)
    assert [text[start:end] for start, end in every_sentence(text)] == sentences


@pytest.mark.parametrize(
    "text",
    ["He didn't. She did.", "It was no. She left.", "That is modern art. It sells.", "He ate a fig. Then he left.",
     "He scored 3. Nobody cheered.", "I am 12. My sister is 9.", "He was born in 1879. It was cold."],
)  # fmt: skip
def test_what_only_looks_like_an_abbreviation_ends_a_sentence(text: str):
    """An abbreviation that needs a number after it, and a number that is no ordinal, end a sentence without one."""
    assert len(every_sentence(text)) == 2


def test_the_number_of_a_list_belongs_to_its_item():
    """A number at the start of a sentence or an item ends no sentence."""
    text = "1. Open the lid. 2. Press.\n3. Wait.\n\nIV. End."
    sentences = [text[start:end] for start, end in every_sentence(text)]
    assert sentences == ["1. Open the lid.", "2. Press.", "3. Wait.", "IV. End."]
