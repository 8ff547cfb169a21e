"""What commands and the server write."""

import logging

import pytest
import structlog

from app.cli.importing import show
from app.cli.logs import configure_logs
from app.cli.terminal import progress
from app.imports.report import Report


def test_a_report_is_counts_then_what_was_left_out_then_each_row(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = Report()
    report.tally("employers").added = 2
    report.tally("status_changes").already_there = 12_000
    report.leave_out("client.csv", "fax_number has no place in Debrief", 2)
    report.problem("candidate.csv", 7, "has no [name]")
    report.problem("contact.csv", None, "is missing")
    show(report)
    assert capsys.readouterr().out.splitlines() == [
        "                  added  already there",
        "employers             2              0",
        "status changes        0          12000",
        "",
        "Left out on purpose:",
        "client.csv: fax_number has no place in Debrief: 2",
        "",
        "Not taken as it stands:",
        "candidate.csv:7: has no [name]",
        "contact.csv: is missing",
    ]


def test_progress_is_silent_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as on_progress:
        on_progress("candidates", 1, 2)
        on_progress("candidates", 2, 2)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("as_json", [True, False])
def test_a_logged_error_shows_where_and_never_what_people_sent(
    as_json: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # put back as they were
    configure_logs(as_json=as_json)
    try:
        sign_in("correct horse battery")
    except ValueError as error:
        structlog.get_logger().error("request failed", exc_info=error)
    finally:
        structlog.reset_defaults()
    written = capsys.readouterr().err
    assert "request failed" in written
    assert "in sign_in" in written or '"name": "sign_in"' in written
    assert "horse" not in written.replace('sign_in("correct horse battery")', "")


def sign_in(password: str) -> None:
    raise ValueError(len(password))
