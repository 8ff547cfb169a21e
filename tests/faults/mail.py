"""Mails with everything hostile that somebody could type, on every Python of this machine.

    python -m tests.faults.mail [how many mails]

Each is written, checked as the product checks it, and read by the other readers of the standard
library: that many by the running Python, a quarter of them by every other one. This module and
what it imports need nothing else, so that a Python without any package can run it: `--here` does
so in the running one.
"""

import random
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from pathlib import Path

from app.messages.mime import File, Letter, Mailbox, Text, harmless_letter
from app.messages.mime_check import written

HOME = Path(__file__).parents[2]
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
BREAKS = ("\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")
HEADERS = ("Bcc: all@evil.example", "Reply-To: me@evil.example", "Content-Type: text/html")
PIECES = (
    *BREAKS, *HEADERS, "\0", "\t", " ", "  ", "\x1b", "\x7f", "\ud800", "\udfff", "\ufeff",
    "\u202e", "\u2066", "\u200b", "\u200d", "\u00ad", "\u00a0", "\u3000", "\U000e0041",
    "=?", "?=", "=?utf-8?q?", "=?utf-8?b?", "=?UTF-8?Q?a=0d=0aBcc=3A=20x=40evil.example?=",
    "=?utf-8?q?=0d=0a=0d=0a<b>body</b>?=", "=?us-ascii?b?DQpCY2M6IHhAZXZpbC5leGFtcGxlDQo=?=",
    "=?utf-8*en?q?=0aBcc=3a_x?=", "=?utf-16?b?DQAKAEIA?=", "=?x?q?=?=?utf-8?q?=0d=0aX=3Ay?=?=",
    "=?utf-7?q?+AA0-+AAo-Bcc:?=", "= ?utf-8?q?x?=", "=\r\n?utf-8?q?=0aX:y?=", "=\u200b?",
    ",", ";", ":", "<", ">", "<ceo@bank.example>", '"', "\\", "\\\"", "(", ")", "[", "]", "@",
    "undisclosed: a@b.example;", "a@evil.example, b@evil.example", "'", ".", "..", "-", "--",
    "--=_", "\r\n.\r\n", "\n.\n", ".\r\nMAIL FROM:<x@evil.example>", "From ", ">From ", "=3D",
    "%0d%0a", "*0*=utf-8''", "filename=x.exe", "\N{FACE WITH TEARS OF JOY}",
    "\U0001f469\u200d\U0001f4bb", "Łukasz", "שלום", "مرحبا", "e\u0301", "日本語", "Bob",
    "O'Brien", "Smith-Jones", "J. R.",
    "x" * 80, "é" * 90, "日" * 400, "y" * 1200, "z " * 300,
)  # fmt: skip
"""What hostile words are put together from."""


def typed(chance: random.Random) -> str:
    """Nothing, a few pieces, or an encoded word cut up by one of them."""
    pieces = chance.choices(PIECES, k=chance.choice((0, 1, 2, 3, 5, 8)))
    words = "".join(pieces)
    if chance.random() < 0.2:
        cut = chance.randrange(len(words) + 1)
        words = words[:cut] + chance.choice(PIECES) + words[cut:]
    return words


def letter(chance: random.Random) -> Letter:
    """One with hostile words wherever words can stand, to one, two or three people."""
    to = tuple(
        Mailbox(typed(chance), f"person-{n}@northwind.example")
        for n in range(chance.choice((1, 1, 2, 3)))
    )
    body = typed(chance)
    return Letter(
        sender=Mailbox(typed(chance), "no-reply@debrief.example"),
        to=to,
        reply_to=Mailbox("", "anna@acorn.example") if chance.random() < 0.5 else None,
        subject=typed(chance),
        headers=(("Date", "Tue, 01 Dec 2026 10:00:00 GMT"), ("Message-ID", "<1@debrief.example>")),
        texts=(Text("plain", body), Text("html", f"<p>{body}</p>")),
        files=(File(typed(chance), "text/calendar", body.encode("utf-8", "replace")),)
        if chance.random() < 0.3
        else (),
    )


