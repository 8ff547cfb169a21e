"""The wording that ships, and what may be filled in; an agency replaces it template by template."""

from app.templates.models import TemplateName
from app.templates.shipped import calls, candidates, feedback, passwords, thanks
from app.templates.shipped.placeholder import Placeholder

__all__ = ["PLACEHOLDERS", "SHIPPED", "Placeholder"]

SHIPPED: dict[TemplateName, tuple[str, str]] = {
    **thanks.WORDINGS, **feedback.WORDINGS, **candidates.WORDINGS, **calls.WORDINGS,
    **passwords.WORDINGS,
}  # fmt: skip
"""Subject and body by name."""

PLACEHOLDERS: dict[TemplateName, tuple[Placeholder, ...]] = {
    **thanks.PLACEHOLDERS, **feedback.PLACEHOLDERS, **candidates.PLACEHOLDERS, **calls.PLACEHOLDERS,
    **passwords.PLACEHOLDERS,
}  # fmt: skip
"""By name; nothing else may stand in a template."""
