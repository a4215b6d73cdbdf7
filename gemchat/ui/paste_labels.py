"""Long pastes at the prompt, each a single character in its text, drawn as a few words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments


class PasteLabels(Processor):
    """Draws labels in the place of their marks; the cursor stands before or behind one.

    Args:
        labelled: gives a text with its labels.
    """

    def __init__(self, labelled: Callable[[str], str]) -> None:
        self._labelled = labelled

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Draw a line."""
        given = explode_text_fragments(transformation_input.fragments)
        drawn: StyleAndTextTuples = [(style, self._labelled(text)) for style, text, *_ in given]
        starts = list(accumulate((len(text) for _, text, *_ in drawn), initial=0))
        starts.append(starts[-1] + 1)  # the cursor may stand behind the end
        return Transformation(
            drawn,
            source_to_display=starts.__getitem__,
            display_to_source=lambda column: bisect_right(starts, column) - 1,
        )
