"""Python functions as the model sees them: a name, a description and the shape of the arguments."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from textwrap import dedent
from typing import Self

from pydantic import TypeAdapter
from pydantic.errors import PydanticUserError
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaWarningKind
from pydantic_core import ArgsKwargs

from gemchat.errors import UsageError
from gemchat.types import FunctionDeclaration
from gemchat.types.base import JsonObject
from gemchat.types.schema import adapter_of

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")
_SECTION = re.compile(r"^(?:Args|Arguments|Parameters):\n((?:[ \t].*\n?|\n)+)", re.MULTILINE)
_NOTE = re.compile(r"^(\w+)[ \t]*(?:\(.*?\))?:(.*(?:\n(?:[ \t].*)?)*)", re.MULTILINE)
_UNNAMED: dict[object, str] = {
    inspect.Parameter.POSITIONAL_ONLY: "is positional only",
    inspect.Parameter.VAR_POSITIONAL: "takes any number of values",
    inspect.Parameter.VAR_KEYWORD: "takes any names",
}


@dataclass(frozen=True, slots=True)
class Function:
    """A Python function that the model may call.

    Attributes:
        name: what the model calls it.
        description: what the model reads about it.
        parameters: the shape of its arguments, a JSON Schema.
        call: validates arguments and calls the function with them.
    """

    name: str
    description: str
    parameters: JsonObject
    call: Callable[[JsonObject], object]

    @classmethod
    def of(cls, function: Callable[..., object]) -> Self:
        """Describe a function by its signature, its annotations and its docstring.

        A parameter without an annotation takes anything. The ``Args:`` section of the docstring
        describes the parameters, the rest of it the function.

        Raises:
            UsageError: the model could not call it: it has no name, a parameter without a name
                or of a type that JSON cannot express.
        """
        name = _name_of(function)
        description, notes = _described(inspect.getdoc(function) or "")
        adapter = _adapter_of(function, name)
        return cls(name, description, _parameters(adapter, name, notes), _caller(adapter))

    @property
    def declaration(self) -> FunctionDeclaration:
        """The function as it is told to the model."""
        return FunctionDeclaration(
            name=self.name,
            description=self.description,
            parameters_json_schema=self.parameters,
        )


class _Terse(GenerateJsonSchema):
    """Writes no titles, which only repeat names, and no default that JSON cannot express."""

    ignored_warning_kinds: set[JsonSchemaWarningKind] = {  # noqa: RUF012 - pydantic's declaration
        "skipped-choice",
        "non-serializable-default",
    }

    def field_title_should_be_set(self, _schema: object) -> bool:
        """Leave the titles of fields out."""
        return False


def _name_of(function: Callable[..., object]) -> str:
    name = getattr(function, "__name__", "")
    if isinstance(function, type) or not _NAME.fullmatch(name):
        raise UsageError(f"{function!r} is no function with a name.", hint="Wrap it in a def.")
    return name


def _adapter_of(function: Callable[..., object], name: str) -> TypeAdapter[object]:
    try:
        for parameter in inspect.signature(function).parameters.values():
            if trouble := _UNNAMED.get(parameter.kind):
                raise UsageError(
                    f"{name} cannot be a tool: its parameter {parameter} {trouble}.",
                    hint="The model gives every argument by name; wrap it in a def.",
                )
        return adapter_of(function)
    except (PydanticUserError, NameError, ValueError) as error:
        raise _undeclarable(name, error) from error


def _parameters(adapter: TypeAdapter[object], name: str, notes: Mapping[str, str]) -> JsonObject:
    try:
        schema = adapter.json_schema(schema_generator=_Terse)
    except PydanticUserError as error:
        raise _undeclarable(name, error) from error
    for parameter, shape in schema["properties"].items():
        if parameter in notes:
            shape.setdefault("description", notes[parameter])
    return schema


def _undeclarable(name: str, error: Exception) -> UsageError:
    reason = re.split(r"\.\s|\n", str(error))[0]
    return UsageError(f"{name} cannot be a tool: {reason}.", hint="Annotate it with JSON's types.")


def _caller(adapter: TypeAdapter[object]) -> Callable[[JsonObject], object]:
    def call(arguments: JsonObject) -> object:
        try:
            return adapter.validate_python(ArgsKwargs((), arguments))
        except StopIteration as error:  # which would hang a future, and end a coroutine
            raise RuntimeError("StopIteration") from error

    return call


def _described(docstring: str) -> tuple[str, dict[str, str]]:
    """Split a docstring: what it says of the function, and of each parameter."""
    section = _SECTION.search(docstring)
    if section is None:
        return docstring, {}
    notes = _NOTE.findall(dedent(section[1]))
    before, after = docstring[: section.start()].strip(), docstring[section.end() :].strip()
    description = "\n\n".join(filter(None, (before, after)))
    return description, {name: " ".join(words.split()) for name, words in notes}
