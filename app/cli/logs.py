"""What the server writes: lines to read in development, JSON for a collector elsewhere."""

import sys

import structlog
from structlog.processors import ExceptionRenderer, JSONRenderer
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import Processor

from app.cli.library_logs import take_over_library_logs


def configure_logs(*, as_json: bool) -> None:
    """To standard error. Tracebacks never show variables: they hold what people sent."""
    if as_json:
        without_variables = ExceptionDictTransformer(show_locals=False)
        rendering: list[Processor] = [ExceptionRenderer(without_variables), JSONRenderer()]
        take_over_library_logs()
    else:
        plain = structlog.dev.plain_traceback
        painted = sys.stderr.isatty()
        rendering = [structlog.dev.ConsoleRenderer(colors=painted, exception_formatter=plain)]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *rendering,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
