from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.checking import phrasing as wording

OPEN = [
    "What happened then?",
    "Who picks up your report first?",
    "How do you know that it helped?",
    "Why did Dave call you?",
    "When did that last happen?",
    "Where does the list go after you?",
    "Which of them waits longest?",
    "Tell me about the last time a line was down.",
    "Can you tell me more about Anita?",
    "Could you describe the last delivery?",
    "Would you walk me through that morning?",
    "When the truck is late, what happens to the pharmacy?",
    "If nobody wrote the log, who would notice?",
    "You said 20 minutes of waiting: what does Dave do meanwhile?",
    "Dave was stuck – how long did it last?",
    "For whom do you write the paper log?",
    "And what does she do with it?",
    "In what way does the order number help you?",
    "Please describe one morning like that.",
    "And then?",
    "By how much does it miss?",
    "Say more about the waiting.",
    "Dave waits, and then what happens?",
]
CLOSED = [
    "Is Dave your customer?",
    "Do you talk to them often?",
    "Did he tell you that?",
    "Have you asked her?",
    "Are they inside the company?",
    "Can Dave reach you on the radio?",
    "Does the report arrive on time?",
    "Would you say that they are happy?",
    "So is it the waiting that hurts?",
    "Dave waits for you, right?",
    "The line stops, doesn't it?",
    "When a line is down, do you call Dave?",
    "Was it the first time?",
    "You send it every Monday?",
    "Should that change?",
    "If it is late, does anyone notice?",
    "Is there anything else?",
    "Dave was stuck: did he call you?",
    "Will you see her on Monday?",
    "What matters is the time, correct?",
]


@pytest.mark.parametrize("question", OPEN)
def test_open_questions_are_open(question: str) -> None:
    assert wording.is_open(question)


@pytest.mark.parametrize("question", CLOSED)
def test_closed_questions_are_closed(question: str) -> None:
    assert not wording.is_open(question)


DOUBLE = [
    "Who gets your report and what do they do with it?",
    "What do you send, and to whom does it go?",
    "What happened? And how did Dave react?",
    "Which one would you pick first, and why?",
    "How do you talk today, and how often?",
    "What do they need (and how do you know)?",
    "Do you write it and do they read it?",
    "What goes wrong or who is late?",
    "Tell me what happened and what it meant for Dave.",
    "Who waits, and how long do they wait?",
    "What would help, and what gets in the way?",
    "When and where will you meet?",
    "How did it end and was she content?",
    "What did you do but what did she want?",
    "Who is your customer (is it Dave)?",
    "What is the measure and where does it come from?",
    "Describe the last delivery and how it went.",
]
SINGLE = [
    "What happens when it is late or wrong?",
    "Who or what gets in the way?",
    "What do Dave and Anita do then?",
    "What do you make and send?",
    "Tell me about the last time it went well or badly.",
    "You fix forklifts and motors. Who waits for them?",
    "Dave and Anita wait: what do they do?",
    "What did Dave say and do?",
    "What do you do that nobody needs?",
    "How do orders and returns reach you?",
    "Which paper or file do they open first?",
    "Who inside or outside depends on the report?",
    "You write it and it goes in a drawer. Who asked for it?",
    "What would Ms. Okafor say about you?",
    "How long (roughly) does she wait?",
    "What is the first thing that she and her team look at?",
    "Think of last Tuesday. What did Dave need?",
]


@pytest.mark.parametrize("text", DOUBLE)
def test_double_barrelled_questions_are_found(text: str) -> None:
    assert wording.is_double_barrelled(text)


@pytest.mark.parametrize("text", SINGLE)
def test_single_questions_are_left_alone(text: str) -> None:
    assert not wording.is_double_barrelled(text)


ADVICE = [
    "You should ask Dave what he needs.",
    "Why don't you call her?",
    "Have you considered a whiteboard?",
    "Have you tried asking them?",
    "How about sending it earlier?",
    "I would suggest a short meeting.",
    "I recommend that you start small.",
    "You could try a shared list.",
    "You might want to talk to Anita.",
    "Try to call within ten minutes.",
    "It would help if you told him sooner.",
    "Make sure that Dave knows.",
    "Let's set up a meeting with Dave.",
    "My advice: stop the log.",
    "You need to talk to them.",
    "Would it help to have a clip for the radio?",
    "Could you ask Dave to call you?",
    "What about a whiteboard at the line?",
    "It is important to listen first. Who is next?",
    "You ought to know this.",
    "Why not send a message first?",
]
NO_ADVICE = [
    "What do you think you should do first?",
    "What should you stop?",
    "Who should know first when it breaks?",
    "You said you should call earlier. What stops you?",
    'You told me "you should call". Who said that?',
    "What do you need to know from Dave?",
    "What would help Dave most?",
    "What do you have to wait for?",
    "What could you stop tomorrow?",
    "Dave has to know how long. What does he do then?",
    "How did you try to solve it?",
    "Tell me about the last time you tried.",
    "Why not?",
    "You can skip any question. Who uses your work?",
    "What about Anita?",
    "Let's pick one of them. Who would it be?",
    "What gets in the way?",
    "How do you make sure that the count is right?",
    "You have six people on the line. What do they do?",
    "A customer is anybody who depends on your work.",
]


