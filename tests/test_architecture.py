"""The shape of the package: who may import whom, what lives where, and how long it may get."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TypeVar

import pytest

PACKAGE = Path(__file__).parent.parent / "gemchat"

# From the bottom up. A module imports from its own entry and from lower rows, never sideways.
LAYERS = (
    {"counted", "errors", "shown"},
    {"types"},
    {"protocol"},
    {"chat"},
    {"client"},
    {"sessions", "settings"},
    {"commands"},
    {"ui"},
    {"app"},
    {"cli"},
    {"__main__"},
)
# The leaves do not know each other, the demo knows the wire types only, the top starts it.
EXCEPTIONS = {
    "counted": {"counted"},
    "errors": {"errors"},
    "shown": {"shown"},
    "demo": {"demo", "types"},
}
DEMO_USERS = {"app", "cli"}

# Third-party packages that have one home.
HOMES = {
    "rich": "gemchat.ui",
    "PIL": "gemchat.ui.pictures",
    "prompt_toolkit": "gemchat.ui",
    "httpx": "gemchat.client.http",
    "google": "gemchat.client.google_auth",
    "keyring": "gemchat.app.system_keyring",
}
# The imports inside functions, each with what it spares.
LAZY = {
    ("gemchat", "import_module"): "importing gemchat loads nothing",
    ("gemchat.settings.generation", "gemchat.types.config"): "a start without settings for it",
    ("gemchat.types", "import_module"): "a prompt needs no types of answers",
    ("gemchat.chat.tools", "gemchat.chat.declarations"): "a chat without functions of Python",
    ("gemchat.client", "import_module"): "the prompt stands before httpx is loaded",
    ("gemchat.app.compose", "gemchat.demo"): "only where it is asked for",
    ("gemchat.app.compose", "gemchat.app.answer_schema"): "only under --schema",
    ("gemchat.client.login", "gemchat.client.google_auth"): "the extra vertex",
    ("gemchat.commands.doctor", "gemchat.commands.checkup"): "httpx, only where it is asked for",
    ("gemchat.app.stored_key", "gemchat.app.system_keyring"): "the extra keyring",
    ("gemchat.commands.copying", "gemchat.commands.code_blocks"): "markdown-it only to copy code",
    ("gemchat.sessions.history_files", "gemchat.sessions.page"): "colours only for a page",
    ("gemchat.sessions.history_files", "gemchat.sessions.llm_logs"): "SQLite only for its files",
    ("gemchat.cli", "gemchat.app.run"): "--help and --version load the parser only",
    ("gemchat.cli", "gemchat.app.subcommands"): "only where it is asked for",
    ("gemchat.app.run", "gemchat.app.interactive"): "one answer needs no prompt_toolkit",
    ("gemchat.app.run", "gemchat.app.oneshot"): "the prompt stands before httpx is loaded",
    ("gemchat.app.oneshot", "gemchat.app.answer_schema"): "only under --schema",
    ("gemchat.app.printing", "gemchat.app.drawing"): "a pipe needs no rich",
    ("gemchat.app.printing", "gemchat.ui.extract_printer"): "markdown-it only to look for code",
    ("gemchat.app.drawing", "gemchat.ui.pictures"): "the extra images",
    ("gemchat.app.interactive", "gemchat.app.drawing"): "the prompt stands before rich is loaded",
    ("gemchat.app.warm_up", "gemchat.client.http.asynchronous"): "httpx loads in a thread",
}
CATCH_ALL = {
    "gemchat.app.warm_up",
    "gemchat.chat.tools",
    "gemchat.cli",
    "gemchat.client.stepping",
    "gemchat.ui.repl",
}
PRINTERS = {"gemchat.cli", "gemchat.demo.__main__"}
NAMELESS = re.compile(r"(.*_)?(utils?|helpers?|managers?|handlers?|controllers?|misc)")

LONGEST_FILE = 400
LONGEST_FUNCTION = 50

Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the package, parsed."""

    name: str
    source: str
    tree: ast.Module

    @classmethod
    def parse(cls, name: str, source: str) -> Module:
        return cls(name, source, ast.parse(source))

    @property
    def layer(self) -> str:
        return layer_of(self.name)

    def walk(self, kind: type[Node]) -> Iterator[Node]:
        return (node for node in ast.walk(self.tree) if isinstance(node, kind))

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        yield from self.walk(ast.FunctionDef)
        yield from self.walk(ast.AsyncFunctionDef)

    def lazy(self) -> set[ast.AST]:
        """The nodes inside functions."""
        return {inner for outer in self.functions() for inner in ast.walk(outer)}

    def typing_only(self) -> set[ast.AST]:
        """The nodes that only a type checker reads."""
        return {
            inner
            for choice in self.walk(ast.If)
            if ast.unparse(choice.test).endswith("TYPE_CHECKING")
            for statement in choice.body
            for inner in ast.walk(statement)
        }

    def imports(self) -> Iterator[tuple[ast.AST, str]]:
        """Each import with the module it names; ``from gemchat import x`` names gemchat.x."""
        for node in self.walk(ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        for source in self.walk(ast.ImportFrom):
            outer = "." * source.level + (source.module or "")
            for alias in source.names:
                inner = f"{outer}.{alias.name}"
                yield source, inner if outer == "gemchat" or inner in package() else outer


@cache
def package() -> dict[str, Module]:
    """All modules of gemchat by their names."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        name = ".".join(parts).removesuffix(".__init__")
        found[name] = Module.parse(name, path.read_text("utf-8"))
    return found


def layer_of(name: str) -> str:
    """``chat`` for gemchat.chat.turn; empty for the package itself."""
    return name.partition(".")[2].partition(".")[0]


def may_import(layer: str) -> set[str]:
    """The layers that a layer may import from."""
    allowed: set[str] = set()
    for row in LAYERS:
        if layer in row:
            break
        allowed |= row
    allowed |= {layer} | ({"demo"} if layer in DEMO_USERS else set())
    return EXCEPTIONS.get(layer, allowed)


def within(name: str, home: str) -> bool:
    return name == home or name.startswith(f"{home}.")


def layers_point_downward(module: Module) -> Iterator[str]:
    if module.name == "gemchat":  # the public face names what lies below it, lazily
        return
    for _, target in module.imports():
        ours = within(target, "gemchat") and target != "gemchat.__version__"
        if ours and layer_of(target) not in may_import(module.layer):
            yield f"imports {target}"


def imports_are_absolute(module: Module) -> Iterator[str]:
    return (f"imports {target}" for _, target in module.imports() if target.startswith("."))


def packages_stay_in_their_homes(module: Module) -> Iterator[str]:
    for _, target in module.imports():
        home = HOMES.get(target.partition(".")[0])
        if home and not within(module.name, home):
            yield f"imports {target}, which belongs to {home}"


def lazy_imports(module: Module) -> Iterator[str]:
    """What is imported inside functions, and by what means."""
    lazy, typing_only = module.lazy(), module.typing_only()
    for node, target in module.imports():
        if node in lazy and node not in typing_only:
            yield target
    for call in module.walk(ast.Call):
        called = ast.unparse(call.func)
        if called.endswith(("import_module", "__import__")):
            yield called


def lazy_imports_are_listed(module: Module) -> Iterator[str]:
    for target in lazy_imports(module):
        if (module.name, target) not in LAZY:
            yield f"imports {target} inside a function"


def nothing_is_caught_blindly(module: Module) -> Iterator[str]:
    for handler in module.walk(ast.ExceptHandler):
        caught = ast.unparse(handler.type) if handler.type else "BaseException"
        blind = re.search(r"\b(Base)?Exception\b", caught)
        only_cleans_up = ast.unparse(handler.body[-1]) == "raise"
        if blind and not only_cleans_up and module.name not in CATCH_ALL:
            yield f"line {handler.lineno}: catches {caught}"


def only_programs_print(module: Module) -> Iterator[str]:
    for call in module.walk(ast.Call):
        if ast.unparse(call.func) == "print" and module.name not in PRINTERS:
            yield f"line {call.lineno}: prints"


def names_say_something(module: Module) -> Iterator[str]:
    if any(NAMELESS.fullmatch(part) for part in module.name.split(".")):
        yield "has a name that says nothing"


def files_are_short(module: Module) -> Iterator[str]:
    lines = len(module.source.splitlines())
    if lines > LONGEST_FILE:
        yield f"has {lines} lines"


def functions_are_short(module: Module) -> Iterator[str]:
    for function in module.functions():
        lines = (function.end_lineno or 0) - function.lineno + 1
        if lines > LONGEST_FUNCTION:
            yield f"{function.name} has {lines} lines"


def layers_are_known(module: Module) -> Iterator[str]:
    if module.layer and module.layer not in set().union(*LAYERS, EXCEPTIONS):
        yield "belongs to no layer"


Rule = Callable[[Module], Iterator[str]]

LONG_FUNCTION = "def f():\n" + "    x = 1\n" * LONGEST_FUNCTION

# Each rule with modules that break it: a rule that notices nothing would be none.
BROKEN: dict[Rule, list[tuple[str, str]]] = {
    layers_point_downward: [
        ("gemchat.types.part", "from gemchat.chat import history"),
        ("gemchat.types.part", "import gemchat.chat.history"),
        ("gemchat.types.part", "if TYPE_CHECKING:\n    from gemchat.chat import history"),
        ("gemchat.chat.turn", "def f():\n    from gemchat.client import http"),
        ("gemchat.sessions.store", "from gemchat.settings import load"),
        ("gemchat.errors", "from gemchat import types"),
        ("gemchat.shown", "from gemchat.errors import GemchatError"),
        ("gemchat.demo.server", "from gemchat.errors import GemchatError"),
        ("gemchat.ui.repl", "from gemchat import demo"),
        ("gemchat.ui.repl", "from gemchat import Client"),
        ("gemchat.app", "import gemchat"),
    ],
    imports_are_absolute: [("gemchat.chat.turn", "from .history import History")],
    packages_stay_in_their_homes: [
        ("gemchat.commands.talk", "from rich.text import Text"),
        ("gemchat.app", "import prompt_toolkit"),
        ("gemchat.client.operations", "import httpx"),
        ("gemchat.uikit", "import rich"),
    ],
    lazy_imports_are_listed: [
        ("gemchat.cli", "async def f():\n    import json"),
        ("gemchat.cli", "json = importlib.import_module('json')"),
    ],
    nothing_is_caught_blindly: [
        ("gemchat.app", "try: f()\nexcept Exception: pass"),
        ("gemchat.app", "try: f()\nexcept (OSError, BaseException) as e: raise X from e"),
        ("gemchat.app", "try: f()\nexcept: pass"),
    ],
    only_programs_print: [("gemchat.app", "print('hello')")],
    names_say_something: [("gemchat.utils", ""), ("gemchat.ui.key_manager.vi", "")],
    files_are_short: [("gemchat.app", "\n" * (LONGEST_FILE + 1))],
    functions_are_short: [
        ("gemchat.app", LONG_FUNCTION),
        ("gemchat.app", f"async {LONG_FUNCTION}"),
    ],
    layers_are_known: [("gemchat.stuff.thing", "")],
}


@pytest.mark.parametrize("rule", BROKEN, ids=lambda rule: rule.__name__)
def test_the_package_keeps_the_rule(rule: Rule) -> None:
    complaints = [f"{name}: {said}" for name, module in package().items() for said in rule(module)]
    assert complaints == []


@pytest.mark.parametrize(
    ("rule", "name", "source"),
    [(rule, *example) for rule, examples in BROKEN.items() for example in examples],
)
def test_the_rule_notices(rule: Rule, name: str, source: str) -> None:
    assert list(rule(Module.parse(name, source)))


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("gemchat.ui.repl", "from gemchat import __version__, commands, errors, types"),
        ("gemchat.ui.markdown.table", "import rich.table"),
        ("gemchat.cli", "from gemchat.demo import DemoServer"),
        ("gemchat.app", "def f():\n    if TYPE_CHECKING:\n        import json"),
        ("gemchat.app", "try: f()\nexcept BaseException:\n    undo()\n    raise"),
    ],
)
def test_the_rules_let_pass(name: str, source: str) -> None:
    module = Module.parse(name, source)
    assert [said for rule in BROKEN for said in rule(module)] == []


def test_modules_do_not_import_each_other_in_circles() -> None:
    graph = {}
    for name, module in package().items():
        later = module.lazy() | module.typing_only()
        graph[name] = {target for node, target in module.imports() if node not in later}
    TopologicalSorter(graph).prepare()


def test_every_lazy_import_on_the_list_is_still_there() -> None:
    found = {
        (name, target) for name, module in package().items() for target in lazy_imports(module)
    }
    assert set(LAZY) - found == set()


def test_every_layer_and_every_home_was_seen() -> None:
    modules = package().values()
    missing = set().union(*LAYERS, EXCEPTIONS) - {module.layer for module in modules}
    if missing:
        pytest.skip(f"not written yet: {', '.join(sorted(missing))}")
    for foreign, home in HOMES.items():
        tenants = [module for module in modules if within(module.name, home)]
        assert any(within(target, foreign) for module in tenants for _, target in module.imports())
