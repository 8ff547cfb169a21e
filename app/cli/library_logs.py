"""What libraries log, as lines of our own log."""

import logging

import structlog

from app.problems import in_the_log


class LibraryLog(logging.Handler):
    """One line for each record: a collector takes a traceback for as many lines. An error's own
    words stay out, as they may quote what someone sent."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        told = in_the_log(error) if error else {}
        said = next(iter(record.getMessage().splitlines()), "")
        structlog.get_logger().log(record.levelno, said, by=record.name, **told)


def take_over_library_logs() -> None:
    """From asyncio, asyncpg, psycopg, procrastinate and whatever else has no handler of its own."""
    logging.getLogger().handlers = [LibraryLog(logging.WARNING)]