@pytest.mark.parametrize("text", ADVICE)
def test_advice_is_found(text: str) -> None:
    assert wording.gives_advice(text)


@pytest.mark.parametrize("text", NO_ADVICE)
def test_questions_are_no_advice(text: str) -> None:
    assert not wording.gives_advice(text)


OFFERED = [
    "What do they care about, such as speed?",
    "Who is it, for example a nurse?",
    "What matters, e.g. the price?",
    "Is it speed or accuracy?",
    "Maybe it is the waiting?",
    "Do they want it faster or cheaper?",
    "What would help, for instance a phone?",
    "Was it Dave or Anita?",
    "Perhaps the shift lead?",
    "What counts, like speed or price?",
    "Which is worse: the noise or the wait?",
    "Is the problem the parts or the people?",
    "So, is it the price or the time?",
    "Does he call you or the office?",
    "What matters most to her, the price or the date?",
]
NOT_OFFERED = [
    "What do they care about?",
    "What is one example of that?",
    "What happens when it is late or wrong?",
    "Who inside or outside the company gets it?",
    "Tell me about a good or bad day.",
    "What did Dave say when it was like that?",
    "What would that look like?",
    "How often does it come late or wrong?",
    "A customer is whoever depends on you, for example the next shift.",
    "Who would notice?",
    "What do you know about the waiting or the repair?",
    "For example, what happened last week?",
    "You said maybe Dave. What makes him the one?",
    "Is there anybody or anything that I left out?",
    "What did she do in a day or two?",
]


@pytest.mark.parametrize("text", OFFERED)
def test_offered_answers_are_found(text: str) -> None:
    assert wording.offers_answer(text)


@pytest.mark.parametrize("text", NOT_OFFERED)
def test_questions_without_answers_are_left_alone(text: str) -> None:
    assert not wording.offers_answer(text)


PRAISE = [
    "Great! What then?",
    "That's great. Who else?",
    "Good question.",
    "Excellent example. Who saw it?",
    "What a wonderful story. What happened next?",
    "I love that. Who is it?",
    "Thank you for sharing that. What then?",
    "Wow, 50 minutes. What did he do?",
    "Well done. What was next?",
    "That is really interesting. Who?",
    "Perfect, thanks. Who is next?",
    "You're doing great. Who else?",
    "I appreciate your honesty. What then?",
    "Nice work. What then?",
    "Oh, great. Who waits?",
    "Interesting. What else?",
    "That’s a very good point. Who?",
]
NO_PRAISE = [
    "Dave on line 2. What does he need?",
    "Thank you. Who else depends on it?",
    "Thanks, noted. What then?",
    "Good morning. What is your work?",
    "OK. What then?",
    "So the log goes in a drawer. Who asked for it?",
    "What makes a good day for Dave?",
    "That sounds hard. What happened?",
    "Clear labels help her: what makes them clear?",
    "What is the best thing about it?",
    "I heard 50 minutes. What then?",
    "That makes sense. Who else?",
    "Good invoices have an order number: who adds it?",
    "This is what I heard.",
    "You want clean rooms. Who checks them?",
    "How great is the gap?",
]


@pytest.mark.parametrize("text", PRAISE)
def test_praise_is_found(text: str) -> None:
    assert wording.opens_with_praise(text)


@pytest.mark.parametrize("text", NO_PRAISE)
def test_neutral_openings_are_no_praise(text: str) -> None:
    assert not wording.opens_with_praise(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Who uses it?", 1),
        ("Tell me about the last time.", 1),
        ("Dave waits. What does he do?", 1),
        ("What happened? And then?", 2),
        ("Tell me what happened. Who saw it?", 2),
        ("This is what I heard.", 0),
        ('You wrote "who cares?". What made you write it?', 1),
        ("Ms. Okafor pays at 7.30. What then?", 1),
        ("Please describe it.", 1),
        ("What is one small thing that you will do? Please name the day.", 1),
        ("Name one person.", 1),
        ("Please name the day, too. What will you do first?", 1),
        ("Think of last week. What went wrong?", 1),
        ("- one\n- two\nIs that right?", 1),
        ("Say more about the waiting.", 1),
        ("", 0),
        ("?!", 0),
        ("What does 'on time' mean to her?", 1),
    ],
)
def test_questions_are_counted(text: str, count: int) -> None:
    assert len(wording.questions(text)) == count


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("Dave waits 20 minutes: what does he do then?", "what does he do then?"),
        ("When the truck is late, what happens?", "what happens?"),
        ("What happens next?", "What happens next?"),
        ("You said paper log - who reads it?", "who reads it?"),
        ("Tell me about it.", "Tell me about it."),
    ],
)
def test_the_core_of_a_question_has_no_anchor(question: str, rest: str) -> None:
    assert wording.core(question) == rest


def test_length_counts_the_question_and_the_turn() -> None:
    assert wording.is_short("Dave waits. What does he do?")
    assert not wording.is_short("What " + "very " * 25 + "long thing is it?")
    assert not wording.is_short("Word " * 45 + ". What is it?")


@given(st.text())
def test_the_rules_take_any_text(text: str) -> None:
    wording.is_double_barrelled(text)
    wording.gives_advice(text)
    wording.offers_answer(text)
    wording.opens_with_praise(text)
    wording.is_short(text)
    for question in wording.questions(text):
        wording.is_open(question)
        wording.core(question)
