from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemchat.errors import SettingsError
from gemchat.settings.config_file import key_lines, read
from gemchat.shown import shown_line

DOCUMENT = '''\
# a comment
model = "m"  # another

system = """
[api]
timeout = 5
"""
api.base_url = "https://a"
[generation]

stop_sequences = [
  "]", # [tools]
  "[tools]",
]
thinking_level = "high"
[generation.image_config]
aspect_ratio = "1:1"
[models."a.b"]
top_p = 1
'''

LINES = {
    ("model",): 2,
    ("system",): 4,
    ("api",): 8,
    ("api", "base_url"): 8,
    ("generation",): 9,
    ("generation", "stop_sequences"): 11,
    ("generation", "thinking_config", "thinking_level"): 15,
    ("generation", "image_config"): 16,
    ("generation", "image_config", "aspect_ratio"): 17,
    ("models",): 18,
    ("models", "a.b"): 18,
    ("models", "a.b", "top_p"): 19,
}

STATEMENTS = st.sampled_from(
    [
        "{} = 1",
        "{} = '''\n\n[x]\n'''",
        "{} = [\n1,\n# 2\n]",
        '{} = """\\\n  a\n"""',
        "{} = {{a = 1}}",
        "[{}]",
    ]
)
NOISE = st.sampled_from(["", "\n", "# [x] = 1\n", "  \n\t\n"])


def test_every_setting_has_the_line_where_it_begins() -> None:
    assert key_lines(DOCUMENT) == LINES


@given(st.lists(st.tuples(NOISE, STATEMENTS), max_size=12))
def test_lines_are_right_however_the_document_is_laid_out(
    statements: list[tuple[str, str]],
) -> None:
    document, expected = "", {}
    for number, (noise, statement) in enumerate(statements):
        document += noise
        expected[f"k{number}"] = document.count("\n") + 1
        document += statement.format(f"k{number}") + "\n"
    tomllib.loads(document)
    found = {key[-1]: line for key, line in key_lines(document).items() if key[-1] != "a"}
    assert found == expected


@given(st.text(max_size=60) | st.sampled_from([DOCUMENT[:n] for n in range(len(DOCUMENT))]))
def test_a_document_is_read_or_refused_with_its_line(
    tmp_path_factory: pytest.TempPathFactory, document: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_bytes(document.encode("utf-8", "surrogatepass"))
    try:
        read(file)
    except SettingsError as error:
        assert error.message == shown_line(error.message)
        assert "line" in error.message or "UTF-8" in error.message


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("model = ", "config.toml line 1: invalid value."),
        ("\n\nmodel 5", "config.toml line 3: expected '=' after a key in a key/value pair."),
        ('model = "a"\nsystem = """\nb\n', "config.toml line 3: unterminated string."),
        ("[api]\n[api]", "config.toml line 2: cannot declare ('api',) twice."),
        ('model = "\x1b[2J"', "config.toml line 1: illegal character '\\x1b'."),
    ],
)
def test_a_fault_of_syntax_is_told_with_its_line(
    tmp_path: Path, document: str, message: str
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(document)
    with pytest.raises(SettingsError) as raised:
        read(file)
    assert raised.value.message == message
    assert raised.value.hint == f"It is in {file}: gemchat config edit"


def test_a_number_of_too_many_digits_is_a_fault_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f"[generation]\nseed = {'9' * 5000}")
    with pytest.raises(SettingsError, match=r"^config\.toml line 2: "):
        read(file)


def test_a_file_that_is_not_there_sets_nothing_unless_it_was_asked_for(tmp_path: Path) -> None:
    assert read(tmp_path / "config.toml") == {}
    with pytest.raises(
        SettingsError, match=r"^config\.toml cannot be read: No such file"
    ) as raised:
        read(tmp_path / "config.toml", required=True)
    assert str(tmp_path) in raised.value.hint


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read: Is a directory\.$"):
        read(tmp_path)
    (tmp_path / "latin.toml").write_bytes(b'system = "\xe4"')
    with pytest.raises(
        SettingsError, match=r"^latin\.toml cannot be read: it is not UTF-8 text\.$"
    ):
        read(tmp_path / "latin.toml")


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b'\xef\xbb\xbfmodel = "m"\r\n\r\ntimeout = 5\r\n')
    entries = read(file)
    assert entries["model",].value == "m"
    assert entries["timeout",].origin == "config.toml line 3"
