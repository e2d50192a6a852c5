"""REST: interaction callbacks, the original response and followups."""

from typing import Any

from .errors import ApiError, invalid_form, unknown
from .interaction import ACK_WITHIN, AUTOCOMPLETE, COMMAND, COMPONENT, MODAL_SUBMIT, Interaction
from .limits import check_choices, check_message, check_modal, check_not_empty
from .message import COMPONENTS_V2, EPHEMERAL, LOADING, SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, Message
from .posting import fill, new_message
from .rest_messages import apply_edit
from .routing import Call, route

MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
_ALLOWED = {
    COMMAND: {MESSAGE, DEFERRED, MODAL},
    COMPONENT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, MODAL},
    AUTOCOMPLETE: {CHOICES},
    MODAL_SUBMIT: {MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE},
}
_FLAGS = EPHEMERAL | SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2


@route("POST", "/interactions/{interaction_id}/{interaction_token}/callback", auth=False)
async def callback(call: Call) -> Any:
    world, body = call.world, call.body
    interaction = world.interactions.get(call.number("interaction_id"))
    if interaction is None or interaction.token != call.params["interaction_token"]:
        raise unknown("interaction")
    try:
        _answer(call, interaction, body)
    except ApiError as refusal:
        interaction.refusals.append(str(refusal))
        world.changes.touch()
        raise
    if call.query.get("with_response") not in ("1", "true", "True"):
        return None
    return _receipt(call, interaction)


def _answer(call: Call, interaction: Interaction, body: dict[str, Any]) -> None:
    world, kind, data = call.world, body.get("type"), body.get("data") or {}
    if world.clock.now() - interaction.created_at > ACK_WITHIN:
        raise unknown("interaction")
    if interaction.acked_at is not None:
        raise ApiError(400, 40060, "Interaction has already been acknowledged.")
    allowed = _ALLOWED[interaction.type]
    if interaction.type == MODAL_SUBMIT and interaction.source is None:
        allowed = allowed - {DEFERRED_UPDATE, UPDATE}
    if kind not in allowed:
        raise invalid_form(
            "type", "INTERACTION_APPLICATION_INVALID_CALLBACK_TYPE", f"Type {kind} is not one of {allowed}"
        )
    if kind == MESSAGE:
        check_message(data)
        check_not_empty(data, bool(call.files))
        respond(call, interaction, data, kind=20)
    elif kind == DEFERRED:
        message = _blank(call, interaction, int(data.get("flags") or 0) & EPHEMERAL | LOADING)
        _publish(call, interaction, message)
    elif kind in (UPDATE, DEFERRED_UPDATE):
        interaction.original = interaction.source
        if kind == UPDATE and interaction.source is not None:
            call.body = data
            apply_edit(call, interaction.source)
            interaction.edits.append(interaction.source)
    elif kind == CHOICES:
        check_choices(data.get("choices") or [])
        interaction.choices = data.get("choices") or []
    elif kind == MODAL:
        check_modal(data)
        interaction.modal = data
    interaction.answer_type = kind
    interaction.acked_at = world.clock.now()
    world.changes.touch()


def _blank(call: Call, interaction: Interaction, flags: int) -> Message:
    world = call.world
    message = new_message(
        world,
        interaction.channel,
        world.bot,
        type=20 if interaction.type == COMMAND else 0,
        flags=flags & (_FLAGS | LOADING),
        webhook_id=world.application_id,
        application_id=world.application_id,
        interaction=interaction.metadata(),
        interaction_legacy=interaction.legacy_metadata(),
        default_users_only=True,
    )
    if interaction.type == COMPONENT and interaction.source is not None:
        message.reference = interaction.source
    if message.ephemeral:
        message.shown_to = interaction.user
    return message


def _publish(call: Call, interaction: Interaction, message: Message) -> None:
    if interaction.original is None:
        interaction.original = message
    interaction.messages.append(message)
    call.world.post(message)


def respond(call: Call, interaction: Interaction, data: dict[str, Any], kind: int) -> Message:
    """Make a message of an interaction from a request's body."""
    message = _blank(call, interaction, int(data.get("flags") or 0))
    if kind == 19:
        message.type, message.reference = 19, interaction.original
    message.tts = bool(data.get("tts"))
    fill(call.world, message, data, call.files, notify=True)
    _publish(call, interaction, message)
    return message


def _receipt(call: Call, interaction: Interaction) -> dict[str, Any]:
    """The callback's answer. The document has a `resource` only where a message is shown at once (types 4 and 7)."""
    about: dict[str, Any] = {"id": str(interaction.id), "type": interaction.type}
    message, kind = interaction.original, interaction.answer_type
    if message is None or kind in (CHOICES, MODAL):
        return {"interaction": about}
    about["response_message_id"] = str(message.id)
    about["response_message_loading"] = message.loading
    about["response_message_ephemeral"] = message.ephemeral
    if kind not in (MESSAGE, UPDATE):
        return {"interaction": about}
    return {"interaction": about, "resource": {"type": kind, "message": message.payload(call.world.clock)}}


# -- through the token


def by_token(call: Call) -> Interaction | None:
    """The interaction whose token the webhook path holds; None if the path is a real webhook's."""
    if call.number("webhook_id") != call.world.application_id:
        return None
    interaction = call.world.by_token.get(call.params["webhook_token"])
    if interaction is None or interaction.acked_at is None:
        raise unknown("webhook")
    if not interaction.token_valid:
        raise ApiError(401, 50027, "Invalid Webhook Token")
    return interaction


def followup(call: Call, interaction: Interaction) -> Any:
    """POST on the token: the first one after a defer fills the placeholder, others add a message."""
    body, original = call.body or {}, interaction.original
    check_message(body)
    check_not_empty(body, bool(call.files))
    if original is not None and original.loading and original in interaction.messages:
        call.body = body
        asked = int(body.get("flags") or 0)
        if asked & COMPONENTS_V2:
            original.flags |= COMPONENTS_V2
        apply_edit(call, original)
        interaction.edits.append(original)
        return original.payload(call.world.clock)
    return respond(call, interaction, body, kind=19).payload(call.world.clock)


def own_message(call: Call, interaction: Interaction) -> Message:
    """The message that an interaction's token names; 404/10008 unless the interaction made it."""
    if "message_id" not in call.params or call.params["message_id"] == "@original":
        message = interaction.original
    else:
        wanted = call.number("message_id")
        known = [*interaction.messages, *([interaction.source] if interaction.source else [])]
        message = next((m for m in known if m.id == wanted), None)
    if message is None or message.deleted_at is not None:
        raise unknown("message")
    return message


def edit_through_token(call: Call, interaction: Interaction) -> Any:
    """PATCH on the token."""
    message = own_message(call, interaction)
    apply_edit(call, message)
    interaction.edits.append(message)
    return message.payload(call.world.clock)
