"""Names of the demo studio's people: first names by origin and age, last names by how often one meets them.

Each list runs from the most to the least frequent; `tools.demo_people` draws the first ones most often.
"""

from __future__ import annotations

from dataclasses import dataclass


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one origin. A last name `Kowalski|Kowalska` has a form for men and one for women."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    last: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Generation:
    """German first names that were given from a year on."""

    since: int
    women: tuple[str, ...]
    men: tuple[str, ...]


GENERATIONS = (
    Generation(
        0,
        women=_words(
            "Ursula Helga Ingrid Gisela Renate Christa Elisabeth Hildegard Karin Erika Margarete Brigitte Edith "
            "Waltraud Inge Gerda Käthe Irmgard Rosemarie Hannelore Marianne Anneliese Sigrid Maria"
        ),
        men=_words(
            "Hans Günter Karl Heinz Werner Gerhard Horst Helmut Klaus Manfred Peter Josef Wolfgang Rolf Dieter Jürgen "
            "Hermann Willi Hans-Joachim Karl-Heinz Egon Siegfried Ferdinand Matthias"
        ),
    ),
    Generation(
        1953,
        women=_words(
            "Sabine Petra Monika Birgit Susanne Gabriele Andrea Angelika Martina Ulrike Barbara Claudia Heike Karin "
            "Bärbel Anke Elke Cornelia Jutta Regina Marion Silvia Beate Dagmar Doris Anna Maria Ute"
        ),
        men=_words(
            "Michael Thomas Andreas Peter Wolfgang Jürgen Klaus Bernd Stefan Frank Uwe Ralf Martin Rainer Norbert "
            "Joachim Dirk Jörg Detlef Ulrich Volker Hans-Peter Günter Christoph Axel Matthias Achim"
        ),
    ),
    Generation(
        1970,
        women=_words(
            "Nicole Stefanie Sandra Claudia Anja Melanie Katja Tanja Christina Kerstin Julia Katrin Daniela Anna "
            "Nadine Silke Yvonne Bianca Simone Sonja Kirsten Britta Verena Eva Maike Jana Annette Wiebke"
        ),
        men=_words(
            "Stefan Michael Thomas Andreas Christian Markus Sven Marco Alexander Oliver Torsten Jan Daniel Carsten "
            "Holger Mario Björn Jens Ingo Guido René Tobias Frank Matthias Sascha Jörn Dominik"
        ),
    ),
    Generation(
        1986,
        women=_words(
            "Julia Sarah Lisa Laura Anna Katharina Jennifer Lena Vanessa Franziska Jessica Christina Theresa Saskia "
            "Johanna Maren Isabel Svenja Annika Carolin Miriam Nina Pia Ronja Anne Marie Luisa Rebecca"
        ),
        men=_words(
            "Christian Daniel Philipp Sebastian Tobias Florian Jan Kevin Dennis Patrick Alexander Tim Lukas Felix Max "
            "Simon Fabian Dominik Marvin Jonas Benjamin Moritz Julian David Marcel Johannes Jannik Sören"
        ),
    ),
    Generation(
        2000,
        women=_words(
            "Emma Mia Hannah Lea Sophie Marie Lina Emilia Leonie Clara Ida Lilly Charlotte Greta Paula Mathilda Frieda "
            "Zoë Amelie Finja Nele Lotte Pauline Merle Jule Antonia Johanna Ella"
        ),
        men=_words(
            "Ben Leon Paul Finn Jonas Noah Luis Elias Maximilian Felix Luca Henry Emil Anton Theo Jakob Oskar Mats "
            "Jannis Till Karl Moritz Lennard Samuel Matteo Johann Linus Jonathan"
        ),
    ),
)

