"""A client that leaves before it was answered is nobody's fault."""

import asyncio

from fastapi import FastAPI
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from tests.factories import Agency
from tests.security.conftest import serving


async def test_who_hangs_up_is_neither_an_error_nor_a_500(agency: Agency, app: FastAPI) -> None:
    def counted(status: int) -> float:
        labels = {"method": "POST", "route": "/v1/employers", "status": str(status)}
        return REGISTRY.get_sample_value("debrief_requests_total", labels) or 0.0

    before, failed = counted(499), counted(500)
    key = agency.recruiter.headers["authorization"]
    head = f"POST /v1/employers HTTP/1.1\r\nhost: a\r\nauthorization: {key}\r\n"
    rest = "content-type: application/json\r\ncontent-length: 500\r\n\r\n{"
    with capture_logs() as logged:
        async with serving(app) as port:
            for _ in range(3):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(f"{head}{rest}".encode())
                await asyncio.sleep(0.1)
                writer.close()
            for path in ("/v1/auth/token", f"/f/{'A' * 43}", "/inbound/mail"):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                form = "content-type: application/x-www-form-urlencoded\r\ncontent-length: 50\r\n"
                writer.write(f"POST {path} HTTP/1.1\r\nhost: a\r\n{form}\r\na=b".encode())
                await asyncio.sleep(0.1)
                writer.close()
            await asyncio.sleep(0.3)
    assert (counted(499) - before, counted(500) - failed) == (3, 0)
    told = [one for one in logged if one["event"] != "access refused"]  # a link that opens nothing
    assert told == []
