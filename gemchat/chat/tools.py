"""The Python functions among the tools: which the model may call, and what it is answered."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, Self, TypeAlias

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from gemchat import types
from gemchat.chat.calls import calls_in
from gemchat.errors import UsageError
from gemchat.protocol.call import Transport
from gemchat.protocol.payload import as_object, as_text
from gemchat.types import FunctionCall, Part
from gemchat.types.base import JsonObject, JsonValue

if TYPE_CHECKING:
    from gemchat.chat.declarations import Function

Approve: TypeAlias = Callable[[FunctionCall], bool | Awaitable[bool]]
"""Asked before a function is called; a plain or a coroutine function, called as tools are."""

_LOG = logging.getLogger(__name__)
_MOST_REQUESTS: Final = 10


@dataclass(frozen=True, slots=True)
class Toolbox:
    """The Python functions that the model may call in one turn.

    Attributes:
        functions: the functions by name.
        most_requests: how many requests the turn may cost; calls in the last are not answered.
        tells: whether responses tell of the calls that led to them.
        approve: asked before each call; None allows all.
    """

    functions: Mapping[str, Function]
    most_requests: int = _MOST_REQUESTS
    tells: bool = True
    approve: Approve | None = None

    @classmethod
    def of(cls, config: types.GenerateContentConfig, approve: Approve | None = None) -> Self:
        """Take the functions out of the tools of a config.

        Raises:
            UsageError: one of them cannot be a tool, or two have the same name.
        """
        functions: dict[str, Function] = {}
        for tool in config.tools or ():
            if not isinstance(tool, types.Tool):
                function = _function(tool)
                if function.name in functions:
                    raise UsageError(f"Two tools have the name {function.name}.")
                functions[function.name] = function
        automatic = config.automatic_function_calling or types.AutomaticFunctionCallingConfig()
        tells = not automatic.ignore_call_history
        return cls(functions, _most_requests(config, automatic), tells, approve)

    def declared(self, config: types.GenerateContentConfig) -> types.GenerateContentConfig:
        """Give the config with declarations, which can be sent, in place of the functions."""
        if not self.functions:
            return config
        declarations = [function.declaration for function in self.functions.values()]
        tools = [*_plain_tools(config), types.Tool(function_declarations=declarations)]
        return config.model_copy(update={"tools": tools})

    def calls(self, content: JsonObject | None) -> list[JsonObject]:
        """Give the calls in a model content that are for us to answer."""
        if not self.functions or content is None:
            return []
        return calls_in(content["parts"])

    async def answer(self, call: JsonObject, transport: Transport) -> JsonObject:
        """Call the function and give the part that answers the call; a failure is an answer."""
        function = self.functions.get(as_text(call.get("name")))
        if function is None:
            return _answer(call, {"error": f"there is no function {call.get('name')!r}"})
        if not await self._approved(call, transport):
            return _answer(call, {"error": "refused by the user"})
        arguments = deepcopy(as_object(call.get("args")))
        try:
            result = await transport.offload(partial(function.call, arguments))
            return _result(call, result)
        except Exception as error:  # noqa: BLE001 - functions of others fail in any way
            _LOG.debug("the function %s failed", function.name, exc_info=True)
            return _answer(call, {"error": _words(error)})

    async def _approved(self, call: JsonObject, transport: Transport) -> bool:
        if self.approve is None:
            return True
        asked = FunctionCall.from_wire(deepcopy(call))
        return bool(await transport.offload(partial(self.approve, asked)))


def _function(tool: Callable[..., object]) -> Function:
    from gemchat.chat.declarations import Function  # noqa: PLC0415 - only where there are any

    return Function.of(tool)


def _plain_tools(config: types.GenerateContentConfig) -> list[types.Tool]:
    return [tool for tool in config.tools or () if isinstance(tool, types.Tool)]


def _most_requests(
    config: types.GenerateContentConfig, automatic: types.AutomaticFunctionCallingConfig
) -> int:
    if automatic.disable or _callers_own(config):
        return 1
    most = automatic.maximum_remote_calls
    return _MOST_REQUESTS if most is None else most


def _callers_own(config: types.GenerateContentConfig) -> bool:
    """Whether some calls are ones that only the caller can answer."""
    calling = config.tool_config.function_calling_config if config.tool_config else None
    if calling and calling.stream_function_call_arguments:
        return True  # they come in pieces
    return any(tool.function_declarations or tool.computer_use for tool in _plain_tools(config))


def _result(call: JsonObject, result: object) -> JsonObject:
    """Answer with what a function returned: an object as it is, anything else under a name."""
    items = list(result) if isinstance(result, list | tuple) else [result]
    media = [medium for item in items if (medium := _medium(item))]
    if not media:
        return _answer(call, _response(result))
    rest = [item for item in items if not _medium(item)]
    return _answer(call, _response(rest or "attached"), media)


def _response(result: object) -> JsonObject:
    value: JsonValue = from_json(to_json(result, inf_nan_mode="null"))
    return value if isinstance(value, dict) else {"result": value}


def _medium(item: object) -> JsonObject:
    wire = item.to_wire() if isinstance(item, Part) else {}
    return {name: wire[name] for name in ("inlineData", "fileData") if name in wire}


def _answer(
    call: JsonObject, response: JsonObject, media: list[JsonObject] | None = None
) -> JsonObject:
    echoed: JsonObject = {name: call[name] for name in ("id", "name") if name in call}
    attached = {"parts": media} if media else {}
    return {"functionResponse": echoed | {"response": response} | attached}


def _words(error: Exception) -> str:
    """Say what went wrong, so that the model can do better."""
    if not isinstance(error, ValidationError):
        return f"{type(error).__name__}: {error}"
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in problems)
