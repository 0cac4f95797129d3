"""A Whisper model of a few megabytes, made on the spot from seeded random numbers: it hears gibberish, but by the very
code that real weights run through. Its vocabulary is laid out as that of the multilingual models; its texts are words
that nobody speaks.

Random weights alone would hardly ever end a sentence. A bias makes the end of the text and the times likely enough.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

WIDTH, HEADS, MELS = 16, 2, 80
TEXT_TOKENS, LANGUAGES, TIMES = 50257, 100, 1501
SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "ri",
    "so",
    "tu",
    "va",
    "we",
    "xi",
    "yo",
    "zu",
]


def make(folder: Path, seed: int = 1) -> Path:
    """The folder, with all that faster-whisper reads."""
    from ctranslate2.specs import WhisperSpec
    from faster_whisper.tokenizer import _LANGUAGE_CODES
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    folder.mkdir(parents=True, exist_ok=True)
    languages = [f"<|{code}|>" for code in _LANGUAGE_CODES[:LANGUAGES]]
    special = ["<|endoftext|>", "<|startoftranscript|>", *languages, "<|translate|>", "<|transcribe|>"]
    special += ["<|startoflm|>", "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>"]
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = [f"Ġ{a}{b}{c}{d}" for a in SYLLABLES for b in SYLLABLES for c in SYLLABLES for d in SYLLABLES[:7]]
    text = [*[*letters, *words][: TEXT_TOKENS - 1], ""]  # by the empty token CTranslate2 tells multilingual models
    tokenizer = Tokenizer(models.BPE(vocab={t: n for n, t in enumerate(text)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    stamps = [f"<|{n * 0.02:.2f}|>" for n in range(TIMES)]
    tokenizer.add_special_tokens([AddedToken(t, special=True) for t in (*special, *stamps)])
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": MELS}))

    spec = WhisperSpec(1, HEADS, 1, HEADS)
    spec.register_vocabulary([*text, *special, *stamps])
    size = len(text) + len(special) + len(stamps)
    _fill(spec, np.random.default_rng(seed), size, len(text))
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = [len(text)]
    spec.config.lang_ids = [len(text) + 2 + n for n in range(len(languages))]
    spec.config.alignment_heads = [(0, 0)]
    spec.validate()
    spec.optimize()
    spec.save(str(folder))
    return folder


def _fill(spec, rng: np.random.Generator, size: int, end_of_text: int) -> None:
    def numbers(*shape: int, scale: float = 1.0) -> np.ndarray:
        return (scale * rng.standard_normal(shape) / np.sqrt(shape[-1])).astype(np.float32)

    def linear(layer, rows: int, columns: int) -> None:
        layer.weight, layer.bias = numbers(rows, columns), numbers(rows, scale=0.1)

    def norm(layer) -> None:
        layer.gamma, layer.beta = np.ones(WIDTH, np.float32), np.zeros(WIDTH, np.float32)

    def attention(block, shapes: list[int]) -> None:
        norm(block.layer_norm)
        for layer, rows in zip(block.linear, shapes, strict=True):
            linear(layer, rows, WIDTH)

    def feed(block) -> None:
        norm(block.layer_norm)
        linear(block.linear_0, 4 * WIDTH, WIDTH)
        linear(block.linear_1, WIDTH, 4 * WIDTH)

    spec.encoder.conv1.weight, spec.encoder.conv1.bias = numbers(WIDTH, MELS, 3), numbers(WIDTH)
    spec.encoder.conv2.weight, spec.encoder.conv2.bias = numbers(WIDTH, WIDTH, 3), numbers(WIDTH)
    spec.encoder.position_encodings.encodings = numbers(1500, WIDTH)
    spec.decoder.position_encodings.encodings = numbers(448, WIDTH, scale=4)
    spec.decoder.embeddings.weight = numbers(size, WIDTH, scale=2)
    norm(spec.encoder.layer_norm)
    norm(spec.decoder.layer_norm)
    for layer in spec.encoder.layer:
        attention(layer.self_attention, [3 * WIDTH, WIDTH])
        feed(layer.ffn)
    for layer in spec.decoder.layer:
        attention(layer.self_attention, [3 * WIDTH, WIDTH])
        attention(layer.attention, [WIDTH, 2 * WIDTH, WIDTH])
        layer.attention.linear[-1].weight *= 20  # what is heard matters more than where in the text we are
        feed(layer.ffn)
    spec.decoder.projection.weight = numbers(size, WIDTH, scale=3)
    bias = np.zeros(size, np.float32)
    bias[end_of_text] = 5
    spec.decoder.projection.bias = bias
