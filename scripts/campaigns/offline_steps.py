"""What somebody does with the program from its set-up to its end, as commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coach.plan.export.formats import FORMATS

TALK = (
    "I plan the rota for the ward and send it out on Mondays.",
    "The nurses of ward 3 get it. When it is late they miss their bus.",
    "The night nurses, since they have children to bring to school.",
    "Anita told me that she wants to know her shifts two weeks before.",
)
HANDBOOK = "# Returns\n\nThe zebra desk takes back a damaged pallet, every day until four.\n"


@dataclass(frozen=True)
class Step:
    """One command.

    Attributes:
        name: What is done, for people.
        arguments: What follows ``coach``; ``{session}`` is the newest interview, ``{out}`` a folder
            for files.
        typed: Lines on its standard input.
        driver: Who uses it: nobody, ``terminal`` or ``visit``; see ``offline_drivers``.
    """

    name: str
    arguments: tuple[str, ...]
    typed: Sequence[str] = ()
    driver: str = ""

    @property
    def loopback(self) -> bool:
        """Whether it speaks with this machine over the network, as only a server does."""
        return self.driver == "visit"


CHAT = Step("chat", ("chat", "--short"), (*TALK, "/finish", "/export docx", "/export pdf", "/quit"))
ADD = Step("knowledge add", ("knowledge", "add", "{out}/handbook.md"))
SETUP = Step("setup", ("setup",))

FEW = (CHAT,)
"""The small size: with a scripted model, and an index that is there."""

EVERYTHING = (
    SETUP,
    Step("doctor", ("doctor", "--json")),
    Step("model list", ("model", "list")),
    Step("model verify", ("model", "verify", "smollm2_135m")),
    CHAT,
    Step("sessions list", ("sessions", "list", "--json")),
    Step("sessions export", ("sessions", "export", "{session}")),
    Step("plan show", ("plan", "show", "{session}", "--numbers")),
    Step("plan score", ("plan", "score", "{session}")),
    Step("plan report", ("plan", "report", "{session}")),
    Step("plan reword", ("plan", "reword", "{session}", "work")),
    *(
        Step(
            f"plan export {name}",
            ("plan", "export", "{session}", "--format", name, "--out", f"{{out}}/plan.{name}"),
        )
        for name in FORMATS
    ),
    ADD,
    Step("knowledge add, Word and PDF", ("knowledge", "add", "{out}/plan.docx", "{out}/plan.pdf")),
    Step("knowledge search", ("knowledge", "search", "who takes back a pallet", "--json")),
    Step("knowledge list", ("knowledge", "list", "--own")),
    Step("knowledge rebuild", ("knowledge", "rebuild")),
    Step("review", ("review", "{session}"), ("1", "It went well, 3 of 5 were on time.", "/finish")),
    Step("practice", ("practice", "{session}"), ("How is the rota for you?", "/end")),
    Step(
        "team share",
        (
            "team",
            "share",
            "{session}",
            "--as",
            "Kim",
            "--names",
            "--yes",
            "--out",
            "{out}/share.json",
        ),
    ),
    Step("team map", ("team", "map", "{out}/share.json", "--out", "{out}/map.csv", "--no-ask")),
    Step("pack", ("pack", "--out", "{out}/pack")),
    Step("evaluate", ("evaluate", "--personas", "{out}/personas", "--out", "{out}/evaluated")),
    Step("interface in a terminal", (), driver="terminal"),
    Step("serve, with a visit", ("serve", "--port", "0"), driver="visit"),
    Step("passphrase set", ("passphrase", "set", "--yes")),
    Step("sessions list, encrypted", ("sessions", "list")),
    Step("passphrase remove", ("passphrase", "remove", "--yes")),
    Step("export everything", ("export", "--all", "--out", "{out}/all.zip")),
    Step("sessions delete", ("sessions", "delete", "{session}", "--yes")),
    Step("delete everything", ("delete", "--all", "--yes")),
)
"""The full size, with the small real model."""
