"""The two looks of the interface: dark as ink, light as paper."""

from __future__ import annotations

from textual.theme import Theme

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

THEMES = (DARK, LIGHT)
