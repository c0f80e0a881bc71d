namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>A model whose external data is no file of its own: made in a folder, since only the disk knows.</summary>
/// <param name="Name">What is done, short and unique.</param>
/// <param name="Location">Where the model says that its data is.</param>
/// <param name="Prepare">Puts there what the attacker puts there: gets the model's folder and a file outside of it.</param>
public sealed record LinkedModel(string Name, string Location, Action<string, string> Prepare)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<LinkedModel> All { get; } =
    [
        new("link-to-a-file-outside", "w.bin", (folder, outside) => File.CreateSymbolicLink(Path.Combine(folder, "w.bin"), outside)),
        new("link-to-a-file-inside", "w.bin", (folder, _) =>
        {
            File.WriteAllBytes(Path.Combine(folder, "v.bin"), new byte[64]);
            File.CreateSymbolicLink(Path.Combine(folder, "w.bin"), "v.bin");
        }),
        new("link-to-a-link", "w.bin", (folder, outside) =>
        {
            File.CreateSymbolicLink(Path.Combine(folder, "v.bin"), outside);
            File.CreateSymbolicLink(Path.Combine(folder, "w.bin"), "v.bin");
        }),
        new("link-to-itself", "w.bin", (folder, _) => File.CreateSymbolicLink(Path.Combine(folder, "w.bin"), "w.bin")),
        new("link-to-nothing", "w.bin", (folder, _) => File.CreateSymbolicLink(Path.Combine(folder, "w.bin"), "not-there-yet.bin")),
        new("link-to-a-device", "w.bin", (folder, _) => File.CreateSymbolicLink(Path.Combine(folder, "w.bin"), "/dev/zero")),
        new("link-on-the-way", "data/w.bin", (folder, outside) => Directory.CreateSymbolicLink(Path.Combine(folder, "data"), Path.GetDirectoryName(outside)!)),
        new("folder-as-a-file", "w.bin", (folder, _) => Directory.CreateDirectory(Path.Combine(folder, "w.bin"))),
    ];

    /// <summary>The model's bytes.</summary>
    public byte[] Build() => Carrier.Tensor(OnnxTensor.Outside("w", [4], ("location", Location), ("length", "16")));
}
