"""Settings from environment variables and `.env`. Built once by a command, never at import."""

from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from rules.refusal import Refusal

SLACK_API_URL = "https://slack.com/api/"


class SettingError(Refusal):
    """Raised when a setting is missing or its value can't be used."""


class Settings(BaseSettings):
    """Every field is one environment variable; `.env.example` lists the same names with the same words."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True, hide_input_in_errors=True)

    slack_bot_token: SecretStr | None = Field(None, description="Bot token (xoxb-…), from OAuth & Permissions.")
    slack_app_token: SecretStr | None = Field(
        None, description="App-level token (xapp-…) with connections:write; Socket Mode only."
    )
    slack_signing_secret: SecretStr | None = Field(
        None, description="Signing secret, from Basic Information; only with --http."
    )
    slack_api_url: str = Field(SLACK_API_URL, description="Base address of the Web API (GovSlack, the sandbox).")
    baton_database_url: str = Field("sqlite:///baton.db", description="sqlite:///file or postgresql+psycopg://….")
    baton_command: str = Field(
        "/program", pattern=r"^/[a-z0-9_-]{1,31}$", description="The slash command; a second app takes another name."
    )
    baton_http_host: str = Field("127.0.0.1", description="Address that the web endpoints listen on.")
    baton_http_port: int = Field(
        0, ge=0, le=65535, description="Port of the web endpoints; 0 means none in Socket Mode, 3000 with --http."
    )
    baton_log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least severe line kept.")
    baton_log_format: Literal["text", "json"] = Field("text", description="Lines for people or for machines.")
    baton_ops_token: SecretStr | None = Field(
        None, description="Bearer token that /metrics and the details of /readyz ask for; without it they tell nothing."
    )

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_slash(cls, url: str) -> str:
        if not url.startswith(("https://", "http://")):
            raise ValueError("must begin with https://")
        return url.rstrip("/") + "/"


def load_settings() -> Settings:
    """Read the settings; an unusable value raises a `SettingError` that names the variable, not the value."""
    try:
        return Settings()
    except (OSError, UnicodeDecodeError):
        raise SettingError(".env can't be read.", "It must be a text file in UTF-8.", "Correct or remove it.") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"]).upper()
        raise SettingError(
            f"{name} can't be used.", f"{first['msg']}.", "Correct it in the environment or in .env."
        ) from None


def require_secret(value: SecretStr | None, name: str, *, prefix: str = "") -> str:
    """Return a secret's text; raise a `SettingError` that names the variable if it is missing or begins wrongly."""
    text = value.get_secret_value().strip() if value else ""
    if not text:
        raise SettingError(
            f"{name} is not set.", "Baton can't reach Slack without it.", "Set it in the environment or in .env."
        )
    if not text.startswith(prefix):
        raise SettingError(f"{name} does not begin with {prefix}.", "It may be another Slack token.", "Copy it again.")
    return text
