"""The demo's forty candidates; two more come in `papers`."""

import string
import unicodedata
from dataclasses import dataclass

KEPT = {*string.ascii_lowercase, "-"}
LETTERS = str.maketrans({"ł": "l", "đ": "d", "ß": "ss"})


@dataclass(frozen=True)
class Person:
    """Looked after by `by`, a user; known to the stories by `key`."""

    key: str
    at: str
    given: str
    family: str
    place: str
    headline: str
    skills: tuple[str, ...]
    source: str
    notice: str | None = "one month"
    tags: tuple[str, ...] = ()
    channel: str = "email"
    by: str = "recruiter"
    consent: str = "consent"


def address(given: str, family: str, domain: str) -> str:
    """As their names are typed without accents: `zofia.kaminska@…`."""
    return f"{letters(given)}.{letters(family)}@{domain}"


def letters(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower().translate(LETTERS))
    return "".join(letter for letter in plain if letter in KEPT)


PEOPLE = (
    Person(
        "noor", "-43 10:10", "Noor", "Haddad", "Bradford",
        "Shift manager in parcel hubs, nine years",
        ("shift management", "health and safety", "SAP EWM", "recruitment at peak"),
        "referral", "two months", ("north", "ready to step up"), channel="phone",
    ),
    Person(
        "callum", "-27 09:50", "Callum", "MacLeod", "Glasgow",
        "Electrical project engineer, substations up to 132 kV",
        ("protection systems", "NEC4", "outage planning", "Primavera P6"),
        "LinkedIn", "three months", by="admin",
    ),
    Person(
        "siobhan", "-24 14:25", "Siobhán", "O'Rourke", "Limerick",
        "Validation specialist in sterile filling",
        ("equipment validation", "cleaning validation", "deviations", "GMP"),
        "LinkedIn", tags=("would relocate",),
    ),
    Person(
        "zofia", "-25 11:40", "Zofia", "Kamińska", "Sheffield",
        "Quality engineer, automotive and rail",
        ("8D", "internal audit", "PPAP", "Polish"), "job board", channel="phone",
    ),
    Person(
        "oluwaseun", "-21 15:20", "Oluwaseun", "Adeyemi-Bankole", "Birmingham",
        "Backend engineer, Python, payments and ledgers",
        ("Python", "PostgreSQL", "event sourcing", "on-call"),
        "referral", "one month", ("remote only",),
    ),
    Person(
        "priyanka", "-23 10:35", "Priyanka", "Venkataraman", "London",
        "Payments analyst, card schemes and settlement",
        ("reconciliation", "SQL", "disputes", "Visa and Mastercard rules"), "our own search",
    ),
    Person(
        "joseluis", "-26 12:15", "José Luis", "Fernández de la Torre", "Leeds",
        "Transport planner, chilled distribution",
        ("Paragon", "drivers' hours", "multi-drop", "Spanish"), "job board", "two weeks",
    ),
    Person(
        "chloe", "-37 09:25", "Chloë", "Fairweather", "Bristol",
        "Store manager in fashion, three shops opened",
        ("P&L", "visual merchandising", "recruitment", "coaching"),
        "referral", "two months", ("south west",), channel="phone",
    ),
    Person(
        "darcy", "-39 16:05", "D'Arcy", "Pemberton-Hughes", "London",
        "Compliance manager, e-money and safeguarding",
        ("safeguarding", "AML", "FCA returns", "training"),
        "LinkedIn", "three months", by="admin",
    ),
    Person(
        "ngozi", "-35 13:30", "Ngozi", "Eze", "Nottingham",
        "Deputy manager and registered nurse, twelve years in care homes",
        ("dementia care", "medication audit", "CQC inspection", "rostering"),
        "returning candidate", "two months", ("registered nurse",), channel="phone",
    ),
    Person(
        "tomasz", "-19 09:15", "Tomasz", "Wójcik", "Rotherham",
        "CNC setter, five-axis, aerospace",
        ("Heidenhain", "Fanuc", "CMM inspection", "apprentice training"),
        "referral", "one week", channel="text",
    ),
    Person(
        "aoife", "-20 11:00", "Aoife", "Ní Dhomhnaill", "Dublin",
        "Product designer, health and public services",
        ("user research", "Figma", "accessibility", "prototyping"), "portfolio site",
        by="admin",
    ),
    Person(
        "rhys", "-18 10:45", "Rhys", "ap Gwilym", "Cardiff",
        "Planning officer, chartered, major applications",
        ("committee reports", "section 106", "appeals", "Welsh"), "job board", "two months",
    ),
    Person(
        "meiling", "-31 15:45", "Mei-Ling", "Cheung", "Reading",
        "Settlement and chargeback analyst",
        ("chargebacks", "Excel", "SQL", "Cantonese"), "job board",
    ),
    Person(
        "samuel", "-24 09:35", "Samuel", "Asante", "Manchester",
        "Housing officer, supported living",
        ("tenancy sustainment", "arrears", "safeguarding", "Twi"), "our own search",
        channel="phone",
    ),
    Person(
        "fatima", "-17 13:50", "Fatima", "Al-Mansouri", "Bristol",
        "Customer service supervisor, online retail",
        ("coaching", "complaints", "Zendesk", "Arabic"), "referral", "two weeks",
        ("south west",),
    ),
    Person(
        "jack", "-30 10:55", "Jack", "Turner", "Sheffield",
        "CNC operator, three-axis, general engineering",
        ("Fanuc", "drawings", "forklift licence"), "job board", "one week", channel="text",
    ),
    Person(
        "anneliese", "-16 14:10", "Anneliese", "Größmann", "Edinburgh",
        "Backend engineer, Python and Go, logistics",
        ("Python", "Go", "Kafka", "mentoring"), "conference", "three months", by="admin",
    ),
    Person(
        "deepak", "-21 11:25", "Deepak", "Chaudhry", "Wakefield",
        "Warehouse operations manager, food",
        ("operations", "BRC audit", "lean", "Punjabi"), "LinkedIn",
    ),
    Person(
        "bronwen", "-29 12:40", "Bronwen", "Llewellyn", "Derby",
        "Senior carer, dementia and end-of-life care",
        ("medication", "care plans", "moving and handling", "NVQ level 3"),
        "walk-in", "one month", channel="phone",
    ),
    Person(
        "ibrahim", "-40 15:35", "Ibrahim", "Sesay", "Derby",
        "Senior care assistant, nights and days",
        ("medication", "mentoring", "end-of-life care", "Krio"), "referral", "two weeks",
        channel="text",
    ),
    Person(
        "hannah", "-36 10:20", "Hannah", "Whitcombe", "Bath",
        "Deputy store manager, homeware",
        ("rostering", "stock control", "window displays"), "our own search",
        tags=("south west",), channel="phone",
    ),
    Person(
        "lukas", "-44 09:05", "Lukáš", "Novák", "Rotherham",
        "Quality engineer, AS9100 lead auditor",
        ("AS9100", "gauge studies", "supplier development", "Czech"), "LinkedIn",
        "three months",
    ),
    Person(
        "tamsin", "-20 16:15", "Tamsin", "Penrose", "Cheltenham",
        "Planner, private practice, residential schemes",
        ("appraisals", "negotiation", "design codes"), "LinkedIn", "two months", by="admin",
    ),
    Person(
        "kwabena", "-25 13:05", "Kwabena", "Mensah", "Leeds",
        "Transport supervisor, parcels", ("route planning", "tachographs", "people management"),
        "job board", "two weeks",
    ),
    Person(
        "ewa", "-41 11:50", "Ewa", "Łuczak", "Nottingham",
        "Team leader in a nursing home, moving towards management",
        ("medication", "induction", "level 5 diploma", "Polish"), "returning candidate",
        channel="phone",
    ),
    Person(
        "rebecca", "-32 09:45", "Rebecca", "Stein", "London",
        "Financial crime analyst, challenger bank",
        ("transaction monitoring", "SAR writing", "AML"), "LinkedIn", by="admin",
    ),
    Person(
        "mohammed", "-33 14:55", "Mohammed", "Iqbal", "Edinburgh",
        "Assistant project manager, rail electrification",
        ("NEC4", "programme", "site supervision", "Urdu"), "our own search",
    ),
    Person(
        "niamh", "-15 10:05", "Niamh", "Gallagher", "Belfast",
        "Designer and researcher, enterprise software",
        ("service design", "Figma", "workshops", "account reviews"), "portfolio site",
    ),
    Person(
        "ducanh", "-31 15:15", "Đức Anh", "Nguyễn", "Manchester",
        "Software engineer, Python, marketplaces",
        ("Python", "Django", "Terraform", "Vietnamese"), "job board", None,
        ("available now",),
    ),
    Person(
        "sarahjane", "-34 13:20", "Sarah-Jane", "Abernethy", "Salford",
        "Lettings negotiator moving to social housing",
        ("lettings", "right to rent checks", "customer service"), "job board", "one month",
        channel="phone",
    ),
    Person(
        "padraig", "-14 11:35", "Pádraig", "Ó Súilleabháin", "Galway",
        "Process engineer, medical devices, fifteen years",
        ("validation", "statistics", "FDA inspection", "Irish"), "referral", "three months",
        by="admin",
    ),
    Person(
        "yasmin", "-13 09:55", "Yasmin", "Rahimi", "Cardiff",
        "Contact centre team leader, energy",
        ("coaching", "quality monitoring", "complaints", "Dari"), "job board",
        consent="legitimate_interests",
    ),
    Person(
        "george", "-35 12:25", "George", "Papadopoulos", "York",
        "Operations supervisor, brewery logistics",
        ("warehouse", "transport", "budgets", "Greek"), "our own search", "one month",
        consent="legitimate_interests",
    ),
    Person(
        "leanne", "-48 10:30", "Leanne", "Braithwaite", "Cheltenham",
        "Council tax officer, eight years",
        ("billing", "recovery", "enforcement", "plain English"), "walk-in", "one month",
        channel="phone",
    ),
    Person(
        "ayodele", "-22 16:20", "Ayodele", "Ogunleye", "London",
        "Finance graduate, two years in treasury",
        ("Excel", "treasury", "French"), "job board", consent="legitimate_interests",
    ),
    Person(
        "marta", "-28 11:15", "Marta", "Bergström", "Dublin",
        "Lead product designer, hospital systems",
        ("research", "design systems", "mentoring", "Swedish"), "referral", "two months",
        ("salary above 75k",), by="admin",
    ),
    Person(
        "conor", "-21 09:20", "Conor", "McAllister", "Edinburgh",
        "Site engineer, overhead lines", ("setting out", "CDM", "client reports"),
        "LinkedIn", channel="text",
    ),
    Person(
        "shanice", "-27 14:35", "Shanice", "Campbell", "Birmingham",
        "Senior support worker, learning disabilities",
        ("positive behaviour support", "medication", "rotas"), "referral", "one month",
        channel="phone",
    ),
    Person(
        "alexander", "-2 15:40", "Alexander", "Featherstonehaugh-Cole", "Swansea",
        "Customer success manager, healthcare software",
        ("onboarding", "renewals", "clinical safety", "Salesforce"), "LinkedIn", "three months",
        ("met at the health technology fair",), consent="legitimate_interests",
    ),
)  # fmt: skip
