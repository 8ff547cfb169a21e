"""Mail that nobody delivers: a folder of the test's own."""

from collections.abc import Iterator
from mailbox import Maildir
from pathlib import Path

import pytest

from app.mail import FOLDER
from app.settings import settings


@pytest.fixture(autouse=True)
def outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Maildir]:
    """What was sent in this test."""
    monkeypatch.setenv("DEBRIEF_DATA_DIR", str(tmp_path))
    settings.cache_clear()
    yield Maildir(tmp_path / FOLDER)
    settings.cache_clear()