GERMAN_LAST = _words(
    "Müller Schmitz Schmidt Becker Schneider Fischer Weber Meyer Wagner Schulz Hoffmann Schäfer Koch Bauer Richter "
    "Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Werner Krause Lehmann Köhler "
    "Maier König Kaiser Fuchs Peters Lang Scholz Möller Weiß Jung Hahn Vogel Friedrich Keller Günther Frank Berger "
    "Winkler Roth Beck Lorenz Baumann Schuster Böhm Kraus Winter Simon Albrecht Vogt Stein Jäger Sommer Groß Brandt "
    "Haas Graf Dietrich Ziegler Kuhn Kühn Pohl Engel Horn Busch Thomas Voigt Sauer Arnold Bergmann Hansen Esser "
    "Breuer Hermanns Kremer Küpper Linden Pütz Schumacher Odenthal Rheindorf Klütsch Dahmen Hamacher Reuter Theisen "
    "Weidenfeld Zündorf Frings Paffrath Overath Klinkenberg Heuser Nießen Broich Wirtz Fußhöller Päffgen Löhr "
    "Großmann Strauß Preuß Weißenfels Gärtner Kämpfer Höfer Röttgen Hövelmann Jansen Kessel Meurer Nolden Quint "
    "Ritter Seidel Thelen Ullrich Vossen Welter Ackermann Bongartz Cremer Decker Ebert Faßbender Gerhards "
    "Adams Baum Bender Bock Böttcher Brinkmann Burger Conrad Dreßen Eckert Engels Falk Feldmann Fink Förster Franke "
    "Franzen Freund Fritsch Geiger Geyer Giesen Göbel Gottschalk Heinrichs Heinen Heinz Herbst Herrmann Heß Hübner "
    "Hesse Hilgers Huber Janßen Junker Kaufmann Kirsch Klaus Klose Knoll Körner Kramer Kreuzer Kunz Langen Leonhardt "
    "Link Lindemann Ludwig Marx Maurer Mertens Metzger Michels Moritz Naumann Nickel Noll Otto Paul Peter Pfeiffer "
    "Philipp Raabe Rath Reinhardt Riedel Rosenbaum Rupp Sander Schiffer Schlüter Schreiber Schütte Schulte Seifert "
    "Siebert Steffens Steinbach Stolz Thiel Thies Urban Voß Wagener Walter Weiler Wendt Wenzel Wilms Witt Wolter "
    "Zander Zilken"
)

OTHERS: dict[str, Names] = {
    "tr": Names(
        women=_words("Ayşe Fatma Elif Zeynep Emine Hatice Merve Büşra Esra Gülcan Selin Derya Özlem Yasemin"),
        men=_words("Mehmet Mustafa Ahmet Ali Hüseyin Emre Murat Hasan İbrahim Kemal Cem Serkan Onur Yusuf"),
        last=_words(
            "Yılmaz Kaya Demir Şahin Çelik Yıldız Öztürk Aydın Arslan Doğan Koç Polat Güneş Özdemir Kılıç Aslan "
            "Çetin Kara Kurt Özkan Şimşek Erdoğan Bulut Keskin Turan Yavuz"
        ),
    ),
    "pl": Names(
        women=_words("Katarzyna Anna Agnieszka Małgorzata Magdalena Joanna Ewa Beata Dorota Justyna"),
        men=_words("Piotr Krzysztof Tomasz Paweł Marcin Andrzej Jakub Michał Grzegorz Łukasz"),
        last=_words(
            "Nowak Kowalski|Kowalska Wiśniewski|Wiśniewska Wójcik Kamiński|Kamińska Lewandowski|Lewandowska "
            "Zieliński|Zielińska Mazur Krawczyk Dąbrowski|Dąbrowska Kaczmarek Piotrowski|Piotrowska "
            "Grabowski|Grabowska Pawlak Michalski|Michalska Król Wieczorek Wróbel"
        ),
    ),
    "ru": Names(
        women=_words("Olga Natalia Elena Irina Tatjana Swetlana Ljudmila Anastasia Ksenia Galina"),
        men=_words("Alexander Sergej Dmitri Wladimir Andrej Viktor Eugen Igor Maxim Waldemar"),
        last=_words(
            "Iwanow|Iwanowa Petrow|Petrowa Schmidt Kusnezow|Kusnezowa Popow|Popowa Miller Wolkow|Wolkowa Weber "
            "Smirnow|Smirnowa Sokolow|Sokolowa Morosow|Morosowa Fedorow|Fedorowa Becker Wagner "
            "Lebedew|Lebedewa Schneider Orlow|Orlowa"
        ),
    ),
    "it": Names(
        women=_words("Giulia Maria Francesca Chiara Rosa Lucia Angela Antonella Silvia Carmela"),
        men=_words("Giuseppe Antonio Salvatore Marco Luca Francesco Giovanni Roberto Alessandro Pasquale"),
        last=(
            "Rossi",
            "Russo",
            "Ferrari",
            "Esposito",
            "Bianchi",
            "Romano",
            "Greco",
            "Gallo",
            "De Luca",
            "D'Angelo",
            "Conti",
            "Costa",
            "Giordano",
            "Rizzo",
            "Lombardi",
            "Moretti",
        ),
    ),
    "ar": Names(
        women=_words("Fatima Mariam Layla Nour Amira Rania Hala Samira Yasmin Aisha"),
        men=_words("Mohammed Ahmad Omar Khaled Youssef Hassan Tarek Karim Bilal Samir"),
        last=(
            "Al-Masri",
            "Haddad",
            "El Amrani",
            "Khalil",
            "Ben Salah",
            "Al Hussein",
            "Mansour",
            "Saleh",
            "Najjar",
            "Al-Hariri",
            "Bouazizi",
            "El Idrissi",
            "Hamdan",
            "Issa",
            "Kanaan",
            "Rahmani",
        ),
    ),
    "vi": Names(
        women=("Thị Lan", "Thị Hương", "Minh Anh", "Ngọc Mai", "Thu Hà", "Thị Minh Khai"),
        men=("Văn Hùng", "Minh Tuấn", "Quốc Bảo", "Đức Anh", "Văn Nam"),
        last=("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng"),
    ),
    "el": Names(
        women=_words("Eleni Despina Sofia Katerina Ioanna"),
        men=_words("Georgios Dimitrios Nikolaos Konstantinos Ioannis"),
        last=_words("Papadopoulos|Papadopoulou Nikolaidis|Nikolaidou Georgiadis|Georgiadou Vasiliou"),
    ),
    "hr": Names(
        women=_words("Ana Marija Ivana Dragana Jelena Snežana"),
        men=_words("Ivan Marko Zoran Goran Dragan Nikola"),
        last=_words("Horvat Kovačević Babić Jovanović Marić Petrović Đorđević"),
    ),
    "es": Names(
        women=_words("Carmen Lucía Pilar Inés Beatriz"),
        men=_words("José Javier Álvaro Sergio Joaquín"),
        last=("García López", "Martínez", "Fernández", "da Silva", "Gonçalves", "Muñoz"),
    ),
}
"""Names of the people whose families came from elsewhere, by language."""

