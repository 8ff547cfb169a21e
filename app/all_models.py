"""Every table: for Alembic, and for commands that change rows without the whole application."""

from app.access import models as access
from app.agencies import models as agencies
from app.applications import models as applications
from app.audit import models as audit
from app.calls import models as calls
from app.candidates import models as candidates
from app.contacts import models as contacts
from app.database import Base
from app.debriefs import models as debriefs
from app.decisions import models as decisions
from app.documents import models as documents
from app.employers import models as employers
from app.events import models as events
from app.feedback import models as feedback
from app.follow_ups import models as follow_ups
from app.forms import models as forms
from app.interviews import models as interviews
from app.links import models as links
from app.messages import models as messages
from app.notes import models as notes
from app.offers import models as offers
from app.playbooks import models as playbooks
from app.referees import models as referees
from app.references import models as references
from app.replies import models as replies
from app.search import models as search
from app.tasks import models as tasks
from app.templates import models as templates
from app.vacancies import models as vacancies
from app.verdicts import models as verdicts

AREAS = (
    access, agencies, applications, audit, calls, candidates, contacts, debriefs, decisions,
    documents, employers, events, feedback, follow_ups, forms, interviews, links, messages, notes,
    offers, playbooks, referees, references, replies, search, tasks, templates, vacancies, verdicts,
)  # fmt: skip

metadata = Base.metadata
