"""The thresholds that `?` tells are those that the code goes by."""

from __future__ import annotations

import pytest

from tutor import labs
from tutor.labs import (
    _captioning_show,
    _char_rnn_health,
    _dilated_conv_show,
    _frame_labels_show,
    _gan_show,
    _gradient_flow_words,
    _long_memory_show,
    _sentiment_show,
    _tbptt_words,
    _translator_words,
    gru,
    lstm,
)

TOLD = {
    "seq2seq": {
        "Exploding": (_translator_words.EXPLODING, _translator_words.RECENT),
        "Thrown off": (_translator_words.ASTRAY,),
        "Not learning": (_translator_words.STUCK,),
    },
    "char-rnn": {
        "Exploding": (_char_rnn_health.EXPLODING,),
        "Thrown off": (_char_rnn_health.ASTRAY,),
        "Not learning": (_char_rnn_health.STUCK,),
        "Overfitting": (_char_rnn_health.WORSE, _char_rnn_health.APART),
    },
    "gradient-flow": {
        "Vanishing": (_gradient_flow_words.VANISHED, _gradient_flow_words.LEARNED),
        "Exploding": (_gradient_flow_words.EXPLODED, _gradient_flow_words.LONG),
        "Learning": (_gradient_flow_words.LEARNED,),
    },
    "captioning": {
        "Exploding": (_captioning_show.EXPLODING,),
        "By heart": (_captioning_show.BY_HEART, _captioning_show.ASTRAY),
        "Fluent but blind": (_captioning_show.BY_HEART, _captioning_show.UNLOOKED),
    },
    "sentiment": {
        "Exploding": (_sentiment_show.EXPLODING,),
        "By heart": (_sentiment_show.BY_HEART, _sentiment_show.ASTRAY),
        "Not learning": (_sentiment_show.GUESSING,),
    },
    "frame-labels": {
        "Exploding": (_frame_labels_show.EXPLODING,),
        "Not learning": (_frame_labels_show.GUESSING,),
        "It sees but does not keep": (_frame_labels_show.FORGETS,),
    },
    "long-memory": {
        "learned": (_long_memory_show.LEARNED,),
        "vanishing": (_long_memory_show.NEAR, 10**-_long_memory_show.FELT),
    },
    "dilated-conv": {"copies": (_dilated_conv_show.COPIES,), "guesses": (_dilated_conv_show.LOST,)},
    "tbptt": {
        "vanishing": (_tbptt_words.FAINT,),
        "learning": (_tbptt_words.LEARNING,),
        "arrived": (_tbptt_words.NEAR,),
    },
    "lstm": {"Learned": (lstm.LEARNED,), "No better than guessing": (lstm.NEAR,)},
    "gru": {"seeds differ as much": (gru.CLEAR,)},
    "gan": {
        "The generator gets no gradient": (_gan_show.FAINT,),
        "Swinging": (_gan_show.SWINGING,),
    },
}


@pytest.mark.parametrize("name", TOLD)
def test_the_numbers_told_are_the_numbers_used(name):
    told = dict(labs.find(name).health)
    for word, numbers in TOLD[name].items():
        for number in numbers:
            said = f"{number:,.0f}" if number >= 1 else f"{number:g}"
            assert said in told[word], (word, number)


def test_labs_that_share_a_judgement_share_its_words():
    assert labs.find("attention").health == labs.find("seq2seq").health