ORIGINS = {"de": 76, "tr": 8, "pl": 5, "ru": 3, "it": 2.5, "ar": 2.5, "vi": 1, "el": 0.7, "hr": 0.8, "es": 0.5}
"""How many of a hundred."""

NOBLE = ("von Ahrenfels", "von der Linde", "zu Weidenbach", "vom Stein", "von Berg", "Freiherr|Freifrau von Dornau")
"""In Germany the predicate is part of the last name (Art. 109 WRV)."""

VERY_SAME = (("Michael", "Müller", 6), ("Anna", "Schmitz", 4), ("Thomas", "Schmidt", 3), ("Mehmet", "Yılmaz", 2))
"""First name, last name, how many more than chance gives."""

HOSTILE = (
    ("Anna", "**Müller** <b>"),
    ("<script>alert(1)</script>", ":red[Schmitz]"),
    ("=1+1", "O'Neill; DROP TABLE"),
    ("Zoë 🌻", "[Weiß](https://example.org) $x^2$"),
    ("محمد", "عبد الله"),
)
"""Names that a screen or an export could take for markup, a formula or a command: they must come out literally."""

COMPANIES = (
    "Bäckerei Pütz GmbH", "Steuerberatung Klein & Partner mbB", "Autohaus Breuer GmbH & Co. KG",
    "Tischlerei Löhr e. K.", "Rheinwerk Software GmbH", "Turnverein Veedel 1894 e. V.", "Dachdeckerei Dahmen & Söhne",
    "Café Zuckerhut OHG", "Pflegedienst Sonnenschein gGmbH", "Ingenieurbüro Weißenfels",
    "Kanzlei Dr. Hövelmann & Kollegen", "Druckerei Quint", "Malermeister Küpper", "Sanitär Odenthal GmbH",
    "Blumen Rosenrot", "Hotel Am Rheinufer GmbH", "Kita Kleine Strolche e. V.", "Spedition Frings GmbH",
    "Optik Klarblick", "Architekturbüro Groß <+> Klein",
)  # fmt: skip
