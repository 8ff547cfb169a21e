"""A PostgreSQL that needs no installation, for `make run`, the commands and the tests."""


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL cannot run; the message says what happened and what to do next."""
