"""Settings and locations: where data is kept and how the program is set up."""

from __future__ import annotations

import ipaddress
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import (
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from coach.errors import CoachError
from coach.files import sync_folder
from coach.text import one_line

SETTINGS_FILE = "settings.toml"
DEFAULT_MODEL = "qwen2_5_coder_1_5b"
_ServerName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=100)
]
"""What Chroma takes as the beginning of a name, and what needs no quoting in an address."""


def default_home() -> Path:
    """Return the platform's data folder for this program, or ``COACH_HOME``."""
    override = os.environ.get("COACH_HOME")
    if override:
        return Path(override).expanduser().absolute()
    import platformdirs

    return Path(platformdirs.user_data_dir("coach", appauthor=False))


def settings_file() -> Path:
    """Return the settings file: ``COACH_CONFIG``, or the usual one in the home folder."""
    return Path(os.environ.get("COACH_CONFIG") or default_home() / SETTINGS_FILE)


def _wants_no_motion() -> bool:
    """Tell whether ``NO_MOTION`` is set to anything, as it is for ``NO_COLOR``."""
    return bool(os.environ.get("NO_MOTION"))


class Settings(BaseSettings):
    """All settings; each can stand in ``settings.toml`` or in ``COACH_<NAME>``.

    The environment wins over the file, the file over the defaults.
    """

    model_config = SettingsConfigDict(env_prefix="COACH_", extra="forbid")

    home: Path = Field(default_factory=default_home)
    """Folder of everything that belongs to this person: sessions, plans, models, index."""
    data_home: Path | None = None
    """Folder of sessions, plans and exports where they are kept apart from models and index."""
    model: str = DEFAULT_MODEL
    """Name in the catalogue, or the path of a GGUF file."""
    context_tokens: int = Field(default=4096, ge=1024, le=32768)
    """Size of the model's context in tokens."""
    threads: int = Field(default=0, ge=0, le=256)
    """Threads that the model computes with; 0 lets the program choose for the machine."""
    hub: bool = True
    """Whether a model hub may be asked for models during set-up."""
    memory_check: bool = True
    """Whether a model that does not fit into the free memory is refused before it is loaded."""
    remote_insecure: bool = False
    """Whether answers may go to another machine without encryption (plain http)."""
    remote_url: str = ""
    """Address of a server with the OpenAI-compatible interface, usually ending in ``/v1``, that
    does the model's work; empty for the model on this machine."""
    remote_model: str = ""
    """Name of the model on the server; empty for the first that the server lists."""
    remote_key: SecretStr = SecretStr("")
    """Key for the server, where it wants one."""
    remote_timeout: float = Field(default=60.0, ge=1, le=3600)
    """Longest wait for the next piece of the server's reply, in seconds."""

    library_insecure: bool = False
    """Whether the library may be asked on another machine without encryption (plain http)."""
    library_server: str = ""
    """Address of a Chroma server with the team's shared library; empty for none."""
    library_key: SecretStr = SecretStr("")
    """Key for that server, where it wants one; sent as ``X-Chroma-Token``."""
    library_name: _ServerName = "coach"
    """What the names of the team's collections on the server begin with."""
    library_tenant: _ServerName = "default_tenant"
    """Tenant on the server, which hosted ones give each customer."""
    library_tenant_database: _ServerName = "default_database"
    """Database of that tenant on the server."""
    library_timeout: float = Field(default=2.0, ge=0.1, le=60)
    """Longest wait for an answer of that server to a search, in seconds."""

    language: str = Field(default="en", pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$")
    """Language of the interface: ``en``, or the name of another folder of its texts. What the
    coach asks, and the plan, are in English."""
    prompts_folder: Path | None = None
    """Folder of your organisation's own wording of questions; see the facilitator's guide."""
    theme: Literal["dark", "light", "contrast"] = "dark"
    """Colours of the full screen; ``contrast`` is white on black, with few colours."""
    reduced_motion: bool = Field(default_factory=_wants_no_motion)
    """Whether nothing moves: no animation, no spinner, replies appear whole. Without a setting,
    ``NO_MOTION`` in the environment decides."""
    keys: dict[str, str] = Field(default_factory=dict)
    """Other keys for the full screen: the name of a key's action to one or more keys."""

    @field_validator("prompts_folder")
    @classmethod
    def _find_home(cls, value: Path | None) -> Path | None:
        """Put one's own folder for ``~``; somebody's who is not known stays as it was typed."""
        return Path(os.path.expanduser(value)) if value else None

    @field_validator("remote_url", "library_server")
    @classmethod
    def _check_address(cls, value: str, info: ValidationInfo) -> str:
        """Return the address without a slash at its end, or say what is wrong with it.

        The messages never repeat the address: it could hold a password.
        """
        server = _SERVERS[str(info.field_name)]
        address = value.strip().rstrip("/")
        if not address:
            return ""
        parts = _split(address)
        if parts is None:
            raise _wrong(f"it must be an address such as {server.example}")
        if parts.username is not None or parts.password is not None:
            raise _wrong(f"it must not hold a name or a password; a key belongs in {server.key}")
        if parts.query or parts.fragment:
            raise _wrong("it must end before a question mark or a number sign")
        secure = parts.scheme.lower() == "https" or is_loopback(parts.hostname or "")
        if not secure and not info.data.get(server.insecure):
            raise _wrong(
                f"over plain http others on the network could read {server.sent}; use https, "
                f"or set {server.insecure} to true"
            )
        return address

    @field_validator("keys", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        """Return lists of keys as text; what is no key at all is told by the full screen."""
        if not isinstance(value, dict):
            return value
        return {
            name: ",".join(map(str, keys)) if isinstance(keys, list) else str(keys)
            for name, keys in value.items()
        }

    @field_validator("remote_key", "library_key")
    @classmethod
    def _check_key(cls, value: SecretStr) -> SecretStr:
        """Refuse a key that cannot stand in a header."""
        key = value.get_secret_value().strip()
        if not (key.isascii() and key.isprintable()):
            raise _wrong("it may have only plain letters, digits and signs")
        return SecretStr(key)

    @property
    def remote_host(self) -> str:
        """Host and port of the server that answers are sent to; empty when there is none."""
        return urlsplit(self.remote_url).netloc if self.remote_url else ""

    @property
    def library_host(self) -> str:
        """Host and port of the server with the team's library; empty when there is none."""
        return urlsplit(self.library_server).netloc if self.library_server else ""

    @property
    def database(self) -> Path:
        """The SQLite file of sessions and plans."""
        return (self.data_home or self.home) / "coach.sqlite3"

    @property
    def library_database(self) -> Path:
        """The SQLite file of the documents that were added to the library."""
        return self.home / "library.sqlite3"

    @property
    def shares_database(self) -> Path:
        """The SQLite file that says which of these documents are shared with a team."""
        return self.home / "shares.sqlite3"

    @property
    def models_folder(self) -> Path:
        """Folder of downloaded model files."""
        return self.home / "models"

    @property
    def index_folder(self) -> Path:
        """Folder of the Chroma index, a cache that can be rebuilt."""
        return self.home / "index"

    @property
    def prefix_folder(self) -> Path:
        """Folder of saved prefix states of the model, a cache that can be rebuilt."""
        return self.home / "prefix"

    @property
    def exports_folder(self) -> Path:
        """Where exports go when nobody names a place."""
        return (self.data_home or self.home) / "exports"

    @property
    def log_file(self) -> Path:
        """The program's log; it never holds answers."""
        return self.home / "logs" / "coach.log"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read keyword arguments, then the environment, then the settings file."""
        file = TomlConfigSettingsSource(settings_cls, settings_file())
        return (init_settings, env_settings, file)


@dataclass(frozen=True)
class _Server:
    """How a setting that holds an address is explained to people.

    Attributes:
        example: What an address looks like.
        key: The setting for the server's key.
        insecure: The setting that allows plain http to other machines.
        sent: What is sent there.
    """

    example: str
    key: str
    insecure: str
    sent: str


_SERVERS = {
    "remote_url": _Server(
        "http://127.0.0.1:8080/v1", "remote_key", "remote_insecure", "the answers"
    ),
    "library_server": _Server(
        "http://127.0.0.1:8000", "library_key", "library_insecure", "the documents"
    ),
}


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address always means this machine."""
    try:
        return host.lower() == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _split(address: str) -> SplitResult | None:
    """Return the parts of an http or https address, or None when it is not one."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises when it is not a number
    except ValueError:
        return None
    # urlsplit drops tabs and line ends silently.
    plain = address.isprintable() and " " not in address
    fits = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    return parts if plain and fits else None


def _wrong(what: str) -> PydanticCustomError:
    return PydanticCustomError("setting", "{what}", {"what": what})


def load_settings(**overrides: Any) -> Settings:  # noqa: ANN401
    """Read the settings and make the home folder, private to its owner.

    Raises:
        CoachError: a setting has a wrong value, the settings cannot be read, or the folder cannot
            be made.
    """
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = one_line(".".join(str(part) for part in first["loc"]), limit=80)
        raise CoachError(
            f"The setting '{name}' is not usable: {one_line(first['msg'])}.",
            f"Correct it in {default_home() / SETTINGS_FILE} or in the environment (COACH_…).",
        ) from error
    except (ValueError, RecursionError) as error:
        raise CoachError(
            f"The settings file cannot be read: {one_line(str(error))}.",
            f"Correct or remove {default_home() / SETTINGS_FILE}.",
        ) from error
    except OSError as error:
        raise CoachError(
            f"The settings file {settings_file()} cannot be read: {error.strerror}.",
            "Mend the permissions of it and its folder.",
        ) from error
    make_private_folder(settings.home)
    if settings.data_home is not None:
        make_private_folder(settings.data_home)
    return settings


def with_setting(text: str, name: str, value: str | bool) -> str:
    """Return the settings file ``text`` with one setting changed; comments and other lines stay.

    Raises:
        tomlkit.exceptions.TOMLKitError: the text is not TOML.
    """
    import tomlkit

    document = tomlkit.parse(text)
    document[name] = value
    return tomlkit.dumps(document)


def make_private_folder(folder: Path) -> None:
    """Make ``folder`` readable by its owner only, with its parents as they are.

    Raises:
        CoachError: the folder cannot be made.
    """
    try:
        new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if new:
            with suppress(OSError):  # a power cut could take it away with all that is in it
                sync_folder(folder.parent)
        if sys.platform != "win32" and folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
    except OSError as error:
        raise CoachError(
            f"The folder {folder} cannot be used: {error.strerror}.",
            "Choose another with COACH_HOME, or mend its permissions.",
        ) from error


@lru_cache(maxsize=4)
def shipped_folder(name: str) -> Path:
    """Return the folder ``name`` (``prompts`` or ``knowledge``) that comes with the program.

    A wheel carries it inside the package; a checkout has it at the top.
    """
    package = Path(__file__).resolve().parent
    inside = package / "_data" / name
    return inside if inside.is_dir() else package.parent / name
