"""A short walk through the pages of people without an account, with whatever they might type; `make
fuzz` takes a long one."""

from tests.factories import Agency
from tests.forms.situations import visitor
from tests.fuzz.situations import situations
from tests.fuzz.walking import walked

SEED = 4
STEPS = 10


async def test_whatever_is_typed_pages_answer_and_keep_what_is_private(agency: Agency) -> None:
    made = await situations(agency.recruiter, agency.slug)
    walks = [walk async for walk in walked(made, lambda: visitor(agency), SEED, STEPS)]
    assert [fault for walk in walks for fault in walk.faults] == []
    sent = {walk.start[:3] for walk in walks if walk.sent}
    assert {"/f/", "/c/"} <= sent, "ids differ from run to run, and with them the way"
