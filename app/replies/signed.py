"""Mail that a provider hands in over HTTP, signed by the Standard Webhooks scheme."""

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from standardwebhooks import Webhook, WebhookVerificationError
from starlette.requests import Request

from app.errors import TooLarge
from app.replies.filing import MOST_BYTES
from app.replies.models import NoInboundMail, NotSigned
from app.replies.schemas import MailIn
from app.settings import settings

MOST_IN_A_BODY = MOST_BYTES * 4 // 3 + 64 * 1024
"""`max_body_size` of a route that takes a message: base64 with JSON around it."""


async def handed_in(request: Request) -> MailIn:
    """What was sent, once it is seen to come from the provider. The signature covers the recipient
    too, which is why it is in the body. Raises `NoInboundMail`, `NotSigned` and `TooLarge`."""
    secret = settings().inbound_secret
    if secret is None:
        raise NoInboundMail
    body = await request.body()
    try:
        Webhook(secret.get_secret_value()).verify(body, dict(request.headers), json_parse=False)
    except (WebhookVerificationError, ValueError) as error:  # or not even the shape of one
        raise NotSigned from error
    try:
        mail = MailIn.model_validate_json(body)
    except ValidationError as refused:
        errors = [{**error, "loc": ("body", *error["loc"])} for error in refused.errors()]
        raise RequestValidationError(errors) from refused
    if len(mail.message) > MOST_BYTES:
        raise TooLarge(f"A message has at most {MOST_BYTES} bytes.", limit=MOST_BYTES)
    return mail
