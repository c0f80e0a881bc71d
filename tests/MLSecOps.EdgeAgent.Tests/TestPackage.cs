using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Oms;
using MLSecOps.Formats.Packages;
using MLSecOps.Formats.Verity;
using MLSecOps.TestKit;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Oms;

namespace MLSecOps.EdgeAgent.Tests;

/// <summary>Makes real, signed packages with small payloads.</summary>
internal sealed record TestPackage
{
    public string Model { get; init; } = "vision";

    public long Release { get; init; } = 1;

    public string Content { get; init; } = "weights";

    public IReadOnlyList<string> Audience { get; init; } = [];

    public IReadOnlyList<string> Hardware { get; init; } = [];

    public DateTimeOffset Expires { get; init; } = new(2029, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public ModelFormat Format { get; init; } = ModelFormat.Onnx;

    /// <summary>Signed by an OMS bundle alone instead of a CMS: over the manifest, or over the model alone.</summary>
    public string? Bundled { get; init; }

    /// <summary>Files beside the model: path, role, content.</summary>
    public IReadOnlyList<(string Path, FileRole Role, byte[] Content)> More { get; init; } = [];

    /// <summary>The content of <c>model.onnx</c>.</summary>
    public byte[] ModelBytes => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Content + " ", 2000)));

    public byte[] Bytes(SigningAuthority authority)
    {
        // Larger than one block, so that a changed byte in the second one is found too.
        byte[] model = ModelBytes;
        ManagedBlockHasher hasher = new();
        List<PackagePayload> payload = [];
        foreach ((string path, FileRole role, byte[] content) in new[] { ("model.onnx", FileRole.Model, model) }.Concat(More))
        {
            MemoryByteSource source = new(content);
            payload.Add(new PackagePayload(new ManifestFile(path, role, content.Length, VerityDigester.Measure(source, hasher, null, default)), source));
        }

        ModelManifest manifest = new(
            Model, $"1.0.{Release}", Release, Format, Audience, new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero), Expires, Hardware, null, [.. payload.Select(file => file.File)], null);
        Assert.True(ManifestWriter.Write(manifest).TryGet(out ReadOnlyMemory<byte> document, out _));
        using X509Certificate2 signer = authority.Issue();
        Assert.True(DocumentSigner.Sign(document.Span, signer, authority.Intermediates, new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero)).TryGet(out ReadOnlyMemory<byte> signature, out _));
        using MemoryStream output = new();
        PackageWriter.Write(output, document, Bundled is null ? signature : default(ReadOnlyMemory<byte>?), payload, hasher, default);
        return Bundled is null ? output.ToArray() : WithBundle(output.ToArray(), Bundled, Bundled == "manifest.json" ? document.Span : model, signer);
    }

    private static byte[] WithBundle(byte[] package, string name, ReadOnlySpan<byte> content, X509Certificate2 signer)
    {
        OmsStatement statement = new("model", "sha256", null, false, [], [new OmsResource(name, 0, null, Convert.ToHexStringLower(SHA256.HashData(content)))]);
        Assert.True(OmsSigner.Sign(statement, signer.GetECDsaPrivateKey()!, [signer]).TryGet(out ReadOnlyMemory<byte> bundle, out _));
        MemoryByteSource source = new(package);
        Assert.True(PackageReader.ReadEnvelope(source).TryGet(out PackageEnvelope? envelope, out _));
        using MemoryStream output = new();
        PackageWriter.WriteBundled(output, source, envelope, bundle, default);
        return output.ToArray();
    }
}
