"""What people have today: the same model in one growing conversation, in a process of its own.

llama-cpp-python's own chat is used as its manual shows it. It keeps what it evaluated and computes
only what is new. Threads, micro-batch, precision and layout of weights are those of the coach, so
that the comparison is about the way of asking and nothing else.

Started as ``python -m coach.bench.plain`` with a setup line on standard input; each further line
is a message, and each gets a line with its times.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.bench.children import child_environment
from coach.errors import EngineError

if TYPE_CHECKING:
    from coach.bench.script import ChatScript
    from coach.llm.tuning import Tuning

CONTEXT_TOKENS = 8192
"""Room for a whole interview: the conversation is never cut."""


@dataclass(frozen=True)
class Reply:
    """Times of one reply of the plain chat.

    Attributes:
        first_s: Seconds from the message to the first word.
        reply_s: Seconds from the message to the end of the reply.
        text: The reply.
    """

    first_s: float
    reply_s: float
    text: str


class PlainChat:
    """The conversation; its process starts with it.

    Args:
        model: The GGUF file.
        tuning: How the coach computes on this machine.
        script: Its system prompt, and how long its replies may be.

    Raises:
        EngineError: the model could not be loaded.
    """

    def __init__(self, model: Path, tuning: Tuning, script: ChatScript) -> None:
        setup = {
            "model": str(model),
            "tuning": tuning.model_dump(),
            "system": script.system,
            "max_tokens": script.max_tokens,
        }
        from coach.llm.local import SPIN_COUNT

        self._process = subprocess.Popen(
            [sys.executable, "-m", "coach.bench.plain"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env={"GOMP_SPINCOUNT": SPIN_COUNT, **child_environment()},
        )
        try:
            self._ask(setup)
        except BaseException:
            self.close()
            raise

    @property
    def process_id(self) -> int:
        """Id of its process."""
        return self._process.pid

    def say(self, text: str) -> Reply:
        """Send a message and wait for the whole reply.

        Raises:
            EngineError: the process ended.
        """
        return Reply(**self._ask({"text": text}))

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()

    def _ask(self, message: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        line = ""
        with suppress(OSError):
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        if not line:
            raise EngineError("The plain chat to compare with could not be run.")
        answer: dict[str, Any] = json.loads(line)
        return answer


def main() -> None:
    """Load the model, then answer message after message until the input ends."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # native code may print; only answers belong on the output
    setup = json.loads(sys.stdin.readline())
    llama = _load(setup)
    history = [{"role": "system", "content": setup["system"]}]
    _write(out, {})
    for line in sys.stdin:
        history.append({"role": "user", "content": json.loads(line)["text"]})
        reply = _reply(llama, history, setup["max_tokens"])
        history.append({"role": "assistant", "content": reply["text"]})
        _write(out, reply)


def _load(setup: dict[str, Any]) -> Any:  # noqa: ANN401 - llama_cpp has no types
    import llama_cpp
    from llama_cpp import llama_cpp as api

    tuning = setup["tuning"]
    defaults = api.llama_model_default_params

    def model_params() -> Any:  # noqa: ANN401 - a C struct
        params = defaults()
        params.use_extra_bufts = tuning["repack"]
        return params

    # The one setting of the coach for which the library's class has no argument.
    api.llama_model_default_params = model_params
    kv = {"f16": api.GGML_TYPE_F16, "q8_0": api.GGML_TYPE_Q8_0}[tuning["kv"]]
    return llama_cpp.Llama(
        setup["model"],
        n_ctx=CONTEXT_TOKENS,
        n_threads=tuning["threads"],
        n_threads_batch=tuning["batch_threads"],
        n_ubatch=tuning["ubatch"],
        flash_attn=tuning["flash_attention"],
        type_k=kv,
        type_v=kv,
        verbose=False,
    )


def _reply(llama: Any, history: list[dict[str, str]], max_tokens: int) -> dict[str, Any]:  # noqa: ANN401
    began = time.perf_counter()
    first: float | None = None
    pieces = []
    for chunk in llama.create_chat_completion(
        history, max_tokens=max_tokens, temperature=0.0, stream=True
    ):
        piece = chunk["choices"][0]["delta"].get("content")
        if piece:
            first = first or time.perf_counter() - began
            pieces.append(piece)
    total = time.perf_counter() - began
    return {"first_s": first or total, "reply_s": total, "text": "".join(pieces)}


def _write(out: Any, message: dict[str, Any]) -> None:  # noqa: ANN401 - a text stream
    out.write(json.dumps(message) + "\n")
    out.flush()


if __name__ == "__main__":
    main()
