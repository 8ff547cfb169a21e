"""What each kind of link lets its reader see, as the scopes that the API asks for to see the same.

Whoever makes a link needs them, or a link would be a way around them.
"""

from collections.abc import Mapping

from app.links.models import LinkKind

READS: Mapping[LinkKind, tuple[str, ...]] = {
    LinkKind.form: ("feedback:read",),
    # All that `portal.story` and `portal.download` read; a test holds them against this.
    LinkKind.portal: ("candidates:read", "applications:read", "interviews:read", "feedback:read"),
    # Calls stand in a calendar too, unless it hangs on a key that may not read them.
    LinkKind.calendar: ("interviews:read",),
}
CALLS = "feedback:read"
