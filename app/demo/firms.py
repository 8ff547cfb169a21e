"""The demo's employers, each with the people there who interview and answer for feedback."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Someone:
    """A contact, known to the stories by `key`."""

    key: str
    given: str
    family: str
    job_title: str
    phone: str
    do_not_email: bool = False


@dataclass(frozen=True)
class Firm:
    key: str
    at: str
    name: str
    domain: str
    industry: str
    priorities: tuple[str, ...]
    notes: str | None
    contacts: tuple[Someone, ...]


FIRMS = (
    Firm(
        "northgate", "-128 09:40", "Northgate Freight", "northgate-freight.example", "Logistics",
        ("safety first", "calm at peak", "people who stay"),
        "Two interviews, the second on site. Quick to decide, slow to say why.",
        (
            Someone("lockwood", "Martin", "Lockwood", "Operations Director", "0113 496 0112"),
            Someone("patel", "Sunita", "Patel", "HR Business Partner", "0113 496 0118"),
        ),
    ),
    Firm(
        "harbour", "-121 10:15", "Harbour & Lane", "harbourandlane.example", "Retail",
        ("warmth on the shop floor", "commercial sense", "developing a team"),
        "Georgina decides for the South West. Ring her before ten, she travels after that.",
        (
            Someone("ashby", "Georgina", "Ashby", "Regional Manager", "0117 496 0241"),
            Someone("fashola", "Dele", "Fashola", "Head of Stores", "0117 496 0244"),
            Someone("morley", "Kate", "Morley", "People Adviser", "0117 496 0250"),
        ),
    ),
    Firm(
        "tessera", "-117 14:05", "Tessera Pay", "tesserapay.example", "Financial technology",
        ("ownership", "clear writing", "curiosity about the customer"),
        "Three rounds for engineers. Scorecards are filled in on the day, but only if asked for.",
        (
            Someone("berg", "Ilse", "van den Berg", "Head of Operations", "020 7946 0311"),
            Someone("chen", "Marcus", "Chen", "Engineering Manager", "020 7946 0317"),
            Someone("achebe", "Rosalind", "Achebe", "Talent Partner", "020 7946 0320"),
        ),
    ),
    Firm(
        "willowbrook", "-109 11:30", "Willowbrook Care", "willowbrookcare.example", "Social care",
        ("kindness", "reliability", "safeguarding"),
        "References and the DBS check come before the start date, without exception.",
        (
            Someone("tyler", "Joanne", "Tyler", "Regional Operations Manager", "0115 496 0405"),
            Someone("mwangi", "Paul", "Mwangi", "Home Manager", "0115 496 0409"),
        ),
    ),
    Firm(
        "calder", "-104 09:20", "Calder Precision", "calderprecision.example", "Manufacturing",
        ("accuracy", "pride in the work", "passing skills on"),
        "Trials are paid and take half a day. Stephen is on the shop floor: leave a message.",
        (
            Someone("oldroyd", "Stephen", "Oldroyd", "Production Manager", "0114 496 0520"),
            Someone("sugden", "Helen", "Sugden", "Quality Manager", "0114 496 0526"),
        ),
    ),
    Firm(
        "severn", "-96 15:10", "Severn Vale District Council", "severnvale.example",
        "Local government",
        ("public service", "sound judgement", "plain English"),
        "Panels score against the person specification and share the scores on request.",
        (
            Someone("dunne", "Margaret", "Dunne", "Head of Planning", "01632 960614"),
            Someone("forsyth", "Alan", "Forsyth", "Revenues Manager", "01632 960622"),
            Someone(
                "parry", "Owain", "Parry", "HR Officer", "01632 960630", do_not_email=True
            ),
        ),
    ),
    Firm(
        "corrib", "-88 10:50", "Corrib Biologics", "corribbiologics.example", "Life sciences",
        ("right first time", "documentation", "working across sites"),
        "The panel meets on Thursdays. Relocation to Galway is paid.",
        (
            Someone("flaherty", "Eoin", "Flaherty", "Validation Lead", "+353 20 914 0701"),
            Someone("walsh", "Gráinne", "Walsh", "HR Manager", "+353 20 914 0702"),
        ),
    ),
    Firm(
        "lothian", "-81 13:25", "Lothian Grid Services", "lothiangrid.example", "Energy",
        ("safe delivery", "plain speaking with clients", "planning ahead"),
        None,
        (
            Someone("drummond", "Fiona", "Drummond", "Delivery Manager", "0131 496 0811"),
            Someone("buchan", "Iain", "Buchan", "Senior Project Engineer", "0131 496 0815"),
        ),
    ),
    Firm(
        "brightwater", "-74 09:55", "Brightwater Homes", "brightwaterhomes.example",
        "Social housing",
        ("tenants come first", "keeping promises", "working with partners"),
        "A tenant sits on every panel.",
        (
            Someone("holroyd", "Tracey", "Holroyd", "Neighbourhood Manager", "0161 496 0902"),
            Someone("sheikh", "Imran", "Sheikh", "Recruitment Adviser", "0161 496 0907"),
        ),
    ),
    Firm(
        "kestrel", "-66 14:40", "Kestrel Software", "kestrelsoftware.example", "Software",
        ("craft", "listening to customers", "showing work early"),
        "Portfolio talk first, then a paid exercise.",
        (
            Someone("brennan", "Orla", "Brennan", "Design Director", "+353 20 916 1003"),
            Someone("kavanagh", "Peter", "Kavanagh", "Chief Product Officer", "+353 20 916 1004"),
        ),
    ),
)  # fmt: skip
