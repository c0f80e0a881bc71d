namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>EXT-UNSIGNED: data that could be exchanged behind the signature.</summary>
internal static class ExternalUnsignedModels
{
    internal static IReadOnlyList<HostileModel> All { get; } =
    [
        At("no-file-is-signed", "w.bin", []),
        At("another-file-is-signed", "w.bin", [("v.bin", 64)]),
        At("another-case", "W.bin", [("w.bin", 64)]),
        At("another-folder", "w.bin", [("data/w.bin", 64)]),
        At("same-name-above", "data/w.bin", [("w.bin", 64)]),
        At("space-behind", "w.bin ", [("w.bin", 64)]),
        At("other-form-of-a-letter", "wei\u0308ghts.bin", [("we\u00EFghts.bin", 64)]),
        At("beginning-of-a-name", "w", [("w.bin", 64)]),
    ];

    private static HostileModel At(string name, string location, IReadOnlyList<(string Path, long Length)> signed) =>
        new(name, "EXT-UNSIGNED", () => Carrier.Tensor(OnnxTensor.Outside("w", [4], ("location", location), ("length", "16")))) { Signed = signed };
}
