"""Files as they go out: to be saved by whoever may have them, and run or kept by nobody."""

from starlette.responses import Response, StreamingResponse

from app.documents import storing
from app.documents.naming import attachment
from app.statements import Row

NOBODY_ELSE = {
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": "private, no-store",
    "x-robots-tag": "noindex, nofollow",  # whoever may have the address
    "referrer-policy": "no-referrer",
}


async def streamed(file: Row) -> Response:
    """`file` is as `queries.file_of` finds it. Raises `NotFound` and `FilesAway`."""
    headers = {
        "content-type": file["content_type"],
        "content-length": str(file["size"]),
        "content-disposition": attachment(file["name"], file["format"]),
    }
    return StreamingResponse(await storing.chunks(file["store_key"]), headers=headers | NOBODY_ELSE)
