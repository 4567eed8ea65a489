"""The thresholds that `?` tells are those that the code goes by."""

from __future__ import annotations

import pytest

from tutor import labs
from tutor.kit.say import Say, rendered
from tutor.labs import (
    _art_declared,
    _captioning_show,
    _char_rnn_health,
    _dcgan_show,
    _digit_vae,
    _dilated_conv_show,
    _families_show,
    _frame_labels_show,
    _gan_show,
    _gradient_flow_words,
    _latent_space_show,
    _long_memory_show,
    _pix2pix_show,
    _sentiment_show,
    _tbptt_words,
    _translator_words,
    _vae_show,
    _wgan_points,
    _wgan_ring,
    _world_model_words,
    gru,
    lstm,
)

TOLD = {
    "art": {
        "Copying": (_art_declared.COPYING,),
        "Smudged": (_art_declared.SMUDGED,),
        "a copy": (_art_declared.COPY,),
    },
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
    "wgan": {
        "The points lie on each other": (_wgan_points.TOGETHER,),
        "Steep without bound": (_wgan_points.STEEP,),
        "Arrived": (_wgan_points.WITHIN,),
        "The generator gets no gradient": (_wgan_ring.FAINT,),
        "Going astray": (100 * _wgan_ring.EARLY, _wgan_ring.ASTRAY),
        "Collapsed": (100 * _wgan_ring.EARLY, 100 * _wgan_ring.COLLAPSED),
    },
    "vae": {
        "Collapsed": (100 * _vae_show.EARLY, _vae_show.MIXED),
        "active": (_digit_vae.ACTIVE,),
        "Learning": (100 * _vae_show.EARLY,),
    },
    "dcgan": {
        "The discriminator tells nearly every sample": (_dcgan_show.CAUGHT,),
        "Getting worse": (100 * _dcgan_show.SETTLED, _dcgan_show.WORSE, _dcgan_show.LEEWAY),
        "The discriminator tells next to nothing yet": (100 * _dcgan_show.EARLY, _dcgan_show.FOOLED),
    },
    "pix2pix": {
        "It does not keep to the outline": (100 * _pix2pix_show.EARLY, _pix2pix_show.DEAF),
        "Mush": (100 * _pix2pix_show.EARLY, _pix2pix_show.GREY),
        "It does not listen": (100 * _pix2pix_show.EARLY, 100 * _pix2pix_show.TOLD),
    },
    "families": {"Learned by heart": (_families_show.BY_HEART,)},
    "latent-space": {"No gain half-way": (100 * _latent_space_show.EVEN,)},
    "world-model": {
        "Promised and not kept": (_world_model_words.PROMISED,),
        "Learned in dreams alone": (_world_model_words.PLAYS,),
    },
}


@pytest.mark.parametrize("name", TOLD)
def test_the_numbers_told_are_the_numbers_used(name):
    told = dict(labs.find(name).health)
    for word, numbers in TOLD[name].items():
        for number in numbers:
            said = f"{number:,.0f}" if number >= 100 else f"{number:g}"
            assert said in rendered(told[word]), (word, number)


def test_a_threshold_is_filled_with_its_constant():
    when = dict(labs.find("dcgan").health)["Getting worse"]
    assert isinstance(when, Say) and when.render().startswith("after 25% of the run")
    assert rendered("plain", str.upper) == "PLAIN"


def test_labs_that_share_a_judgement_share_its_words():
    assert labs.find("attention").health == labs.find("seq2seq").health
