"""Settings: a file, variables that win over it, a caller that wins over both, and no misspelt name in silence."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import ValidationError

from onrecord.errors import SettingsError
from onrecord.settings import Settings, load_settings, settings_file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def loaded(path: Path, toml: str, variables: Mapping[str, str] | None = None, **given: object) -> Settings:
    path.write_text(toml, encoding="utf-8")
    return load_settings({"ONRECORD_SETTINGS": str(path), **(variables or {})}, **given)


def test_without_file_and_variables_the_defaults_hold() -> None:
    assert load_settings({}) == Settings()


def test_a_file_is_read(path: Path, tmp_path: Path) -> None:
    settings = loaded(path, f'library = "{tmp_path}/lib"\nhits = 5\nmin_evidence = 0.25\n')
    assert (settings.library, settings.hits, settings.min_evidence) == (tmp_path / "lib", 5, 0.25)
    assert settings.max_quotes == Settings().max_quotes


def test_a_variable_wins_over_the_file_and_the_caller_over_both(path: Path) -> None:
    variables = {"ONRECORD_HITS": "6", "ONRECORD_MAX_QUOTES": "2"}
    settings = loaded(path, "hits = 5\nmax_quotes = 3\ncandidates = 60\n", variables, max_quotes=1)
    assert (settings.hits, settings.max_quotes, settings.candidates) == (6, 1, 60)


def test_none_from_the_caller_means_not_stated() -> None:
    assert load_settings({"ONRECORD_HITS": "6"}, hits=None).hits == 6


def test_the_process_s_own_variables_are_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_HITS", "7")
    assert load_settings().hits == 7
    assert load_settings({}).hits == Settings().hits


def test_variables_of_others_and_those_that_are_no_settings_are_let_be(path: Path) -> None:
    others = {"HF_TOKEN": "x", "onrecord_hits": "no", "ONRECORD": "x", "ONRECORD_CHROMIUM": "/usr/bin/x", "PATH": ""}
    assert loaded(path, "hits = 5\n", others).hits == 5


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("ONRECORD_HIT", "ONRECORD_HITS"), ("ONRECORD_LIBARY", "ONRECORD_LIBRARY"), ("ONRECORD_hits", "ONRECORD_HITS")],
)
def test_a_misspelt_variable_is_an_error_that_names_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(SettingsError, match=f"Unknown setting {name}; did you mean {nearest}\\?"):
        load_settings({name: "5"})


def test_a_misspelt_name_in_the_file_is_an_error_that_names_file_and_nearest(path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(path, "max_quote = 3\n")
    assert str(path) in str(caught.value)
    assert "unknown setting 'max_quote'; did you mean max_quotes?" in str(caught.value)


def test_a_name_that_is_like_no_setting_is_an_error_without_a_guess(path: Path) -> None:
    with pytest.raises(SettingsError, match=r"unknown setting 'zzz'\.$"):
        loaded(path, "zzz = 3\n")
    with pytest.raises(SettingsError, match=r"Setting zzz = 3: extra inputs are not permitted"):
        load_settings({}, zzz=3)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("hits", ["0", "51", "many", "1.5", ""]),
        ("candidates", ["4", "1001"]),
        ("max_quotes", ["0", "21"]),
        ("min_evidence", ["-0.1", "1.1", "nan", "inf", "high"]),
        ("max_file_megabytes", ["0", "10001", "1e99"]),
        ("embedder", ["", "  "]),
        ("writer", ["", "extractiv", "gguf:", ":gpt", "ollama: "]),
        (
            "writer_base_url",
            ["127.0.0.1:8000", "ftp://x/v1", "http://", "http://ann:pw@x/v1", "https://x/v1?key=1", "http://x:99999"],
        ),
        ("writer_unsupported", ["", "repeat"]),
        ("writer_timeout_seconds", ["0", "-1", "inf"]),
    ],
)
def test_a_value_out_of_its_bounds_is_an_error_that_names_setting_and_value(name: str, values: list[str]) -> None:
    for value in values:
        with pytest.raises(SettingsError) as caught:
            load_settings({f"ONRECORD_{name.upper()}": value})
        shown = value.replace("ann:pw@", "***@").replace("key=1", "***")  # what may be secret is not repeated
        assert f"Setting {name} = {shown.strip()!r}" in str(caught.value) or repr(shown) in str(caught.value)


@pytest.mark.parametrize(("name", "value"), [("hits", 1), ("hits", 50), ("min_evidence", 0.0), ("min_evidence", 1.0)])
def test_the_bounds_themselves_are_allowed(name: str, value: float) -> None:
    assert getattr(load_settings({}, **{name: value}), name) == value


@pytest.mark.parametrize("toml", ["hits = \n", "hits 5", "[hits", 'library = "a\nb"', "hits = 5\nhits = 6"])
def test_a_file_that_is_no_toml_is_an_error_that_names_it(path: Path, toml: str) -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(path, toml)
    assert str(path) in str(caught.value)
    assert "TOML" in str(caught.value)


def test_a_file_in_another_encoding_and_a_folder_are_errors_that_name_them(path: Path, tmp_path: Path) -> None:
    path.write_bytes('library = "Bücher"'.encode("latin-1"))
    for place in (path, tmp_path):
        with pytest.raises(SettingsError) as caught:
            load_settings({"ONRECORD_SETTINGS": str(place)})
        assert str(place) in str(caught.value)


def test_a_file_with_a_byte_order_mark_is_read(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbfhits = 5\n")
    assert load_settings({"ONRECORD_SETTINGS": str(path)}).hits == 5


def test_a_named_file_that_is_missing_is_an_error_and_an_unnamed_one_is_not(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="does not exist"):
        load_settings({"ONRECORD_SETTINGS": str(tmp_path / "nowhere.toml")})
    assert not settings_file({}).exists()
    load_settings({})


def test_the_unnamed_file_stands_in_the_configuration_folder_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings_file({})
    assert found.name == "settings.toml"
    assert "onrecord" in found.parts
    found.parent.mkdir(parents=True)
    found.write_text("hits = 9\n", encoding="utf-8")
    assert load_settings({}).hits == 9
    assert load_settings({"ONRECORD_SETTINGS": ""}).hits == 9
    monkeypatch.setenv("ONRECORD_SETTINGS", "/other.toml")
    assert settings_file() == Path("/other.toml")


def test_settings_are_frozen_and_each_says_what_it_is_for() -> None:
    settings = Settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.hits = 3
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name


def test_the_library_of_the_user_is_absolute() -> None:
    assert Settings().library.is_absolute()


def test_a_tilde_is_the_home_folder_in_a_file_as_in_a_shell(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/venn")
    assert loaded(path, 'library = "~/press"\n').library == Path("/home/venn/press")
    assert load_settings({"ONRECORD_LIBRARY": "/a/~b"}).library == Path("/a/~b")


@pytest.mark.parametrize("value", ["", "  "])
def test_an_empty_library_name_is_an_error_and_not_the_present_folder(value: str) -> None:
    with pytest.raises(SettingsError, match="Setting library"):
        load_settings({"ONRECORD_LIBRARY": value})
