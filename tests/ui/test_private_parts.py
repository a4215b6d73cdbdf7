"""The parts of prompt_toolkit that are used though it calls them private."""

from __future__ import annotations

import inspect

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.data_structures import Point
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.renderer import Renderer
from prompt_toolkit.styles import DummyStyle


def test_the_renderer_knows_where_the_cursor_is() -> None:
    renderer = Renderer(DummyStyle(), DummyOutput(), full_screen=False)
    assert renderer._cursor_pos == Point(0, 0)


def test_an_application_is_told_of_a_new_size() -> None:
    assert list(inspect.signature(Application._on_resize).parameters) == ["self"]
    assert list(inspect.signature(Application._redraw).parameters)[:1] == ["self"]
    assert "_on_resize" in inspect.getsource(Application.run_async)


def test_a_completer_can_be_asked_at_once() -> None:
    complete = Buffer()._create_completer_coroutine()
    assert "insert_common_part" in inspect.signature(complete).parameters
