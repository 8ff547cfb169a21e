"""What schemathesis cannot know: a 422 may be a rule that no schema holds.

A reference may name nothing, a cursor may be made up, a moment may have to be in the past. Such a
complaint has no `code`, or is a rule of ours (`value_error`). Any other `code` is a rule of the
schema: if data made from the schema breaks it, the documentation is wrong.
"""

import schemathesis

from tests.fuzz import reach

OUR_OWN_RULES = {"value_error", "missing_argument"}


@schemathesis.check
def the_schema_tells_what_is_accepted(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case
) -> None:
    made_from_the_schema = case.meta is not None and case.meta.generation.mode.is_positive
    if response.status_code != 422 or not made_from_the_schema:
        return
    for complaint in response.json().get("errors", []):
        if complaint.get("in") == "path":
            continue  # an id followed from another answer, where it was null
        if complaint.get("code", "value_error") not in OUR_OWN_RULES:
            raise AssertionError(f"the schema allows what was refused: {complaint}")


__all__ = ["reach", "the_schema_tells_what_is_accepted"]
