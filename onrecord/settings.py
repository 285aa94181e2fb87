"""Settings: closed, bounded, frozen, with the unit in the name.

They come from a TOML file (``ONRECORD_SETTINGS``, else ``settings.toml`` in the user's configuration folder) and from
``ONRECORD_<NAME>`` variables, which win. A misspelt name in either is an error.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import SplitResult, urlsplit

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from onrecord.errors import SettingsError

__all__ = ["Settings", "load_settings", "settings_file"]

_PREFIX: Final = "ONRECORD_"
# Variables that are no settings: where the settings file is, which browser the tests drive, and a secret, which is
# neither shown nor recorded as settings are.
_OTHER_VARIABLES: Final = frozenset({"ONRECORD_SETTINGS", "ONRECORD_CHROMIUM", "ONRECORD_CHROMA_TOKEN"})

# Not what browsers send, nor what says where a request came from.
_HEADER: Final = re.compile(
    r"(?!(?:accept|authorization|cookie|content|forwarded|host|origin|referer|sec|user-agent|via)\b)"
    r"(?!x-forwarded-(?:for|host|proto|port)\b)"
    r"[a-z][a-z0-9-]*",
    re.IGNORECASE,
)
_SECRET_PARTS: Final = re.compile(r"(?<=//)[^/\s]*(?=@)|(?<=\?)[^\s'\"]+")


class Settings(BaseModel):
    """Everything that can be set. ``docs/settings.md`` says when to change what."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    library: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("onrecord", appauthor=False)) / "library",
        description="Folder of the library.",
    )
    chroma_url: str = Field(
        default="",
        description="Address of a Chroma server that keeps the vectors; empty keeps them in the library's folder.",
    )
    chroma_token_header: Literal["Authorization", "X-Chroma-Token"] = Field(
        default="Authorization",
        description="Header that carries the token of the variable `ONRECORD_CHROMA_TOKEN`, as `Bearer ...` or alone.",
    )
    chroma_timeout_seconds: float = Field(
        default=30.0, gt=0.0, le=3600.0, description="How long one request to the Chroma server may take."
    )
    chroma_patience_seconds: float = Field(
        default=10.0,
        ge=0.0,
        le=3600.0,
        description="For how long a request is made again where the Chroma server is away or fails; 0 makes it once.",
    )
    embedder: str = Field(
        default="bundled",
        min_length=1,
        description="`bundled`, or the folder or name of a sentence-transformers model.",
    )
    embedder_backend: Literal["auto", "torch", "openvino"] = Field(
        default="auto",
        description="What computes the vectors: `openvino`, `torch`, or `auto` for the faster that fits.",
    )
    reranker: str = Field(
        default="none",
        min_length=1,
        description="`none`, or the folder or name of a CrossEncoder that orders the best passages.",
    )
    allow_pickled_models: bool = Field(
        default=False,
        description="Load an embedder or re-ranker whose weights are pickled, which can run anything, where it has no "
        "safetensors.",
    )
    judge: str = Field(
        default="rules",
        min_length=1,
        description="What checks sentences: `rules`, `hf:` and a folder or name, `onnx:` and a folder, or `chat:`, a "
        "provider, `:` and its model.",
    )
    writer: str = Field(
        default="extractive",
        min_length=1,
        description="What writes answers: `extractive`, a provider, `:` and its chat model, or `gguf:` and a file.",
    )
    writer_base_url: str = Field(
        default="", description="Address of an OpenAI-compatible server for the writer; empty for the provider's own."
    )
    writer_unsupported: Literal["replace", "repair", "hold", "show"] = Field(
        default="replace",
        description="A sentence of a chat model that its passages do not support is held back (`hold`), said anew once "
        "by the model (`repair`), replaced by the documents' words (`replace`), or shown struck through (`show`).",
    )
    writer_output: Literal["auto", "marks", "structured"] = Field(
        default="auto",
        description="How a chat model names its passages: `marks` in its text, `structured` output, or `auto` for what "
        "the model is known to do.",
    )
    writer_passages: int = Field(default=6, ge=1, le=50, description="Passages that a chat model is given at most.")
    writer_context_tokens: int = Field(
        default=8192, ge=512, le=2_000_000, description="Tokens of prompt and reply together that are sent at most."
    )
    writer_reply_tokens: int = Field(default=600, ge=16, le=100_000, description="Tokens of a reply at most.")
    writer_timeout_seconds: float = Field(
        default=60.0,
        gt=0.0,
        le=3600.0,
        description="How long a chat model may keep an answer waiting for its next word.",
    )
    writer_attempts: int = Field(
        default=3, ge=1, le=10, description="How often a request to a chat model is made where it may yet succeed."
    )
    writer_threads: int = Field(
        default=0, ge=0, le=256, description="Threads of a `gguf:` model; 0 for as many as there are cores."
    )
    cached_replies: int = Field(
        default=1000,
        ge=0,
        le=1_000_000,
        description="Replies of chat models that are kept in the library; 0 keeps none.",
    )
    kept_versions: int = Field(
        default=5,
        ge=0,
        le=1000,
        description="Earlier versions of a document that are kept when its file changes, so that old citations open.",
    )
    eval_judge: str = Field(
        default="rules",
        min_length=1,
        description="What the evaluation suite checks sentences with, apart from the judge of answers.",
    )
    max_file_megabytes: int = Field(
        default=100, ge=1, le=10_000, description="A larger file is refused before it is read. Memory grows with this."
    )
    reading_seconds: int = Field(
        default=120, ge=1, le=3600, description="Reading one file may take so long; then it is stopped and refused."
    )
    ocr: Literal["off", "on"] = Field(
        default="off",
        description="Whether PDF pages without text are read by OCR (extra `ocr`), within `reading_seconds` a file.",
    )
    reading_megabytes: int = Field(
        default=2000, ge=200, le=100_000, description="Memory that reading one file may take, besides the file itself."
    )
    fetch_seconds: float = Field(
        default=30.0, gt=0.0, le=3600.0, description="One page of the web may take so long, redirects included."
    )
    fetch_most_pages: int = Field(
        default=200, ge=1, le=50_000, description="Pages that one feed or sitemap gives at most, the newest first."
    )
    fetch_private_addresses: bool = Field(
        default=False,
        description="Fetch pages of this machine and of private networks too, at any port. Not where others may add "
        "addresses.",
    )
    login: Literal["auto", "on"] = Field(
        default="auto",
        description="`on` asks everybody to log in; `auto` asks where the page is to be reached from elsewhere, or a "
        "proxy says who somebody is.",
    )
    uploads_megabytes_each: int = Field(
        default=2000, ge=1, le=10_000_000, description="Files of one user may hold so much until their turn has come."
    )
    uploads_megabytes: int = Field(
        default=10_000, ge=1, le=10_000_000, description="Uploaded files of all may hold so much while they wait."
    )
    login_hours: float = Field(
        default=12.0, gt=0.0, le=720.0, description="A login lasts so long at most, and a quarter of it unused."
    )
    login_header: str = Field(
        default="", description="Header in which a proxy states who is logged in; empty where none does."
    )
    login_proxies: str = Field(
        default="127.0.0.1/32, ::1/128",
        description="Addresses or networks of the proxies that are believed in this, with commas between.",
    )
    login_header_role: Literal["none", "reader", "editor"] = Field(
        default="none", description="Role of somebody whom the proxy names and who has no account; `none` refuses them."
    )
    candidates: int = Field(default=50, ge=5, le=1000, description="Passages that each of the two rankings hands on.")
    rerank: int = Field(default=24, ge=1, le=200, description="Passages that late interaction looks at.")
    hits: int = Field(default=8, ge=1, le=50, description="Passages that an answer is written from.")
    max_quotes: int = Field(default=4, ge=1, le=20, description="Most sentences in an extractive answer.")
    min_evidence: float = Field(
        default=0.3,
        ge=0.0,
        le=1.0,
        description="Evidence that is less likely than this to answer gives a refusal; 0 never refuses.",
    )

    @field_validator("library", mode="before")
    @classmethod
    def _folder(cls, given: object) -> object:
        """A leading ``~`` is the home folder, as in a shell; an empty name is not the folder we happen to be in."""
        if isinstance(given, (str, Path)):
            if not str(given).strip():
                raise ValueError("it names no folder")
            return os.path.expanduser(given)  # noqa: PTH111  Path.expanduser raises where there is no such user
        return given

    @field_validator("writer")
    @classmethod
    def _names_a_model(cls, given: str) -> str:
        """A misspelt writer is an error at once, and not a model that fails with every answer."""
        kind, colon, model = given.partition(":")
        if given != "extractive" and not (colon and kind.strip() and model.strip()):
            raise ValueError("write extractive, PROVIDER:MODEL such as ollama:llama3.1:8b, or gguf:FILE")
        return given

    @field_validator("writer_base_url")
    @classmethod
    def _without_a_key(cls, given: str) -> str:
        """An address that is shown and recorded holds no password."""
        _address(given, "http://127.0.0.1:8000/v1", "the key in the provider's variable")
        return given

    @field_validator("login_header")
    @classmethod
    def _header_of_its_own(cls, given: str) -> str:
        """A header that means something else already is no word of the proxy."""
        if given and not _HEADER.fullmatch(given):
            raise ValueError("it is no header of its own, such as X-Forwarded-User")
        return given

    @field_validator("login_proxies")
    @classmethod
    def _networks(cls, given: str) -> str:
        """Each of them is a network, and not everybody's."""
        networks = [ip_network(part.strip()) for part in given.split(",")]
        if not all(network.prefixlen for network in networks):
            raise ValueError("it holds every address, so that anybody could be anybody")
        return ", ".join(str(network) for network in networks)

    @field_validator("chroma_url")
    @classmethod
    def _plain_address(cls, given: str) -> str:
        """One spelling, without what would be a secret: it is shown, and noted in the record of the library."""
        parts = _address(given, "http://127.0.0.1:8000", "the token in ONRECORD_CHROMA_TOKEN")
        return parts._replace(netloc=parts.netloc.lower(), path=parts.path.rstrip("/")).geturl()


