namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>UNKNOWN-FIELD on the wire: fields that the schema does not have, or not in this form.</summary>
internal static class WireModels
{
    private static readonly byte[] Hidden = new WireWriter().Bytes(100, ForeignFiles.Elf).ToArray();

    internal static IReadOnlyList<HostileModel> All { get; } =
    [
        new("unknown-field-behind-the-model", "UNKNOWN-FIELD", () => Carrier.Behind(Hidden)),
        new("unknown-field-before-the-model", "UNKNOWN-FIELD", () => Carrier.Before(Hidden)),
        new("unknown-field-of-the-highest-number", "UNKNOWN-FIELD", () => Carrier.Behind(new WireWriter().Bytes(536_870_911, [1]).ToArray())),
        new("unknown-field-in-the-graph", "UNKNOWN-FIELD", () => Carrier.Graph(graph => graph with { Extra = Hidden })),
        new("unknown-field-in-a-node", "UNKNOWN-FIELD", () => Carrier.Node(new OnnxNode("Relu", ["x"], ["p"]) { Extra = Hidden })),
        new("unknown-field-in-an-attribute", "UNKNOWN-FIELD", () => Carrier.Node(new OnnxNode("Relu", ["x"], ["p"], OnnxAttribute.Int("a", 1) with { Extra = Hidden }))),
        new("unknown-field-in-a-tensor", "UNKNOWN-FIELD", () => Carrier.Tensor(OnnxTensor.Floats("w", [1], 1) with { Extra = Hidden })),
        new("unknown-field-in-a-value", "UNKNOWN-FIELD", () => Carrier.Graph(graph => graph with { Inputs = [.. graph.Inputs, new OnnxValue("spare", OnnxType.Float, 1) { Extra = Hidden }] })),
        new("unknown-field-in-a-function", "UNKNOWN-FIELD", () => Carrier.Function(new OnnxFunction("local", "F", ["a"], ["b"], new OnnxNode("Neg", ["a"], ["b"])) { Extra = Hidden }, graph => graph.Float(1))),
        new("unknown-field-in-a-metadata-entry", "UNKNOWN-FIELD", () => Carrier.Behind(new WireWriter().Bytes(14, [.. new WireWriter().Text(1, "k").Text(2, "v").ToArray(), .. Hidden]).ToArray())),
        new("unknown-field-in-training", "UNKNOWN-FIELD", () => (Carrier.Honest with { Training = [new OnnxTraining(null, null) { Extra = Hidden }] }).ToBytes()),
        new("unknown-group", "UNKNOWN-FIELD", () => Carrier.Behind([0xA3, 6, .. Hidden, 0xA4, 6])),
        new("retired-field-of-an-operator-set", "UNKNOWN-FIELD", () => Carrier.Behind(new WireWriter().Bytes(8, [.. new WireWriter().Text(1, "x").Number(2, 1).Text(3, "y").ToArray()]).ToArray())),
        new("newer-version-with-unknown-fields", "UNKNOWN-FIELD", () => (Carrier.Honest with { IrVersion = 14, Extra = Hidden }).ToBytes()) { Severity = "Warning" },
        new("operator-as-a-number", "UNKNOWN-FIELD", () => Carrier.Node(new OnnxNode("Relu", ["x"], ["p"]) { Extra = new WireWriter().Number(4, 7).ToArray() })),
        new("raw-data-as-a-group", "UNKNOWN-FIELD", () => Carrier.Tensor(OnnxTensor.Floats("w", [1], 1) with { Extra = [0x4B, .. Hidden, 0x4C] })),
        new("graph-as-a-fixed-number", "UNKNOWN-FIELD", () => Carrier.Behind([0x3D, 1, 2, 3, 4])),
        new("dimensions-as-fixed-numbers", "UNKNOWN-FIELD", () => Carrier.Tensor(OnnxTensor.Floats("w", [1], 1) with { Extra = [0x0D, 1, 0, 0, 0] })),
        new("data-location-that-does-not-exist", "UNKNOWN-FIELD", () => Carrier.Tensor(OnnxTensor.Floats("w", [1], 1) with { Location = 7 })),
        new("attribute-type-that-does-not-exist", "UNKNOWN-FIELD", () => Carrier.Node(new OnnxNode("Relu", ["x"], ["p"], new OnnxAttribute("a", 99, writer => writer.Number(3, 1))))),
        new("numbers-longer-than-needed", "UNKNOWN-FIELD", () => Carrier.With(graph => graph.Float(1)).ToBytes(WireStyle.Padded)) { Severity = "Warning" },
        new("one-tag-longer-than-needed", "UNKNOWN-FIELD", () => Carrier.Behind([0xB2, 0x80, 0x00, 1, (byte)'d'])) { Severity = "Warning" },
        new("many-unknown-fields", "UNKNOWN-FIELD", () => Carrier.Behind([.. Enumerable.Range(0, 200).SelectMany(_ => new WireWriter().Number(99, 1).ToArray())])),
    ];
}
