"""all-MiniLM-L6-v2 in plain numpy and float32, the reference for the quantised encoder."""

from __future__ import annotations

import json
import math

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from ai_features.gateway.local.convert import Tensors, source_dir
from ai_features.gateway.local.weights import read_safetensors

Array = NDArray[np.float32]
_erf = np.vectorize(math.erf, otypes=[np.float32])


class ReferenceEncoder:
    """BERT as published (Devlin et al. 2019), mean pooling, unit length; one text at a time."""

    def __init__(self) -> None:
        source = source_dir()
        self.tensors: Tensors = read_safetensors(source / "model.safetensors")
        self.config = json.loads((source / "config.json").read_text())
        self.tokenizer = Tokenizer.from_file(str(source / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(256)

    def encode(self, text: str) -> Array:
        ids = self.tokenizer.encode(text).ids
        hidden = self._embeddings(ids)
        for number in range(self.config["num_hidden_layers"]):
            hidden = self._layer(hidden, f"encoder.layer.{number}")
        pooled = hidden.mean(axis=0)
        return np.asarray(pooled / np.linalg.norm(pooled), dtype=np.float32)

    def _embeddings(self, ids: list[int]) -> Array:
        words = self.tensors["embeddings.word_embeddings.weight"][ids]
        places = self.tensors["embeddings.position_embeddings.weight"][: len(ids)]
        kind = self.tensors["embeddings.token_type_embeddings.weight"][0]
        return self._norm(words + places + kind, "embeddings.LayerNorm")

    def _layer(self, hidden: Array, at: str) -> Array:
        attended = self._linear(self._attention(hidden, at), f"{at}.attention.output.dense")
        hidden = self._norm(hidden + attended, f"{at}.attention.output.LayerNorm")
        inner = self._linear(hidden, f"{at}.intermediate.dense")
        inner = inner * 0.5 * (1 + _erf(inner / math.sqrt(2)))
        return self._norm(
            hidden + self._linear(inner, f"{at}.output.dense"), f"{at}.output.LayerNorm"
        )

    def _attention(self, hidden: Array, at: str) -> Array:
        heads = self.config["num_attention_heads"]
        query, key, value = (
            self._linear(hidden, f"{at}.attention.self.{name}")
            .reshape(len(hidden), heads, -1)
            .transpose(1, 0, 2)
            for name in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(query.shape[-1])
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        return np.asarray((weights @ value).transpose(1, 0, 2).reshape(len(hidden), -1))

    def _linear(self, hidden: Array, at: str) -> Array:
        return np.asarray(hidden @ self.tensors[f"{at}.weight"].T + self.tensors[f"{at}.bias"])

    def _norm(self, hidden: Array, at: str) -> Array:
        centred = hidden - hidden.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + self.config["layer_norm_eps"])
        return np.asarray(
            centred / spread * self.tensors[f"{at}.weight"] + self.tensors[f"{at}.bias"]
        )
