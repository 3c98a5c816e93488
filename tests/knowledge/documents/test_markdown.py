from __future__ import annotations

from pathlib import Path

from coach.knowledge.documents.document import Document
from coach.knowledge.documents.reading import read_document
from tests.knowledge.documents.files import write

HANDBOOK = """---
title: Not text
---
# Returns

Bring it *back* to the [desk](https://example.com "title").
Say `why`.<br>

## Damaged goods

- a **box**
- the receipt
  1. one
  2. two

| Part | Days |
|------|------|
| Pump | 3    |

<!-- a note to the author -->

```
call desk
```

Waiting
-------
> Ten minutes &amp; no more. ![a clock](clock.png)
"""


def read(folder: Path, text: str) -> Document:
    return read_document(write(folder, "a.md", text))


def test_headings_lists_tables_and_code_become_text(tmp_path: Path) -> None:
    document = read(tmp_path, HANDBOOK)
    assert document.kind == "markdown"
    assert [(part.place, part.text) for part in document.parts] == [
        ("section Returns", "Bring it back to the desk. Say why."),
        (
            "section Returns > Damaged goods",
            "- a box\n- the receipt\n1. one\n2. two\nPart | Days\nPump | 3\ncall desk",
        ),
        ("section Returns > Waiting", "Ten minutes & no more. a clock"),
    ]


def test_line_ends_of_every_system(tmp_path: Path) -> None:
    for end in ("\r\n", "\r"):
        same = read(tmp_path, HANDBOOK.replace("\n", end))
        assert same.parts == read(tmp_path, HANDBOOK).parts


def test_escapes_hidden_in_entities_go(tmp_path: Path) -> None:
    part = read(tmp_path, "# A &#x1b;[31m\n\nRed &#155;31m &#x202e;text &#8203;").parts[0]
    assert (part.heading + part.text).replace("\ufffd", "").isprintable()


def test_tags_go_and_what_stands_between_them_stays(tmp_path: Path) -> None:
    text = "<details>\n<summary>More</summary>\nAsk <!-- not\nthis --> first.\n</details>\n"
    assert read(tmp_path, text).parts[0].text == "More Ask first."


def test_what_stands_in_a_paragraph_is_kept_with_its_signs(tmp_path: Path) -> None:
    text = r"5 \* 3 \<b\> AT&amp;T <https://a.example> ~~old~~ [x][y] a_b_c" + "\n"
    assert read(tmp_path, text).parts[0].text == (
        "5 * 3 <b> AT&T https://a.example ~~old~~ [x][y] a_b_c"
    )


def test_a_long_heading_is_text(tmp_path: Path) -> None:
    part = read(tmp_path, "# " + "word " * 60).parts[0]
    assert (part.heading, len(part.text.split())) == ("", 60)


def test_deep_nesting_is_told(tmp_path: Path) -> None:
    document = read(tmp_path, "Above.\n\n" + ">" * 5_000 + " below\n")
    assert document.parts[0].text == "Above."
    assert "too deep" in document.skipped[0]
    assert not read(tmp_path, ">" * 30 + " text\n").skipped


def test_a_long_file_is_read_in_pieces_that_keep_code_and_headings(tmp_path: Path) -> None:
    code = "```\n# not a heading\n" + "call the desk\n" * 10_000 + "# nor this\n```\n"
    document = read(
        tmp_path, f"# One\n\n{code}\n" + "Ask again.\n\n" * 10_000 + "## Two\n\nWait.\n"
    )
    assert {part.heading for part in document.parts} == {"One", "One > Two"}
    words = " ".join(part.text for part in document.parts).split()
    assert (words.count("call"), words.count("Ask"), words.count("Wait.")) == (10_000, 10_000, 1)


def test_a_hostile_paragraph_is_taken_as_it_is(tmp_path: Path) -> None:
    assert read(tmp_path, "[" * 200_000).parts[0].text.startswith("[[[")
