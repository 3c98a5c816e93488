"""The looks of the interface: dark as ink, light as paper, and white on black with few colours."""

from __future__ import annotations

from textual.theme import Theme

from coach.ui.texts import Look

DARK = Theme(
    name="coach-dark",
    primary="#7fb8ad",
    secondary="#9aa7c7",
    accent="#e0b97d",
    success="#93b97d",
    warning="#e0b97d",
    error="#d9837a",
    foreground="#d9dad5",
    background="#15181b",
    surface="#1b1f23",
    panel="#20252a",
    dark=True,
    variables={
        "block-cursor-background": "#2b4340",
        "block-cursor-foreground": "#eef0ea",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#242a2f",
        "border": "#7fb8ad",
        "border-blurred": "#394048",
        "footer-background": "#15181b",
        "footer-key-foreground": "#e0b97d",
        "footer-description-foreground": "#a5aaa8",
        "scrollbar": "#343b42",
        "scrollbar-background": "#15181b",
        "scrollbar-background-hover": "#15181b",
        "scrollbar-background-active": "#15181b",
        "input-selection-background": "#7fb8ad 35%",
    },
)

LIGHT = Theme(
    name="coach-light",
    primary="#20665d",
    secondary="#46557d",
    accent="#8a5a12",
    success="#3f6b2b",
    warning="#8a5a12",
    error="#a3352b",
    foreground="#26292b",
    background="#faf8f3",
    surface="#f3f0e9",
    panel="#ebe7dd",
    dark=False,
    variables={
        "block-cursor-background": "#d3e4df",
        "block-cursor-foreground": "#15201e",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#e9e5db",
        "border": "#20665d",
        "border-blurred": "#cfc9bb",
        "footer-background": "#faf8f3",
        "footer-key-foreground": "#8a5a12",
        "footer-description-foreground": "#5a5f5e",
        "scrollbar": "#cfc9bb",
        "scrollbar-background": "#faf8f3",
        "scrollbar-background-hover": "#faf8f3",
        "scrollbar-background-active": "#faf8f3",
        "input-selection-background": "#20665d 25%",
    },
)

CONTRAST = Theme(
    name="coach-contrast",
    primary="#8fe3ff",
    secondary="#ffffff",
    accent="#ffe14d",
    success="#9dff9d",
    warning="#ffe14d",
    error="#ffb3b3",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#101010",
    dark=True,
    variables={
        "block-cursor-background": "#00305e",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold underline",
        "block-cursor-blurred-background": "#262626",
        "border": "#ffe14d",
        "border-blurred": "#b0b0b0",
        "footer-background": "#000000",
        "footer-key-foreground": "#ffe14d",
        "footer-description-foreground": "#ffffff",
        "scrollbar": "#b0b0b0",
        "scrollbar-background": "#000000",
        "scrollbar-background-hover": "#000000",
        "scrollbar-background-active": "#000000",
        "input-selection-background": "#005a9e",
        "text-primary": "#8fe3ff",
        "text-accent": "#ffe14d",
        "text-success": "#9dff9d",
        "text-warning": "#ffe14d",
        "text-error": "#ffb3b3",
    },
)

LOOKS: dict[Look, Theme] = {"dark": DARK, "light": LIGHT, "contrast": CONTRAST}
"""The themes by their names in the settings, in the order in which a key goes through them."""
