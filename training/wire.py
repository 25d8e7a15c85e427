"""News that was never sent: tables, fixtures, datelines and credits with invented names, and names put in for names.

The public corpora that may be trained on hold little wire copy: no league tables, no clubs that bear a city's name, few
names of the kinds that news is full of (Wu Chi-wai, al-Masri, van der Berg). Templates are written for this project;
words in braces are replaced by a name of that kind, and become its gold label.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

Typed = tuple[int, int, str]

SURNAMES = """
Abbott Achebe Adeyemi Aguirre Ahmed Aho Alvarez Andersson Asante Bakker Banerjee Barros Bauer Becker Bello Berger Bhatt
Bianchi Blair Bondarenko Boyle Brandt Brown Burke Campbell Cardoso Carter Castro Cerny Chaudhry Chavez Chen Christensen
Cohen Collins Costa Cruz Daly Danso Darzi Das Davies Delgado Demir Desai Diallo Diaz Dimitrov Dubois Duarte Dunne Edwards
Eriksen Evans Faure Fernandez Ferrari Fischer Fleming Fofana Fraser Fujita Garcia Georgiou Ghosh Gomez Gordon Gray Green
Grigoryan Gupta Haas Haddad Hall Hansen Hariri Harper Hassan Hayes Hernandez Hill Hoffmann Horvat Hughes Hussein Ibrahim
Ivanov Jackson Jansen Jha Johansson Johnson Jovanovic Kaplan Kariuki Kaur Kelly Khan Khoury Kim King Klein Knight Kovacs
Kowalski Kumar Kuznetsov Lang Larsen Laurent Lawson Lee Leroy Levy Lewandowski Lindqvist Lopez Luthra MacDonald Mahmoud
Makinen Malik Mandela Marin Marsh Martin Mazur McCarthy McGregor Mehta Melnyk Mendes Meyer Mills Mitchell Mohamud Molina
Moore Morales Moreau Morgan Mueller Murray Mutombo Mwangi Nair Nakamura Ncube Nguyen Nielsen Novak Nwosu O'Brien O'Connor
O'Neill Obi Odinga Okafor Olsen Ortega Osei Owen Ozturk Papadopoulos Park Patel Pavlov Pereira Perez Petrov Phillips Pires
Popescu Powell Power Qureshi Rahman Ramos Reed Reyes Ricci Richards Rivera Roberts Rojas Romano Rossi Rousseau Russo Ryan
Saito Salazar Sanchez Santos Sato Schmidt Schneider Sesay Shah Sharma Shevchenko Silva Simon Singh Smith Sokolov Stewart
Suzuki Svensson Takahashi Tanaka Taylor Toure Tran Traore Turner Usman Vargas Vasquez Vogel Wagner Walker Wallace Walsh
Watanabe Weber White Williams Wilson Wood Yamamoto Yilmaz Young Zhang Zhao Ziegler Zuma
""".split()  # fmt: skip
GIVEN = """
Ada Adam Ahmed Aisha Akira Alan Alejandra Alexei Ali Amara Amit Ana Anders Andrew Angela Anil Anna Anthony Antonio Arjun
Aroha Ayesha Barbara Ben Bilal Boris Brian Carla Carlos Carmen Catherine Chika Chloe Chris Claire Colin Daniel David Deepa
Diego Dmitry Donald Edward Elena Elif Emily Emma Enrique Erik Esther Eva Farah Fatima Felix Fiona Francois Frank George
Giulia Grace Greg Hanna Harold Hassan Helen Hiroshi Ian Ibrahim Ines Ingrid Irina Ivan Jack Jamal James Jan Jane Javier
Jean Jennifer Jim Joao John Jorge Jose Juan Julia Kamala Karen Karl Kate Katya Kenji Kevin Khalid Kofi Kwame Lars Laura
Layla Lena Leo Linda Lisa Lucas Luis Magda Marc Marco Maria Mark Marta Martin Mary Mehmet Michael Miguel Mina Mohamed
Monica Nadia Natalia Neil Nelson Nicholas Nikolai Nils Nina Noor Olga Oliver Omar Oscar Pablo Patricia Paul Pedro Peter
Philip Pierre Priya Rachel Raj Rania Ravi Rebecca Richard Rita Robert Rosa Ruth Samir Sandra Sara Sean Sergei Shirin Simon
Sofia Stefan Stephen Steve Susan Tamar Tariq Thabo Thomas Tim Tom Tunde Vera Victor Viktor Vladimir Walter Wanjiru Wei Will
Xavier Yasmin Yuki Yusuf Zainab Zoe
""".split()  # fmt: skip
CHINESE = (
    "Chan Cheng Cheung Chow Fan Ho Kwok Lai Lam Lau Lee Leung Mak Ng Pang Tang Tien Tsang Wong Wu Yeung Yip".split()
)
SYLLABLES = "chi chai cheuk ching chung fai fung hang hei hing ho kei keung kin kit kwan lai ling man ming pang sing tat ting tung wah wai wing yan yin yiu yuen".split()
KOREAN = "Ahn Bae Choi Han Hwang Jang Jung Kang Kim Lee Lim Moon Oh Park Ryu Seo Shin Yoon".split()
KOREAN_GIVEN = "chul eun gi hee ho hwan hye hyun il in jae jin joo jung kyung min seok seung si so soo sung won woo yong young".split()
ARABIC = "Abadi Amri Asad Assad Bashir Darwish Ghamdi Hakim Jubouri Khatib Maliki Masri Najjar Omari Qahtani Rashid Sadr Shami Sisi Tamimi Zahrani".split()
TOWNS = """
Aberdeen Accrington Albany Antwerp Ashford Atlanta Austin Baltimore Barnsley Barnet Basel Bath Bergen Bilbao Birmingham
Blackburn Blackpool Bologna Bolton Bordeaux Boston Bournemouth Bradford Brentford Brescia Brighton Bristol Brisbane Burnley
Bury Calgary Cambridge Cardiff Carlisle Charlton Chelmsford Chester Chesterfield Chicago Cincinnati Cleveland Cologne
Colorado Columbus Cork Coventry Crewe Dallas Darlington Denver Derby Detroit Doncaster Dortmund Dundee Dunfermline
Durban Durham Edmonton Essex Exeter Falkirk Florida Freiburg Fulham Galway Genoa Ghent Gillingham Glamorgan Gloucester
Grimsby Halifax Hamburg Hampshire Harrogate Hartlepool Hearts Hereford Houston Hull Indiana Ipswich Kent Kilmarnock Lancashire
Leeds Leicester Leicestershire Lens Lille Lincoln Liverpool Luton Lyon Malaga Mansfield Melbourne Memphis Miami Middlesbrough
Middlesex Milwaukee Minnesota Monaco Montpellier Montreal Morecambe Motherwell Munich Nantes Napoli Newcastle Newport Nice
Northampton Norwich Nottingham Nottinghamshire Oakland Oldham Orlando Ottawa Oxford Parma Perth Peterborough Philadelphia
Phoenix Pittsburgh Plymouth Portland Porto Portsmouth Preston Reading Rennes Rochdale Rotherham Sacramento Salford Sampdoria
Scunthorpe Seattle Sevilla Sheffield Shrewsbury Somerset Southampton Southend Stevenage Stockport Stoke Stuttgart Sunderland
Surrey Sussex Swansea Swindon Sydney Tampa Texas Torino Torquay Toronto Toulouse Tranmere Utah Valencia Vancouver Verona
Walsall Warwickshire Watford Wigan Winnipeg Wolverhampton Worcestershire Wycombe Yeovil York Yorkshire
""".split()  # fmt: skip
TWO_WORD_TOWNS = [
    "New York",
    "Los Angeles",
    "San Diego",
    "San Francisco",
    "St Louis",
    "Kansas City",
    "Oklahoma City",
    "Tampa Bay",
    "New Jersey",
    "New England",
    "Salt Lake City",
    "Crystal Palace",
    "West Ham",
    "Aston Villa",
    "Leyton Orient",
    "Real Madrid",
    "Bayern Munich",
    "Port Vale",
    "Notts County",
]
CAPITALS = """
Abuja Accra Addis_Ababa Algiers Amman Ankara Athens Baghdad Baku Bangkok Beijing Beirut Belgrade Berlin Bogota Brasilia
Brussels Bucharest Budapest Buenos_Aires Cairo Canberra Caracas Colombo Copenhagen Dakar Damascus Dhaka Doha Dublin
Geneva Harare Havana Helsinki Islamabad Istanbul Jakarta Jerusalem Johannesburg Kabul Kampala Karachi Kathmandu
Khartoum Kiev Kinshasa Lagos Lahore Lima Lisbon London Madrid Manila Mexico_City Mogadishu Moscow Mumbai Nairobi New_Delhi
Oslo Ottawa Paris Prague Quito Riyadh Rome Santiago Sarajevo Seoul Shanghai Singapore Sofia Stockholm Taipei Tehran Tel_Aviv
Tokyo Tripoli Tunis Vienna Vilnius Warsaw Washington Yerevan Zagreb Zurich
""".replace("_", "\N{NO-BREAK SPACE}").split(" ")  # fmt: skip
COUNTRIES = [
    "Afghanistan", "Algeria", "Argentina", "Australia", "Austria", "Bangladesh", "Belgium", "Brazil", "Britain", "Bulgaria",
    "Canada", "Chile", "China", "Colombia", "Croatia", "Cuba", "Czech Republic", "Denmark", "Egypt", "England", "Ethiopia",
    "Finland", "France", "Georgia", "Germany", "Ghana", "Greece", "Hungary", "India", "Indonesia", "Iran", "Iraq", "Ireland",
    "Israel", "Italy", "Ivory Coast", "Jamaica", "Japan", "Jordan", "Kazakhstan", "Kenya", "Lebanon", "Libya", "Malaysia",
    "Mexico", "Morocco", "Netherlands", "New Zealand", "Nigeria", "North Korea", "Norway", "Pakistan", "Peru", "Philippines",
    "Poland", "Portugal", "Romania", "Russia", "Saudi Arabia", "Scotland", "Senegal", "Serbia", "Slovakia", "Somalia",
    "South Africa", "South Korea", "Spain", "Sri Lanka", "Sudan", "Sweden", "Switzerland", "Syria", "Taiwan", "Tanzania",
    "Thailand", "Tunisia", "Turkey", "U.S.", "Uganda", "Ukraine", "United States", "Uruguay", "Venezuela", "Vietnam",
    "Wales", "Yemen", "Zambia", "Zimbabwe",
]  # fmt: skip
ONSETS = "b br c ch d dr f g gr h j k kl l m n p pr qu r s sh st t tr v w y z".split()
VOWELS = "a a e e i o o u ai ee ia".split()
CODAS = [
    "",
    "",
    "ra",
    "n",
    "l",
    "vik",
    "stan",
    "land",
    "ton",
    "ville",
    "berg",
    "ria",
    "nia",
    "mar",
    "th",
    "s",
    "rd",
    "k",
    "lin",
    "ra",
    "vara",
    "ly",
]
COMPASS = ["", "", "", "", "", "Port ", "New ", "North ", "Cape ", "San ", "Upper ", "Mount ", "West "]
NICKNAMES = "Rovers Rangers City United Town Athletic Wanderers Albion Eagles Bears Tigers Lions Hawks Kings Giants Braves Pirates Royals Twins Raiders Saints Warriors Bulldogs Knights Sharks".split()
BODIES = [
    "Ministry of {x}",
    "Department of {x}",
    "{x} Ministry",
    "{x} Department",
    "{x} Commission",
    "National {x} Authority",
    "{x} Council",
    "Institute of {x}",
    "Centre for {x} and {y}",
    "Association for {x}",
    "National {x} Board",
    "Federal {x} Agency",
    "{x} Association of {LOC}",
    "{LOC} {x} Board",
    "{LOC} {x} Society",
    "International {x} Organization",
    "Royal Society of {x}",
    "Foundation for {x}",
    "Committee on {x}",
    "{x} Workers Union",
    "Alliance for {x}",
]
FIELDS = [
    "Health",
    "Justice",
    "Defense",
    "Finance",
    "Education",
    "Agriculture",
    "Energy",
    "Transport",
    "Trade",
    "Labour",
    "Fisheries",
    "Human Rights",
    "Culture",
    "Science",
    "Public Safety",
    "Food Standards",
    "Refugees",
    "Tourism",
    "Immigration",
    "Climate Change",
    "Mining",
    "Housing",
    "Nuclear Safety",
    "Cancer Research",
    "Visual Arts",
    "Foreign Affairs",
    "Internal Security",
]
FIRMS = [
    "{s} Group",
    "{s} & Sons",
    "{s} Inc.",
    "{s} Corp",
    "{s} Holdings",
    "{s} Airlines",
    "{s} Bank",
    "{s} Pharmaceuticals",
    "{s} Industries",
    "{s} Motors",
    "{s} Electric Power",
    "{s} Brothers",
    "{s} Capital",
    "Bank of {LOC}",
    "{LOC} Airlines",
    "{LOC} Gas",
    "{s} and {t}",
    "{s}-{t}",
    "{LOC} Times",
    "{LOC} Post",
    "Daily {w}",
    "{LOC} {w}",
    "University of {LOC}",
    "{LOC} State University",
    "{s} University",
    "{LOC} Police Department",
    "{LOC} High Court",
    "{s} Foundation",
    "{w} Party",
    "New {w} Party",
    "{w} News Agency",
    "{LOC} Stock Exchange",
    "{LOC} National Guard",
    "{w} Weekly",
]
TITLES_OF_PAPERS = "Herald Tribune Courier Gazette Observer Mirror Standard Star Telegraph Chronicle Liberty Progress Reform Unity Labour Civic Democratic People's Green Centre".split()
SITES = [
    "{s} Airport",
    "{LOC} International Airport",
    "{s} Stadium",
    "{s} Park",
    "{s} Road",
    "{s} Street",
    "{LOC} Bridge",
    "Lake {s}",
    "Mount {s}",
    "{s} River",
    "{LOC} Museum of Art",
    "{s} Square",
    "{LOC} Convention Centre",
    "Fort {s}",
    "{s} Hall",
    "{s} Station",
    "Port {s}",
    "Gulf of {LOC}",
    "{s} Island",
    "{s} Arena",
    "{s} Valley",
    "{s} Mosque",
    "St {g}'s Cathedral",
    "{s} Hospital",
]

LINES: Mapping[str, Sequence[str]] = {
    "result": ["{TEAM} {n} {TEAM2} {m}", "{TEAM} {n} {TEAM2} {m}", "{TEAM} v {TEAM2}", "{TEAM} AT {TOWN}", "{TEAM} - {TEAM2} {n}-{m}", "{TEAM} {n}, {TEAM2} {m}"],
    "venue": ["{TOWN}: {TEAM} beat {TEAM2} by {n} wickets.", "At {SITE} ({TOWN}): {TEAM} {n}{m}{n} and {m}{n}, {TEAM2} 2{m}{n}.", "Group F — {COUNTRY} {n} – {m} {COUNTRY2}"],
    "plain": ["W L PCT GB", "P W D L F A Pts", "SCHEDULE", "Division two", "Add men's singles, second round", "Muslims, Christians and Jews prayed together on Friday.", "The President met the Prime Minister and the Foreign Secretary on Monday.", "He sold his Polaroid camera, two iPhones and a Boeing 737 on the Internet.", "Democrats and Republicans disagreed over the Clean Water Act.", "The last Space Shuttle flew in July; the World Cup and the Olympics came after Ramadan.", "She won a Nobel Prize, an Oscar and the Man of the Match award.", "The Germans, the Dutch and the Scots drink more Coke than Pepsi.", "Hurricane Maria and Typhoon Haiyan were Category 5 storms.", "The Dow Jones average, the FTSE and the Nikkei fell on Black Monday.", "T-bonds and GDRs traded lower; Brent crude rose.", "Chairman, Director and Chief Executive are one person here.", "Covid-19 and Ebola are not alike, said the Bible of British doctors."],
    "table": ["{TEAM} {n} {m} {n} {m} {n} {m} {n}", "{TEAM} 8{n} 5{m} .62{n} -", "{n}. {TEAM} {m}{n}"],
    "ranking": ["{n}. {PER} ({COUNTRY}) {m}:{n}2.{m}", "{PER} ({COUNTRY}) beat {PER2} ({COUNTRY2}) {n}-{m} {m}-{n}", "{n}{m} {PER} {m}{n} 6{m} 7{n}", "{n}. {PER}, {COUNTRY}, {TEAM}, {m}{n} points", "{PER} {LOC} {n}{m}"],
    "card": ["{SUR} c {SUR2} b {SUR3} {n}{m}", "{SUR} lbw b {SUR2} {n}", "{ISUR} not out {n}{m}", "{SUR} {n}-{m}-{n}{m}-{n}"],
    "side": ["{TEAM}: {PER}; {PER2}, {SUR}, {ISUR} ({SUR3} 6{n}); {PER3}.", "{n} - {PER}, {m} - {PER2}", "Scorers: {SUR} ({n}th), {SUR2} ({m}5th)"],
    "dateline": ["{CITY} 2{n} March", "{CITY}, {COUNTRY} 199{n}-08-2{m}", "{CITY} (Agencies) - {PROSE}", "{CITY} - {PROSE}", "{CITY}, {COUNTRY} — {PROSE}"],
    "credit": ["Image: {PER}.", "Photo: {PER}/{ORG}", "Video: {PER} and {PER2}.", "{PER} Image: {PER2}.", "By {PER}", "By {PER} and {PER2}", "{PER}, {ORG}", "Reporting by {PER} in {CITY}; editing by {PER2}", "Image: {ORG}.", "{SITE} Image: {PER}."],
    "caps": ["SOCCER - {TEAM} BEAT {TEAM2} IN CUP TIE.", "CRICKET - {COUNTRY} CLOSE ON VICTORY OVER {COUNTRY2}.", "{COUNTRY} SAYS {COUNTRY2} BROKE TRUCE.", "{ORG} SUES {ORG2} OVER PATENTS.", "TENNIS - {SUR} WINS {CITY} OPEN TITLE.", "{CITY} MAYOR {SUR} QUITS AFTER VOTE.", "BASEBALL - {TEAM} EDGE {TEAM2}.", "{PER} TO LEAVE {ORG}"],
    "sport": ["{TEAM} beat {TEAM2} {n}-{m} on Saturday to stay top of the table.", "{PER} scored twice as {TEAM} came from behind against {TEAM2}.", "{TEAM} coach {PER} said his side had been lucky.", "{SUR} gave {TEAM} the lead in the {n}4th minute.", "In the first match {COUNTRY} faced {COUNTRY2} at the {SITE}.", "{TEAM}'s defence held until {SUR} struck a late winner for {TEAM2}.", "The former {TEAM} and {TEAM2} captain, {PER}, retired at 3{n}.", "{COUNTRY}'s {PER} won the {CITY} Open, beating {PER2} of {COUNTRY2} in straight sets.", "{TEAM} signed midfielder {PER} from {TEAM2} for £{n} million.", "{SUR} hit a three-run homer in the seventh to lift the {TEAM} past {TEAM2}.", "The {CLUB} beat the {CLUB2} {n}-{m}.", "{SUR} homered for the {NICK} against the {CLUB}."],
    "news": ["{PER}, a spokesman for the {ORG}, said on Monday that {PROSE}", "{SUR} told the {PAPER} newspaper the plan would fail.", "{COUNTRY} and {COUNTRY2} signed the accord in {CITY} on Tuesday.", "The {ORG} ({ACR}) said {SUR} had not been charged.", "According to {ORG}, {PROSE}", "{SUR} angrily denounced the {SUR2} government.", "{PER} of the {ORG} was elected; {PER2} of {ORG2} lost by 42{n} votes.", "Shares in {ORG} fell {n} percent after {ORG2} cut its forecast.", "Police found the body of {PER}, {n}{m}, near {SITE} in {CITY}.", "The pro-{CITY} camp's {PER} was defeated by {PER2}.", "{PER}, who led {ORG} for {n} years, died in {CITY}.", "The {SUR} family left {CITY} for {COUNTRY}.", "Troops loyal to {PER} took {CITY}, the {ORG} reported.", "{ORG} president {PER} said she was pleased.", "\"We will not go,\" said {PER} of {LOC}, {COUNTRY}.", "{PER} and {PER2} were married at {SITE}.", "President {SUR} met Prime Minister {PER} in {CITY}.", "{COUNTRY} accused {COUNTRY2} of firing on a ferry in the strait.", "{COUNTRY} said it would ask {ORG} to send observers.", "{COUNTRY} blamed its northern neighbor {COUNTRY2} for the attack, which {SUR} denied.", "{COUNTRY}'s army and {COUNTRY2}'s navy clashed near {LOC}.", "The {COUNTRY} government recalled its ambassador, {PER}, from {COUNTRY2}.", "{SUR} accused {SUR2} of lying about the money, and {SUR3} agreed.", "Residents of {LOC} fled towards {LOC2}, {PER} said.", "{COUNTRY} and {COUNTRY2} have been at odds since the war, according to {SUR}.", "Gen. {SUR} flew from {CITY} to {LOC}.", "Mr {SUR} said Mrs {SUR2} and Dr {PER} had agreed.", "Professor {PER}, director of the {ORG}, called it a mistake.", "The ruling by the {ORG} was welcomed in {COUNTRY}."],
}  # fmt: skip
PROSE = [
    "{COUNTRY} would not sign.",
    "{SUR} would not sign.",
    "{COUNTRY} had fired first.",
    "the talks had failed.",
    "rain closed two roads.",
    "at least 1{n} people were killed in the blast.",
    "prices rose in March.",
    "nobody was hurt.",
    "the strike would go on.",
]
SECTIONS = (
    ("caps", "dateline", "result", "result", "result", "table"),
    ("caps", "dateline", "ranking", "ranking"),
    ("caps", "dateline", "card", "side"),
    ("sport", "venue", "result", "sport"),
    ("caps", "dateline", "venue", "venue", "plain"),
    ("news", "plain", "credit", "news"),
    ("plain", "news", "plain"),
    ("dateline", "news", "news", "sport"),
    ("credit", "credit", "news"),
)


def person(rng: random.Random) -> str:  # noqa: C901, PLR0911 - one line a tradition
    """A full name of one of the traditions that news is full of."""
    kind = rng.random()
    if kind < 0.08:
        return f"{rng.choice(CHINESE)} {rng.choice(SYLLABLES).title()}-{rng.choice(SYLLABLES)}"
    if kind < 0.12:
        return f"{rng.choice(KOREAN)} {rng.choice(KOREAN_GIVEN).title()}-{rng.choice(KOREAN_GIVEN)}"
    if kind < 0.18:
        return (
            f"{rng.choice(GIVEN)} {rng.choice(('al', 'Al', 'el', 'bin', 'Abu'))}{rng.choice('- ')}{rng.choice(ARABIC)}"
        )
    if kind < 0.22:
        return f"{rng.choice(GIVEN)} {rng.choice(('van der', 'van', 'de', 'von', 'da', 'dos', 'di', 'de la'))} {rng.choice(SURNAMES)}"
    if kind < 0.3:
        return (
            f"{initial(rng)}. {rng.choice(SURNAMES)}"
            if rng.random() < 0.5
            else f"{initial(rng)}.{initial(rng)}. {rng.choice(SURNAMES)}"
        )
    if kind < 0.38:
        return f"{rng.choice(GIVEN)} {initial(rng)}. {rng.choice(SURNAMES)}"
    if kind < 0.46:
        return f"{rng.choice(GIVEN)} {rng.choice(SURNAMES)}{rng.choice('- ')}{rng.choice(SURNAMES)}"
    if kind < 0.5:
        return f"{rng.choice(GIVEN)} {rng.choice(GIVEN)} {rng.choice(SURNAMES)}"
    return f"{rng.choice(GIVEN)} {rng.choice(SURNAMES)}"


def surname(rng: random.Random) -> str:
    """A surname alone."""
    if rng.random() < 0.12:
        return invented(rng)
    return (
        rng.choice(SURNAMES)
        if rng.random() < 0.9
        else f"{rng.choice(('al-', 'Al-', 'van ', 'de '))}{rng.choice(ARABIC)}"
    )


def invented(rng: random.Random) -> str:
    """A name that no list has, so that its neighbours must tell what it names."""
    word = "".join(rng.choice(ONSETS) + rng.choice(VOWELS) for _ in range(rng.choice((1, 2, 2)))) + rng.choice(CODAS)
    return word.capitalize()


def initial(rng: random.Random) -> str:
    """A capital letter."""
    return rng.choice("ABCDEFGHIJKLMNOPRSTVWY")


def place(rng: random.Random) -> str:
    """A town, a city or a country, one in four unheard of."""
    if rng.random() < 0.25:
        return f"{rng.choice(COMPASS)}{invented(rng)}"
    return rng.choice((rng.choice(TOWNS), capital(rng), rng.choice(COUNTRIES)))


def capital(rng: random.Random) -> str:
    """A city that news comes from."""
    return rng.choice(CAPITALS).strip().replace("\N{NO-BREAK SPACE}", " ")


def organisation(rng: random.Random) -> str:
    """A body, firm, paper, party or school."""
    pattern = rng.choice(BODIES if rng.random() < 0.4 else FIRMS)
    return filled(pattern, rng)


def filled(pattern: str, rng: random.Random) -> str:
    """A pattern of a name with its parts drawn."""
    x, y = rng.sample(FIELDS, 2)
    s, t = rng.sample(SURNAMES, 2)
    return pattern.format(x=x, y=y, s=s, t=t, g=rng.choice(GIVEN), w=rng.choice(TITLES_OF_PAPERS), LOC=place(rng))


def team(rng: random.Random) -> str:
    """A club, most often under the bare name of its town."""
    town = rng.choice(TOWNS) if rng.random() < 0.85 else rng.choice(TWO_WORD_TOWNS)
    return town if rng.random() < 0.8 else f"{town} {rng.choice(NICKNAMES)}"


DRAW: Mapping[str, tuple[Callable[[random.Random], str], str]] = {
    "PER": (person, "PERSON"),
    "SUR": (surname, "PERSON"),
    "ISUR": (lambda rng: f"{initial(rng)}. {surname(rng)}", "PERSON"),
    "ORG": (organisation, "ORG"),
    "PAPER": (
        lambda rng: rng.choice(
            (
                rng.choice(TITLES_OF_PAPERS),
                f"al-{rng.choice(ARABIC)}",
                f"Le {rng.choice(SURNAMES)}",
                f"{capital(rng)} {rng.choice(TITLES_OF_PAPERS)}",
            )
        ),
        "ORG",
    ),
    "ACR": (lambda rng: "".join(initial(rng) for _ in range(rng.choice((3, 3, 4)))), "ORG"),
    "TEAM": (team, "ORG"),
    "NICK": (lambda rng: rng.choice(NICKNAMES), "ORG"),
    "CLUB": (lambda rng: f"{rng.choice((*TOWNS, *TWO_WORD_TOWNS[:9]))} {rng.choice(NICKNAMES)}", "ORG"),
    "LOC": (place, "GPE"),
    "CITY": (capital, "GPE"),
    "TOWN": (lambda rng: rng.choice((rng.choice(TOWNS), rng.choice(TWO_WORD_TOWNS[:9]))), "GPE"),
    "COUNTRY": (lambda rng: rng.choice(COUNTRIES) if rng.random() < 0.7 else invented(rng), "GPE"),
    "SITE": (lambda rng: filled(rng.choice(SITES), rng), "GPE"),
}
SLOT = re.compile(r"\{([A-Za-z]+)(\d?)\}")


def write(template: str, rng: random.Random, offset: int = 0) -> tuple[str, list[Typed]]:
    """A template with its slots filled, and its names in characters from `offset` on."""
    template = template.replace("{PROSE}", rng.choice(PROSE))
    shouted = sum(c.isupper() for c in SLOT.sub("", template)) > 0.6 * max(
        1, sum(c.isalpha() for c in SLOT.sub("", template))
    )
    pieces: list[str] = []
    names: list[Typed] = []
    length, before = offset, 0
    for slot in SLOT.finditer(template):
        pieces.append(template[before : slot.start()])
        length += len(pieces[-1])
        before = slot.end()
        if slot.group(1) in DRAW:
            draw, kind = DRAW[slot.group(1)]
            text = draw(rng).upper() if shouted else draw(rng)
            names.append((length, length + len(text), kind))
        else:
            text = str(rng.randrange(1, 9))
        pieces.append(text)
        length += len(text)
    pieces.append(template[before:])
    return "".join(pieces), names


def wire_copy(rng: random.Random) -> tuple[str, list[Typed]]:
    """A page of wire copy with its names."""
    lines: list[str] = []
    names: list[Typed] = []
    length = 0
    for section in rng.sample(SECTIONS, rng.choice((1, 2, 2))):
        for kind in section:
            for _ in range(rng.choice((1, 2, 5)) if kind in ("result", "table", "ranking", "card") else 1):
                line, found = write(rng.choice(LINES[kind]), rng, length)
                if kind == "result" and rng.random() < 0.3:
                    line = line.upper() if len(line.upper()) == len(line) else line
                lines.append(line)
                names += found
                length += len(line) + 1
    return "\n".join(lines), names


def swapped(text: str, names: Iterable[Typed], rng: random.Random) -> tuple[str, list[Typed]]:
    """The text with each person and some bodies and places under another name, the same one at each mention.

    A surname alone follows its full name.
    """
    chosen: dict[str, str] = {}
    ordered = sorted(names)
    for start, end, kind in sorted(ordered, key=lambda n: n[0] - n[1]):
        old = text[start:end]
        if old in chosen or "\n" in old:
            continue
        if kind == "PERSON" and " " in old:
            new = person(rng)
            chosen[old] = new
            chosen.setdefault(old.split()[-1], new.split(" ", 1)[1] if new.split()[0] in GIVEN else new.split()[0])
        elif kind == "PERSON":
            chosen[old] = rng.choice(SURNAMES)
        elif rng.random() < 0.5:
            chosen[old] = organisation(rng) if kind == "ORG" else rng.choice((place, place, DRAW["SITE"][0]))(rng)
    pieces: list[str] = []
    moved: list[Typed] = []
    before = length = 0
    for start, end, kind in ordered:
        if start < before:
            continue
        pieces.append(text[before:start])
        new = chosen.get(text[start:end], text[start:end])
        length += start - before
        moved.append((length, length + len(new), kind))
        pieces.append(new)
        length += len(new)
        before = end
    pieces.append(text[before:])
    return "".join(pieces), moved
