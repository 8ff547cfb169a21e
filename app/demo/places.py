"""Where the demo's people live and its jobs are: country and WGS 84 coordinates by name."""

from app.fields import Place

COORDINATES: dict[str, tuple[str, float, float]] = {
    "Bath": ("GB", 51.3811, -2.3590),
    "Belfast": ("GB", 54.5973, -5.9301),
    "Birmingham": ("GB", 52.4862, -1.8904),
    "Bradford": ("GB", 53.7960, -1.7594),
    "Bristol": ("GB", 51.4545, -2.5879),
    "Cardiff": ("GB", 51.4816, -3.1791),
    "Cheltenham": ("GB", 51.8994, -2.0783),
    "Derby": ("GB", 52.9225, -1.4746),
    "Dublin": ("IE", 53.3498, -6.2603),
    "Edinburgh": ("GB", 55.9533, -3.1883),
    "Galway": ("IE", 53.2707, -9.0568),
    "Glasgow": ("GB", 55.8642, -4.2518),
    "Gloucester": ("GB", 51.8642, -2.2382),
    "Leeds": ("GB", 53.7997, -1.5492),
    "Limerick": ("IE", 52.6638, -8.6267),
    "London": ("GB", 51.5074, -0.1278),
    "Manchester": ("GB", 53.4808, -2.2426),
    "Nottingham": ("GB", 52.9548, -1.1581),
    "Reading": ("GB", 51.4543, -0.9781),
    "Rotherham": ("GB", 53.4302, -1.3568),
    "Salford": ("GB", 53.4875, -2.2901),
    "Sheffield": ("GB", 53.3811, -1.4701),
    "Swansea": ("GB", 51.6214, -3.9436),
    "Wakefield": ("GB", 53.6830, -1.4977),
    "York": ("GB", 53.9600, -1.0873),
}


def place(name: str) -> Place:
    country, latitude, longitude = COORDINATES[name]
    return Place(name=name, country=country, latitude=latitude, longitude=longitude)
