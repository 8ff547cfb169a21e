"""For whoever runs it: alive, ready, and how it is doing."""

from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.errors import Busy, NotFound
from app.migrating import readiness
from app.routing import Router

router = Router(prefix="", tag="operating")

LOOPBACK = {"127.0.0.1", "::1"}
FAILED_JOBS = Gauge("debrief_failed_jobs", "What workers gave up in the last day.", ["task"])
FAILED = """
    SELECT task_name, count(*) FROM procrastinate_jobs job
    WHERE status = 'failed' AND EXISTS (
        SELECT FROM procrastinate_events event
        WHERE event.job_id = job.id AND event.type = 'failed'
            AND event.at > now() - interval '1 day'
    )
    GROUP BY task_name
"""
FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip")


@router.get("/healthz", summary="Alive", response_class=JSONResponse)
async def get_health() -> dict[str, str]:
    """The process answers. It says nothing about the database; see `/readyz`."""
    return {"status": "alive"}


@router.get("/readyz", summary="Ready", responses={503: {"description": "Not ready"}})
async def get_readiness(request: Request) -> dict[str, str]:
    """The database can be reached and its schema is one that this version can run on: the one it
    expects, or a later version's while that one takes over."""
    async with request.app.state.database.asked(within=3) as connection:
        revision, not_ready = await readiness(connection)
    if not_ready:
        raise Busy(not_ready)
    return {"status": "ready", "revision": str(revision)}


@router.get("/metrics", include_in_schema=False)
async def get_metrics(request: Request) -> Response:
    """Prometheus figures, for a collector on this machine only; a proxy's visitors get a 404."""
    client = request.client.host if request.client else ""
    if client not in LOOPBACK or any(name in request.headers for name in FORWARDED):
        raise NotFound
    FAILED_JOBS.clear()
    async with request.app.state.database.asked(within=3) as connection:
        for row in await connection.fetch(FAILED):
            FAILED_JOBS.labels(row["task_name"]).set(row["count"])
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
