"""Every table, for Alembic and nothing else."""

from app.access import models as access
from app.agencies import models as agencies
from app.applications import models as applications
from app.candidates import models as candidates
from app.contacts import models as contacts
from app.database import Base
from app.employers import models as employers
from app.events import models as events
from app.feedback import models as feedback
from app.interviews import models as interviews
from app.notes import models as notes
from app.vacancies import models as vacancies

AREAS = (
    access, agencies, applications, candidates, contacts, employers, events, feedback,
    interviews, notes, vacancies,
)  # fmt: skip

metadata = Base.metadata
