"""What every kind of event says of itself."""

from typing import Annotated, ClassVar

import msgspec

Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*$")]
"""A state, a reason, a channel, a field's name: never words somebody typed."""
Zone = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_+/-]+$")]


class Kind(msgspec.Struct, kw_only=True):
    """What happened. Subclasses name it `noun.verb`, in the past."""

    type: ClassVar[str]
    subject: ClassVar[str]
    sentence: ClassVar[str]
    """Its line on the timeline."""
    to_candidate: ClassVar[str | None] = None
    """Its line on the candidate's own page; without one it is for the agency alone."""
    sentence_by_itself: ClassVar[str | None] = None
    """Instead, with the same fields, of what Debrief decided to do (`by_itself`)."""
