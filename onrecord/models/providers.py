"""What we know of the providers of chat models: their packages, keys and addresses."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

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
    """Where requests go: ``base_url``, else what a variable says, else the usual address; empty where not known."""
    named = next((os.environ[name].strip() for name in provider.addresses if os.environ.get(name, "").strip()), "")
    address = base_url.strip() or named or provider.address
    if address and "://" not in address:
        # Ollama's variable may be a host, or a host and a port.
        port = "" if urlsplit(f"http://{address}").port else ":11434"
        return f"http://{address}{port}"
    return address
