"""What we know of the providers of chat models: their packages, keys and addresses."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from onrecord.errors import ModelUnavailable
from onrecord.models.secrets import plain

__all__ = ["GGUF", "PROVIDERS", "Provider", "address_of", "key_in", "provider_of"]

GGUF: Final = "gguf"
"""The provider of models that are files on this machine."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider.

    Attributes:
        extra: what to install, as in ``pip install "onrecord[EXTRA]"``; empty where no extra of ours has it.
        keys: variables that may hold its key, the usual one first; empty where none is needed or known.
        addresses: variables that may hold its address.
        address: where it is reached without them; empty where that is not known.
    """

    extra: str = ""
    keys: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    address: str = ""


PROVIDERS: Final[Mapping[str, Provider]] = {
    "openai": Provider(
        "openai", ("OPENAI_API_KEY",), ("OPENAI_BASE_URL", "OPENAI_API_BASE"), "https://api.openai.com/v1"
    ),
    "anthropic": Provider(
        "anthropic",
        ("ANTHROPIC_API_KEY",),
        ("ANTHROPIC_API_URL", "ANTHROPIC_BASE_URL"),
        "https://api.anthropic.com",
    ),
    "google_genai": Provider(
        "google", ("GOOGLE_API_KEY", "GEMINI_API_KEY"), (), "https://generativelanguage.googleapis.com"
    ),
    "mistralai": Provider("mistral", ("MISTRAL_API_KEY",), ("MISTRAL_BASE_URL",), "https://api.mistral.ai/v1"),
    "ollama": Provider("ollama", (), ("OLLAMA_HOST",), "http://127.0.0.1:11434"),
    "azure_openai": Provider("openai", ("AZURE_OPENAI_API_KEY",), ("AZURE_OPENAI_ENDPOINT",)),
    GGUF: Provider("local"),
}
"""By LangChain's name, and ``gguf``. Others that LangChain knows may be used as well; of those we know nothing."""


def provider_of(model: str) -> Provider:
    """What we know of the provider of ``model`` (``openai:gpt-4.1-mini``, with or without ``chat:``); else nothing."""
    return PROVIDERS.get(model.removeprefix("chat:").partition(":")[0], Provider())


def key_in(provider: Provider) -> bool:
    """Whether one of its variables holds a key, or it has none."""
    return not provider.keys or any(os.environ.get(name, "").strip() for name in provider.keys)


def address_of(provider: Provider, base_url: str = "") -> str:
    """Where requests go: ``base_url``, else what a variable says, else the usual address; empty where not known.

    Raises:
        ModelUnavailable: that is no address; it says which setting or variable is wrong.
    """
    named = next((name for name in provider.addresses if os.environ.get(name, "").strip()), "")
    told = base_url.strip() or os.environ.get(named, "").strip()
    if not told:
        return provider.address
    try:
        return _whole(told)
    except (ValueError, UnicodeError) as error:
        where = "The setting writer_base_url" if base_url.strip() else f"The variable {named}"
        raise ModelUnavailable(
            f"{where} is no address: {plain(told)} ({plain(error)}). Write it as http://HOST:PORT, with what the "
            "server wants behind it, such as /v1."
        ) from error


def _whole(address: str) -> str:
    """An address with its protocol; Ollama's variable may be a host, a port, or both.

    Raises:
        ValueError: it is none.
    """
    parts = urlsplit(address if "://" in address else f"http://{address}")
    host, port = parts.hostname or "", parts.port
    host.encode("idna")
    if "://" in address:
        if not host:
            raise ValueError("it names no host")
        return address
    own = "" if host else "127.0.0.1"
    return f"http://{own}{address}{'' if port else ':11434'}"
