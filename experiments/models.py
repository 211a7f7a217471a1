"""The models that are compared: a recurrent net, transformers with parts left out, one with a scratchpad; an adder.

Transformers are pre-norm, width 64, 4 heads, MLP of 4 widths with GELU. Those for words are causal, without positions,
with a learned BOS token: without one, no causal attention can count equal tokens.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS = 64, 4
RECENCY = 8 * 2.0 ** (-8 * torch.arange(1, HEADS + 1) / HEADS)  # ALiBi, 8 times its usual slopes: looks at what is near


class Block(nn.Module):
    """Attention and MLP, each on a norm and added to the stream; ``parts`` says which there are.

    ``parts`` holds "attention", "mlp" and "residual"; taking one out of a trained block is a knock-out.
    """

    def __init__(self, parts: frozenset[str], causal: bool, slopes: Tensor | None = None) -> None:
        super().__init__()
        self.parts, self.causal = set(parts), causal
        self.register_buffer("slopes", slopes)
        if "attention" in parts:
            self.norm_attention = nn.LayerNorm(WIDTH)
            self.into_heads = nn.Linear(WIDTH, 3 * WIDTH)
            self.out_of_heads = nn.Linear(WIDTH, WIDTH)
        if "mlp" in parts:
            self.norm_mlp = nn.LayerNorm(WIDTH)
            self.mlp = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH))

    def forward(self, x: Tensor, past: list[Tensor] | None = None) -> Tensor:
        """``[batch, n, width]``; with ``past``, a list of earlier keys and values that is extended, n is 1."""
        keep = x if "residual" in self.parts else torch.zeros_like(x)
        if "attention" in self.parts:
            x = keep + self.attend(self.norm_attention(x), past)
            keep = x if "residual" in self.parts else torch.zeros_like(x)
        if "mlp" in self.parts:
            x = keep + self.mlp(self.norm_mlp(x))
        return x

    def attend(self, x: Tensor, past: list[Tensor] | None) -> Tensor:
        batch, n, _ = x.shape
        q, k, v = self.into_heads(x).view(batch, n, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        if past is not None:
            past[:] = [torch.cat([old, new], dim=2) for old, new in zip(past, (k, v), strict=True)] if past else [k, v]
            k, v = past
        mask = self.mask(n, k.shape[2], x)
        mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        return self.out_of_heads(mixed.transpose(1, 2).reshape(batch, n, WIDTH))

    def mask(self, n_query: int, n_key: int, like: Tensor) -> Tensor | None:
        """What may be seen, and with ALiBi how much distance costs."""
        if not self.causal:
            return None
        distance = torch.arange(n_key - n_query, n_key)[:, None] - torch.arange(n_key)[None, :]
        hidden = torch.zeros_like(distance, dtype=like.dtype).masked_fill(distance < 0, -torch.inf)
        if self.slopes is None:
            return hidden
        return hidden - self.slopes[:, None, None] * distance.clamp(min=0)


class Model(nn.Module):
    """What a task asks of a model. Most say for every input how likely each answer is, ``[..., answers]``."""

    blocks: nn.ModuleList  # a recurrent net has none

    def taught(self, given: Tensor, answers: Tensor) -> Tensor:
        """The logits of the answers, while the right ones are at hand."""
        return self(given)

    def answer(self, given: Tensor) -> Tensor:
        """The likeliest answers, without help."""
        return self(given).argmax(-1)

    def asked(self, answers: Tensor) -> Tensor:
        """Of a task's answers those that this model is asked for: all, unless it says otherwise."""
        return answers

    def turn_to_task(self) -> None:
        """Called when it was trained on what comes before: new read-outs, frozen parts."""


class Transformer(Model):
    """Reads letters, says the running product at each: ``[batch, n] -> [batch, n, group]``."""

    def __init__(
        self,
        letters: int,
        states: int,
        layers: int,
        parts: str = "attention mlp residual",
        slopes: Tensor | None = None,
    ) -> None:
        super().__init__()
        self.letters = nn.Embedding(letters + 1, WIDTH)  # the last one is BOS
        self.blocks = nn.ModuleList(Block(frozenset(parts.split()), causal=True, slopes=slopes) for _ in range(layers))
        self.norm, self.read = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, states)

    def forward(self, words: Tensor) -> Tensor:
        bos = torch.full_like(words[:, :1], self.letters.num_embeddings - 1)
        x = self.letters(torch.cat([bos, words], dim=1))
        for block in self.blocks:
            x = block(x)
        return self.read(self.norm(x[:, 1:]))


