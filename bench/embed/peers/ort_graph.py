"""The model as an ONNX graph of ONNX Runtime's fused operators (embedding + layer norm, attention,
bias + GELU, skip + layer norm): what its transformer optimizer makes of the exported model, written
from the model folder's own weights.

Two forms: `packed` holds the projections of queries, keys and values inside the Attention operator
(quantized it becomes QAttention), `split` as products of their own before MultiHeadAttention.
"""

import json
import pathlib

import numpy as np
from common import read_safetensors
from onnx import TensorProto, helper, numpy_helper

FUSED = "com.microsoft"


class Graph:
    """Collects nodes and weights; every method returns the name of what it made."""

    def __init__(self, tensors, config, form):
        self.tensors, self.config, self.form = tensors, config, form
        self.nodes, self.weights = [], []

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

    def attention(self, x, at):
        names = [at + f"attention.self.{name}" for name in ("query", "key", "value")]
        biases = np.concatenate([self.tensors[name + ".bias"] for name in names])
        heads = self.config["num_attention_heads"]
        if self.form == "packed":
            weights = np.concatenate([self.tensors[n + ".weight"].T for n in names], axis=1)
            inputs = [x, self.weight(at + "qkv.weight", weights)]
            inputs += [self.weight(at + "qkv.bias", biases), "mask"]
            return self.node("Attention", inputs, [at + "context"], num_heads=heads)
        inputs = [self.dense(x, name) for name in names]
        inputs += [self.weight(at + "qkv.bias", biases), "mask"]
        return self.node("MultiHeadAttention", inputs, [at + "context"], num_heads=heads)

    def layer(self, x, i):
        at = f"encoder.layer.{i}."
        context = self.attention(x, at)
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


def graph_of(folder, form):
    folder = pathlib.Path(folder)
    config = json.loads((folder / "config.json").read_text())
    return Graph(read_safetensors(folder / "model.safetensors"), config, form).model()
