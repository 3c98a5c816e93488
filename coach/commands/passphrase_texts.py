"""What is said about the passphrase, from ``prompts/interface/passphrase.yaml``."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from coach.languages import load_texts


class _Texts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AskTexts(_Texts):
    """What is said while the passphrase is asked for."""

    prompt: str
    wrong: str
    refused: str
    refused_given: str
    refused_remedy: str
    nobody: str
    nobody_remedy: str


class DoctorTexts(_Texts):
    """What ``coach doctor`` says."""

    encrypted: str
    plain: str


class PassphraseTexts(_Texts):
    """Every text; the file's comments and the fields' names say where it stands."""

    ask: AskTexts
    warning: str
    plain_warning: str
    copies: str
    save_first: str
    sure_set: str
    sure_change: str
    sure_remove: str
    unchanged: str
    nobody: str
    nobody_remedy: str
    nobody_remedy_plain: str
    new: str
    again: str
    short: str
    differ: str
    refused: str
    refused_remedy: str
    set: str
    exports: str
    changed: str
    removed: str
    mended_remedy: str
    is_set: str
    is_set_remedy: str
    is_not_set: str
    is_not_set_remedy: str
    doctor: DoctorTexts


def texts() -> PassphraseTexts:
    """Return the texts.

    Raises:
        DamagedFileError: the file is missing, or not what the model of it says.
    """
    return load_texts("passphrase", PassphraseTexts)
