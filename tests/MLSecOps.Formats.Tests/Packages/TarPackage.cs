using MLSecOps.Core.Bytes;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Packages;
using MLSecOps.Formats.Tar;
using MLSecOps.Formats.Verity;

namespace MLSecOps.Formats.Tests.Packages;

/// <summary>A small package, and the means to put one together member by member in any wrong way.</summary>
internal static class TarPackage
{
    public static (string Path, FileRole Role, byte[] Content)[] Files { get; } =
        [("model.onnx", FileRole.Model, Fill(9000)), ("data/empty", FileRole.Data, []), ("data/small", FileRole.Data, Fill(100))];

    public static ModelManifest Manifest { get; } = new(
        "m",
        "1.0.0",
        1,
        ModelFormat.Onnx,
        [],
        DateTimeOffset.UnixEpoch,
        DateTimeOffset.UnixEpoch.AddDays(1),
        [],
        null,
        [.. Files.Select(file => new ManifestFile(file.Path, file.Role, file.Content.Length, VerityDigester.Measure(new MemoryByteSource(file.Content), ManagedBlockHasher.Instance, null, default)))],
        null);

    public static byte[] ManifestBytes { get; } = ManifestWriter.Write(Manifest).Match(bytes => bytes.ToArray(), fault => throw new InvalidOperationException($"{fault}"));

    public static byte[] Signature { get; } = Fill(700);

    public static byte[] Written()
    {
        using MemoryStream output = new();
        PackagePayload[] payload = [.. Files.Select((file, i) => new PackagePayload(Manifest.Files[i], new MemoryByteSource(file.Content)))];
        PackageWriter.Write(output, ManifestBytes, Signature, payload, ManagedBlockHasher.Instance, default);
        return output.ToArray();
    }

    /// <summary>The members of the honest package, in order.</summary>
    public static List<(string Name, byte[] Content)> Members() =>
    [
        ("manifest.json", ManifestBytes),
        ("manifest.p7s", Signature),
        .. Files.Select(file => ($"index/{file.Path}", Leaves(file.Content))),
        .. Files.Select(file => (file.Path, file.Content)),
    ];

    public static byte[] Join(IEnumerable<(string Name, byte[] Content)> members)
    {
        using MemoryStream output = new();
        foreach ((string name, byte[] content) in members)
        {
            byte[] header = new byte[TarHeader.BlockSize];
            new TarHeader(name, content.Length).Write(header);
            output.Write(header);
            output.Write(content);
            output.Write(new byte[TarHeader.PaddingOf(content.Length)]);
        }

        output.Write(new byte[TarHeader.EndSize]);
        return output.ToArray();
    }

    public static Parsed<PackageLayout> Read(byte[] package)
    {
        MemoryByteSource source = new(package);
        return PackageReader.ReadEnvelope(source).Match(
            envelope => ManifestParser.Parse(envelope.Manifest.Span).Match(manifest => PackageReader.ReadLayout(source, envelope, manifest), fault => fault),
            fault => fault);
    }

    public static byte[] Fill(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 7))];

    private static byte[] Leaves(byte[] content)
    {
        byte[] leaves = new byte[VerityGeometry.LeafBytesOf(content.Length)];
        ManagedBlockHasher.Instance.ReadAndHash(new MemoryByteSource(content), 0, 0, new byte[content.Length], leaves);
        return leaves;
    }
}
