"""How the interface draws itself into a browser, by way of ``coach serve``."""

from __future__ import annotations

from contextlib import suppress

from textual import events
from textual.drivers.web_driver import WebDriver


class ServedDriver(WebDriver):
    """Textual's driver for browsers, which also ends well.

    The interface saves and closes, as with its own key, when the page is closed and when the
    program that serves it is gone; without that its process would stay.
    """

    def write(self, data: str) -> None:
        """Draw; when nobody reads any more, nothing is drawn."""
        with suppress(OSError):
            super().write(data)

    def write_meta(self, data: dict[str, object]) -> None:
        """Tell the serving program something, as long as it is there."""
        with suppress(OSError):
            super().write_meta(data)

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        """Do what the serving program says."""
        if packet_type == "quit":
            self._leave()
        else:
            super().on_meta(packet_type, payload)

    def run_input_thread(self) -> None:
        """Take what is typed; its end means that the serving program is gone."""
        super().run_input_thread()
        self._leave()

    def _leave(self) -> None:
        # RuntimeError: the interface is closed already.
        with suppress(RuntimeError):
            self.send_message(events.Callback(callback=self._app.action_quit))
