from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.llm.grammar import quoting_grammar


def valid(grammar: str) -> bool:
    """Return whether llama.cpp takes the grammar."""
    from llama_cpp.llama_grammar import LlamaGrammar

    LlamaGrammar.from_string(grammar)
    return grammar.startswith("root ::=")


def test_every_word_may_begin_a_quote_and_go_on_to_the_next() -> None:
    grammar = quoting_grammar(["a", "b"], "The night shift waits.")
    assert 's0 ::= ("The" | "the") (" " w1)?' in grammar
    assert 'w0 ::= "The" (" " w1)?' in grammar
    assert 'w3 ::= "waits"' in grammar
    assert '{\\"a\\": ' in grammar


def test_a_quote_ends_with_its_sentence() -> None:
    grammar = quoting_grammar(["a"], "They wait. Dr. Lund calls.")
    assert 'w1 ::= "wait"\n' in grammar
    assert 'w2 ::= "Dr" (". " w3)?' in grammar


def test_an_empty_text_allows_only_empty_lists() -> None:
    assert 'list ::= "[]"' in quoting_grammar(["a"], "  ")


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_any_text_makes_a_grammar_that_holds_its_words(text: str) -> None:
    grammar = quoting_grammar(["slot"], text)
    rules = [line for line in grammar.splitlines() if line.startswith("w")]
    assert len(rules) == len(text.split())
    assert "\n\n" not in grammar
    json.dumps(grammar)


@pytest.mark.parametrize(
    "text",
    ['say "hi" now', "back\\slash \\n", "tab\tand\nnewline", "emoji 😀 ünïcode", "]{}()|+*?"],
)
def test_special_characters_are_escaped(text: str) -> None:
    assert valid(quoting_grammar(["slot"], text))