class Elman(Model):
    """h <- tanh(W x + U h + b) (Elman 1990): ``[batch, n] -> [batch, n, group]``."""

    def __init__(self, letters: int, states: int) -> None:
        super().__init__()
        self.letters, self.cell = nn.Embedding(letters, WIDTH), nn.RNN(WIDTH, WIDTH, batch_first=True)
        self.read = nn.Linear(WIDTH, states)

    def forward(self, words: Tensor) -> Tensor:
        return self.read(self.cell(self.letters(words))[0])


class Scratchpad(Model):
    """A transformer that writes each state out as a token and reads it back: x1 s1 x2 s2 ...

    The slopes keep it looking at what was written last.
    """

    def __init__(self, letters: int, states: int, layers: int, slopes: Tensor | None = RECENCY) -> None:
        super().__init__()
        self.states = states
        self.tokens = nn.Embedding(letters + states, WIDTH)
        parts = frozenset(["attention", "mlp", "residual"])
        self.blocks = nn.ModuleList(Block(parts, causal=True, slopes=slopes) for _ in range(layers))
        self.norm, self.read = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, states)

    def forward(self, words: Tensor, states: Tensor) -> Tensor:
        """Teacher forced: the state read off at each letter ``[batch, n, group]``."""
        tokens = torch.stack([words, states + self.tokens.num_embeddings - self.states], dim=2).flatten(1)
        x = self.tokens(tokens)
        for block in self.blocks:
            x = block(x)
        return self.read(self.norm(x[:, ::2]))

    def taught(self, given: Tensor, answers: Tensor) -> Tensor:
        return self(given, answers)

    @torch.no_grad()
    def answer(self, given: Tensor, lie: tuple[int, Tensor] | None = None) -> Tensor:
        """Feed its own states back: ``[batch, n]`` states.

        A ``lie`` is a place and the states ``[batch]`` that are written there instead of its own.
        """
        pasts: list[list[Tensor]] = [[] for _ in self.blocks]
        answers = []
        for t in range(given.shape[1]):
            answer = self.read(self.norm(self._one(given[:, t], pasts))).argmax(-1)
            if lie and lie[0] == t:
                answer = lie[1]
            answers.append(answer)
            self._one(answer + self.tokens.num_embeddings - self.states, pasts)
        return torch.stack(answers, dim=1)

    def _one(self, token: Tensor, pasts: list[list[Tensor]]) -> Tensor:
        x = self.tokens(token)[:, None]
        for block, past in zip(self.blocks, pasts, strict=True):
            x = block(x, past)
        return x[:, 0]


class Hopper(Model):
    """Sees n pairs (i, f(i)) in any order and says f^1..f^hops of each i: ``[batch, n, hops, n]``."""

    def __init__(self, places: int, hops: int, layers: int, parts: str = "attention mlp residual") -> None:
        super().__init__()
        self.hops, self.places = hops, places
        self.source, self.target = nn.Embedding(places, WIDTH), nn.Embedding(places, WIDTH)
        self.blocks = nn.ModuleList(Block(frozenset(parts.split()), causal=False) for _ in range(layers))
        self.norm, self.read = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, hops * places)

    def forward(self, pointers: Tensor) -> Tensor:
        batch, n = pointers.shape
        x = self.source(torch.arange(n)).expand(batch, n, WIDTH) + self.target(pointers)
        for block in self.blocks:
            x = block(x)
        return self.read(self.norm(x)).view(batch, n, self.hops, self.places)


class Adder(Model):
    """One attention layer without MLP says what two numbers make: ``[batch, 2] -> [batch, numbers]``.

    A token is the sum of a value and a place; the second looks at both, and what it reads is mapped to logits. The
    *seeing* makes queries and keys of tokens, the *blind* of places alone; values are of tokens in both, and both have
    the same parameters. There is no norm and no residual, so the blind one's logits are f(a) + g(b).
    """

    def __init__(self, numbers: int, seeing: bool) -> None:
        super().__init__()
        self.seeing = seeing
        self.values, self.places = nn.Embedding(numbers, WIDTH), nn.Embedding(2, WIDTH)
        self.into_queries, self.into_keys, self.into_values = (nn.Linear(WIDTH, WIDTH) for _ in range(3))
        self.out_of_heads, self.read = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, numbers)

    def forward(self, pairs: Tensor) -> Tensor:
        places = self.places.weight.expand(len(pairs), 2, WIDTH)
        tokens = self.values(pairs) + places
        seen = tokens if self.seeing else places
        into = ((self.into_queries, seen[:, 1:]), (self.into_keys, seen), (self.into_values, tokens))
        q, k, v = (make(x).unflatten(2, (HEADS, -1)).transpose(1, 2) for make, x in into)
        mixed = functional.scaled_dot_product_attention(q, k, v)
        return self.read(self.out_of_heads(mixed.flatten(1)))
