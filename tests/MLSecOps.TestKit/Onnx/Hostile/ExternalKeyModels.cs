namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>EXT-KEYS: descriptions of external data that no writer makes.</summary>
internal static class ExternalKeyModels
{
    internal static IReadOnlyList<HostileModel> All { get; } =
    [
        With("attribute-of-the-reader", [4], ("location", "w.bin"), ("__class__", "os.system")),
        With("upper-case-key", [4], ("location", "w.bin"), ("Offset", "4096")),
        With("key-with-space", [4], ("location", "w.bin"), ("length ", "16")),
        With("empty-key", [4], ("location", "w.bin"), ("", "x")),
        With("no-location", [4], ("offset", "0"), ("length", "16")),
        With("empty-location", [4], ("location", ""), ("length", "16")),
        With("two-locations", [4], ("location", "w.bin"), ("location", "v.bin")),
        With("two-lengths", [4], ("location", "w.bin"), ("length", "16"), ("length", "16")),
        With("negative-offset", [4], ("location", "w.bin"), ("offset", "-4096"), ("length", "16")),
        With("negative-length", [4], ("location", "w.bin"), ("length", "-1")),
        With("hexadecimal", [4], ("location", "w.bin"), ("offset", "0x1000")),
        With("exponent", [4], ("location", "w.bin"), ("offset", "1e18")),
        With("space-before-number", [4], ("location", "w.bin"), ("offset", " 16")),
        With("digits-of-another-script", [4], ("location", "w.bin"), ("offset", "\u0661\u0662")),
        With("number-beyond-64-bits", [4], ("location", "w.bin"), ("offset", "18446744073709551616")),
        With("sum-overflows", [4], ("location", "w.bin"), ("offset", "9223372036854775807"), ("length", "16")),
        With("shape-overflows-behind-offset", [4], ("location", "w.bin"), ("offset", "9223372036854775800")),
        With("checksum-is-a-blob", [4], ("location", "w.bin"), ("checksum", Convert.ToBase64String(ForeignFiles.Elf))),
        With("own-file", [4], ("location", "model.onnx"), ("length", "16")),
        With("another-models-file", [4], ("location", "other.onnx"), ("length", "16")) with { Severity = "Warning" },
        With("beyond-the-file", [4], ("location", "w.bin"), ("offset", "90"), ("length", "16")) with { Signed = [("w.bin", 100)] },
        With("length-not-stated-beyond-the-file", [64], ("location", "w.bin")) with { Signed = [("w.bin", 100)] },
        With("offset-beyond-the-file", [4], ("location", "w.bin"), ("offset", "101")) with { Signed = [("w.bin", 100)] },
        new("overlapping-ranges", "EXT-KEYS", () => Carrier.Nodes(graph =>
        {
            graph.Constant(OnnxTensor.Outside("a", [64], ("location", "w.bin"), ("offset", "0"), ("length", "256")));
            graph.Constant(OnnxTensor.Outside("b", [64], ("location", "w.bin"), ("offset", "128"), ("length", "256")));
        })) { Severity = "Warning" },
        new("range-inside-another", "EXT-KEYS", () => Carrier.Nodes(graph =>
        {
            graph.Constant(OnnxTensor.Outside("a", [64], ("location", "w.bin")));
            graph.Constant(OnnxTensor.Outside("b", [4], ("location", "w.bin"), ("offset", "32")));
        })) { Severity = "Warning" },
        new("texts-outside", "EXT-KEYS", () => Carrier.Tensor(new OnnxTensor("t", OnnxType.Text, 4) { External = [("location", "w.bin"), ("length", "64")], Location = 1 })),
    ];

    private static HostileModel With(string name, long[] dims, params (string Key, string Value)[] entries) => new(name, "EXT-KEYS", () => Carrier.Tensor(OnnxTensor.Outside("w", dims, entries)));
}