def _address(given: str, example: str, advice: str) -> SplitResult:
    """The parts of an address, which may be empty, and which holds nothing that is to be kept to oneself.

    Raises:
        ValueError: it is no address of http or https, or holds a name, a password, a query or a fragment.
    """
    parts = urlsplit(given)
    _ = parts.port  # raises where it is none
    if given and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ValueError(f"it is no address such as {example}")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError(f"it holds a name, a password or a query; put {advice}")
    return parts


def _shown(given: object) -> str:
    """A value as an error repeats it: of an address not the name, password and query, which may hold keys."""
    return _SECRET_PARTS.sub("***", repr(given))


def settings_file(environ: Mapping[str, str] | None = None) -> Path:
    """The file that settings are read from, whether or not it exists."""
    environ = os.environ if environ is None else environ
    named = environ.get("ONRECORD_SETTINGS")
    if named:
        return Path(named)
    return Path(platformdirs.user_config_dir("onrecord", appauthor=False)) / "settings.toml"


def load_settings(environ: Mapping[str, str] | None = None, **given: object) -> Settings:
    """The settings of file, variables and caller; each wins over the one before.

    Args:
        environ: variables; the process's own by default.
        given: settings that the caller states; None means not stated.

    Raises:
        SettingsError: a name that is no setting (with the nearest one that is), a value out of its bounds, a file that
            is no TOML, or an ``ONRECORD_SETTINGS`` file that is missing.
    """
    environ = os.environ if environ is None else environ
    values = _from_file(environ) | _from_variables(environ)
    values |= {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "settings"
        # Without its cause, which would show in a trace what is left out here.
        raise SettingsError(f"Setting {name} = {_shown(first['input'])}: {first['msg'].lower()}.") from None


def _from_file(environ: Mapping[str, str]) -> dict[str, Any]:
    path = settings_file(environ)
    if not path.exists():
        if environ.get("ONRECORD_SETTINGS"):
            raise SettingsError(f"ONRECORD_SETTINGS names {path}, which does not exist.")
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"{path} cannot be read as TOML: {error}") from error
    for name in values:
        if name not in Settings.model_fields:
            raise SettingsError(f"{path}: unknown setting {name!r}{_nearest(name, set(Settings.model_fields))}.")
    return values


def _from_variables(environ: Mapping[str, str]) -> dict[str, str]:
    known = {f"{_PREFIX}{name.upper()}": name for name in Settings.model_fields}
    found: dict[str, str] = {}
    for variable, value in environ.items():
        if not variable.startswith(_PREFIX) or variable in _OTHER_VARIABLES:
            continue
        if variable not in known:
            raise SettingsError(f"Unknown setting {variable}{_nearest(variable, set(known) | _OTHER_VARIABLES)}.")
        found[known[variable]] = value
    return found


def _nearest(name: str, known: set[str]) -> str:
    folded = {each.casefold(): each for each in sorted(known)}
    close = get_close_matches(name.casefold(), folded, n=1)
    return f"; did you mean {folded[close[0]]}?" if close else ""
