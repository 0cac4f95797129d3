"""Sound that is speech to a detector of speech, and to nobody else: a buzz through the formants of changing vowels."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np

RATE = 16000
VOWELS = [(730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480), (570, 840, 2410)]
"""The first three formants of a, i, u, e and o, in Hz."""


def babble(seconds: float, seed: int) -> np.ndarray:
    """Syllables of a quarter of a second each, between -1 and 1. With seeds 2, 4, 6 and 9 it never sounds like a pause."""
    rng = np.random.default_rng(seed)
    out: list[np.ndarray] = []
    while sum(map(len, out)) < seconds * RATE:
        count = int(rng.uniform(0.15, 0.3) * RATE)
        pitch = rng.uniform(100, 180) * np.linspace(1.05, 0.95, count)
        phase = np.cumsum(pitch) / RATE
        time = phase % 1 / pitch  # seconds since the last pulse of the glottis
        formants = VOWELS[rng.integers(len(VOWELS))]
        voice = sum(
            np.exp(-np.pi * 90 * time) * np.sin(2 * np.pi * f * time) / n for n, f in enumerate(formants, start=1)
        )
        breath = 0.02 * rng.standard_normal(count)
        out.append((0.3 * voice + breath) * np.hanning(count) ** 0.5)
    return np.concatenate(out)[: int(seconds * RATE)]


def silence(seconds: float) -> np.ndarray:
    return np.zeros(int(seconds * RATE))


def recording(path: Path, sounds: Sequence[np.ndarray]) -> Path:
    """A WAV file of 16 bits and one channel."""
    samples = (np.concatenate(sounds) * 32767).clip(-32768, 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return path
