"""The README's tour, pasted into a shell as a reader would."""

import asyncio
import re
from pathlib import Path

from uuid_utils.compat import uuid7

from app import demo
from app.database import Database

README = (Path(__file__).parent.parent / "README.md").read_text()


async def test_the_tour_works_as_pasted(database: Database, address: str) -> None:
    await demo.load(database, lambda *_: None, agency_id=uuid7(), slug="demo-tour")
    tour = README[README.index("## A tour") : README.index("## Commands")]
    script = "\n".join(re.findall(r"```bash\n(.*?)```", tour, re.DOTALL))
    script = script.replace("http://127.0.0.1:8000", address)
    # Other tests have demos of their own, with the same people.
    script = script.replace("-d password=", "-d client_id=demo-tour -d password=")
    script = script.replace("/public/acorn-demo/", "/public/demo-tour/")
    shell = await asyncio.create_subprocess_exec(
        "bash", "-euo", "pipefail", "-c", script,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, complaints = (text.decode() for text in await shell.communicate())
    assert (shell.returncode, complaints) == (0, ""), said + complaints
    problems = re.findall(r'"type":"(/problems/[^"]*)"', said)
    assert problems in ([], ["/problems/chase-too-soon"]), said  # it depends on the hour
    for sentence in (
        "submitted the candidate for Brand Manager at Longacre Foods",
        "A thank-you for the Brand Manager interview is due",
        "The Brand Manager interview was debriefed by the candidate",
        "The interviewers for Brand Manager were thanked by email",
        "asked Ryan Walters for feedback on the Brand Manager interview",
        "Ryan Walters gave feedback on the Brand Manager interview by phone",
        "The candidate acknowledged the Brand Manager feedback",
        "The candidate's verdict on Brand Manager at Longacre Foods: accept",
        "A referee was told by phone to expect a call about Brand Manager",
        "The employer answered the Brand Manager offer with other terms (version 3)",
        "The candidate was placed as Brand Manager at Longacre Foods",
    ):
        assert sentence in said
    assert '"overdue":true' in said
    assert "Over budget" not in said  # said in private: in nothing that was shown here