def faults_of(meant: Letter) -> list[str]:
    """What goes wrong with one letter: nothing, if all is well."""
    raw = written(meant)  # raises when our own reader does not find what was meant
    meant = harmless_letter(meant)
    modern = message_from_bytes(raw, policy=policy.default)
    assert isinstance(modern, EmailMessage)
    faults = []
    names = ["From", "To", "Subject", *(["Reply-To"] if meant.reply_to else []), "Date"]
    if modern.keys() != [*names, "Message-ID", "MIME-Version", "Content-Type"]:
        faults.append(f"headers {modern.keys()}")
    addresses = [one.addr_spec for one in modern["To"].addresses]
    if addresses != [one.address for one in meant.to]:
        faults.append(f"addressees {addresses}")
    if [one.addr_spec for one in modern["From"].addresses] != [meant.sender.address]:
        faults.append(f"sender {modern['From']!r}")
    old = message_from_bytes(raw)
    if str(make_header(decode_header(old["Subject"].replace("\r\n", "")))) != meant.subject:
        faults.append(f"subject {old['Subject']!r}")
    leaves = [part for part in modern.walk() if not part.is_multipart()]
    kinds = [part.get_content_type() for part in leaves]
    if kinds != ["text/plain", "text/html", *(["text/calendar"] if meant.files else [])]:
        faults.append(f"parts {kinds}")
    if leaves[0].get_content().replace("\r\n", "\n") != f"{meant.texts[0].content}\n":
        faults.append("the body")
    return faults


def run(how_many: int, seed: int = 1) -> list[str]:
    """All faults found in that many letters."""
    chance = random.Random(seed)
    found = []
    for nth in range(how_many):
        one = letter(chance)
        try:
            faults = faults_of(one)
        except Exception as error:
            faults = [repr(error)]
        found += [f"seed {seed}, letter {nth}: {fault}" for fault in faults]
    return found


def others() -> list[str]:
    """Every other Python that this machine has: those on the path, Debian's and pyenv's."""
    names = [shutil.which(f"python{version}") for version in VERSIONS]
    candidates = [Path(name) for name in [*names, "/usr/bin/python3"] if name]
    if pyenv := shutil.which("pyenv"):
        root = subprocess.run([pyenv, "root"], capture_output=True, text=True, check=False)
        candidates += sorted(Path(root.stdout.strip()).glob("versions/3.1[1-9].*/bin/python"))
    found: dict[str, str] = {}
    for candidate in candidates:
        asked = subprocess.run(
            [candidate, "-c", "import sys; print(sys.version.split()[0], *sys.version_info[:2])"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        version, *parts = asked.stdout.split() or [""]
        if asked.returncode == 0 and (int(parts[0]), int(parts[1])) >= (3, 11):
            found.setdefault(version, str(candidate))
    found.pop(sys.version.split()[0], None)
    return list(found.values())


def run_on(python: str, how_many: int) -> tuple[str, int]:
    """The line that says how it went on that Python, and its exit code."""
    done = subprocess.run(
        [python, "-m", "tests.faults.mail", "--here", str(how_many)],
        cwd=HOME, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr[-2000:], done.returncode


def say(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    how_many = int(next((one for one in arguments if one.isdecimal()), "10000"))
    began = time.monotonic()
    found = run(how_many)
    version = sys.version.split()[0]
    verdict = "holds" if not found else f"FAILS: {len(found)} faults, such as {found[0]}"
    took = time.monotonic() - began
    say(f"hostile mails on Python {version}: {how_many} in {took:.0f} s: {verdict}\n")
    worst = int(bool(found))
    if "--here" not in arguments:
        with ThreadPoolExecutor(2) as two_at_once:
            for line, code in two_at_once.map(lambda one: run_on(one, how_many // 4), others()):
                say(line)
                worst = max(worst, code)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
