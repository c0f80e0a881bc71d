using System.Security.Cryptography;

namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>ML-BOM: bills of materials of another model than the one beside them.</summary>
internal static class BillModels
{
    private static readonly string Digest = Convert.ToHexStringLower(SHA256.HashData(Carrier.Honest.ToBytes()));

    internal static IReadOnlyList<HostileModel> All { get; } =
    [
        Of("another-digest", Bill(hash: new string('0', 64))),
        Of("another-digest-among-models", Components(Component(hash: new string('1', 64)), Component(hash: new string('2', 64)))),
        Of("another-input-type", Bill(inputs: "uint8 [1,64]")),
        Of("another-input-shape", Bill(inputs: "float32 [1,3,224,224]")),
        Of("another-output-shape", Bill(outputs: "tensor(float)[1,11]")),
        Of("fewer-inputs-than-stated", Bill(inputs: "float32 [1,64]\"},{\"format\":\"float32 [1,64]")),
        Of("another-operator-set", Bill(property: ("opset", "ai.onnx 7"))),
        Of("operator-left-out", Bill(property: ("operator", "ai.onnx:Relu 2"))),
        Of("operator-that-is-not-there", Bill(property: ("operator", "ai.onnx:Conv 12"))),
        Of("fewer-parameters", Bill(property: ("parameters", "17"))),
        Of("external-data-that-is-not-there", Bill(property: ("external", "weights.bin"))),
        Of("another-family", Bill(family: "CNN")) with { Severity = "Warning" },
        new("model-changed-after-its-bill", "ML-BOM", () => Carrier.Documentation("changed")) { Bill = Bill() },
    ];

    private static HostileModel Of(string name, string bill) => new(name, "ML-BOM", () => Carrier.Honest.ToBytes()) { Bill = bill };

    private static string Bill(string? hash = null, string inputs = "float32 [1,64]", string outputs = "float32 [1,10]", (string Name, string Value)? property = null, string? family = null) =>
        Components(Component(hash, inputs, outputs, property, family));

    private static string Components(params string[] components) => $$"""{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"components":[{{string.Join(',', components)}}]}""";

    private static string Component(string? hash = null, string inputs = "float32 [1,64]", string outputs = "float32 [1,10]", (string Name, string Value)? property = null, string? family = null)
    {
        string properties = property is { } stated ? $$""","properties":[{"name":"mlsec:onnx:{{stated.Name}}","value":"{{stated.Value}}"}]""" : "";
        string architecture = family is null ? "" : $"""
            "architectureFamily":"{family}",
            """;
        return $$"""
            {"type":"machine-learning-model","name":"model","hashes":[{"alg":"SHA-256","content":"{{hash ?? Digest}}"}],
            "modelCard":{"modelParameters":{ {{architecture}}"inputs":[{"format":"{{inputs}}"}],"outputs":[{"format":"{{outputs}}"}]} {{properties}} } }
            """;
    }
}
