"""The catalogue of everything that can happen: one small class each, by noun.

A class's docstring is its documentation for webhook and feed consumers; its fields are the event's
`data`; `sentence` is its line on the timeline, filled when read from names (`{actor}`, `{contact}`,
`{vacancy}`, `{employer}`, `{note}`) and data; `to_candidate` is what the candidate's own page says
of it, and without one the page does not show it. Fields hold ids, states, field names, numbers and
dates, never names, notes or free text: the log cannot be edited and a person can be erased.
"""

from app.events.kinds.access import *
from app.events.kinds.applications import *
from app.events.kinds.calls import *
from app.events.kinds.debriefs import *
from app.events.kinds.feedback import *
from app.events.kinds.interviews import *
from app.events.kinds.kind import *
from app.events.kinds.messages import *
from app.events.kinds.offers import *
from app.events.kinds.records import *
from app.events.kinds.referees import *
from app.events.kinds.sentences import *
from app.events.kinds.tasks import *

CATALOGUE: dict[str, type[Kind]] = {kind.type: kind for kind in Kind.__subclasses__()}
