"""The peer of bench_embed: ONNX Runtime f32 at its best settings, driven line by line.

The graph is built from the model folder's own weights with ONNX Runtime's fused operators
(embedding + layer norm, attention, bias + GELU, skip + layer norm): what its transformer optimizer
makes of the exported model, without needing torch. Texts are sorted by length and padded batch by
batch.

    python peer_onnxruntime.py MODEL_FOLDER TEXTS THREADS BATCH OUT.npy

Reads commands on standard input: `run` encodes all texts and answers with one line, the seconds it
took; the first run writes the vectors. End of input ends it.
"""

import json
import pathlib
import sys
import time

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

FUSED = "com.microsoft"


def read_safetensors(path):
    raw = path.read_bytes()
    size = int.from_bytes(raw[:8], "little")
    tensors = {}
    for name, entry in json.loads(raw[8 : 8 + size]).items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            begin, end = (8 + size + offset for offset in entry["data_offsets"])
            tensors[name] = np.frombuffer(raw[begin:end], np.float32).reshape(entry["shape"])
    return tensors


class Graph:
    """Collects nodes and weights; every method returns the name of what it made."""

    def __init__(self, tensors, config):
        self.tensors, self.config, self.nodes, self.weights = tensors, config, [], []

    def weight(self, name, array):
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def tensor(self, name):
        return self.weight(name, self.tensors[name])

    def node(self, kind, inputs, outputs, domain=FUSED, **attributes):
        self.nodes.append(helper.make_node(kind, inputs, outputs, domain=domain, **attributes))
        return outputs[0]

    def dense(self, x, name):
        weight = self.weight(name + ".weight.T", self.tensors[name + ".weight"].T)
        return self.node("MatMul", [x, weight], [name + ".product"], domain="")

    def skip_norm(self, x, skip, dense, norm):
        inputs = [x, skip, self.tensor(norm + ".weight"), self.tensor(norm + ".bias")]
        inputs.append(self.tensor(dense + ".bias"))
        epsilon = self.config["layer_norm_eps"]
        return self.node("SkipLayerNormalization", inputs, [norm + ".out"], epsilon=epsilon)

    def embeddings(self):
        at = "embeddings."
        names = ["word_embeddings", "position_embeddings", "token_type_embeddings"]
        tables = [self.tensor(f"{at}{name}.weight") for name in names]
        norm = [self.tensor(at + "LayerNorm.weight"), self.tensor(at + "LayerNorm.bias")]
        inputs = ["ids", "types", *tables, *norm]
        epsilon = self.config["layer_norm_eps"]
        outputs = ["embedded", "ignored"]
        return self.node("EmbedLayerNormalization", inputs, outputs, epsilon=epsilon)

    def layer(self, x, i):
        at = f"encoder.layer.{i}."
        parts = [at + f"attention.self.{name}" for name in ("query", "key", "value")]
        weight = np.concatenate([self.tensors[p + ".weight"].T for p in parts], axis=1)
        bias = np.concatenate([self.tensors[p + ".bias"] for p in parts])
        qkv = [self.weight(at + "qkv.weight", weight), self.weight(at + "qkv.bias", bias)]
        heads = self.config["num_attention_heads"]
        context = self.node("Attention", [x, *qkv, "mask"], [at + "context"], num_heads=heads)
        dense = at + "attention.output.dense"
        x = self.skip_norm(self.dense(context, dense), x, dense, at + "attention.output.LayerNorm")
        inner = self.dense(x, at + "intermediate.dense")
        bias = self.tensor(at + "intermediate.dense.bias")
        inner = self.node("BiasGelu", [inner, bias], [at + "gelu"])
        dense = at + "output.dense"
        return self.skip_norm(self.dense(inner, dense), x, dense, at + "output.LayerNorm")

    def model(self):
        x = self.embeddings()
        for i in range(self.config["num_hidden_layers"]):
            x = self.layer(x, i)
        shape = ["batch", "length"]
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT32, shape)
            for name in ("ids", "types", "mask")
        ]
        hidden = self.config["hidden_size"]
        output = helper.make_tensor_value_info(x, TensorProto.FLOAT, [*shape, hidden])
        graph = helper.make_graph(self.nodes, "bert", inputs, [output], self.weights)
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def open_session(folder, threads):
    config = json.loads((folder / "config.json").read_text())
    graph = Graph(read_safetensors(folder / "model.safetensors"), config)
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    model = graph.model().SerializeToString()
    return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def open_tokenizer(folder):
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    limits = json.loads((folder / "sentence_bert_config.json").read_text())
    tokenizer.enable_truncation(limits["max_seq_length"])
    return tokenizer


def encode(session, tokenizer, texts, batch_size):
    ids = [encoding.ids for encoding in tokenizer.encode_batch(texts)]
    order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
    vectors = None
    for first in range(0, len(order), batch_size):
        members = order[first : first + batch_size]
        longest = max(len(ids[i]) for i in members)
        tokens = np.zeros((len(members), longest), np.int32)
        mask = np.zeros_like(tokens)
        for row, i in enumerate(members):
            tokens[row, : len(ids[i])] = ids[i]
            mask[row, : len(ids[i])] = 1
        feed = {"ids": tokens, "types": np.zeros_like(tokens), "mask": mask}
        hidden = session.run(None, feed)[0]
        sums = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        sums /= np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
        if vectors is None:
            vectors = np.empty((len(texts), hidden.shape[2]), np.float32)
        vectors[members] = sums
    return vectors


def main(folder, texts_path, threads, batch_size, out):
    texts = pathlib.Path(texts_path).read_text(encoding="utf-8").split("\n")[:-1]
    session = open_session(pathlib.Path(folder), int(threads))
    tokenizer = open_tokenizer(pathlib.Path(folder))
    print(f"onnxruntime {ort.__version__}", flush=True)
    written = False
    for _ in sys.stdin:
        start = time.perf_counter()
        vectors = encode(session, tokenizer, texts, int(batch_size))
        seconds = time.perf_counter() - start
        if not written:
            np.save(out, vectors)
            written = True
        print(f"{seconds:.6f}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
