using System.Security.Cryptography.X509Certificates;
using System.Text;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Packages;
using MLSecOps.Formats.Verity;
using MLSecOps.TestKit;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Packages;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Tests;

/// <summary>An honest package and the policy that trusts it; tests vary one thing at a time.</summary>
internal sealed class SamplePackage
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static VerificationTime Time { get; } = new(Now, TimeOrigin.Clock);

    public static DeviceContext Device { get; } = new("acme", "rpi5", "0.1.0", new Dictionary<string, ReleaseHistory>())
    {
        Bulletin = new Bulletin(1, Now.AddDays(-1), Now.AddDays(30), [], [], []),
    };

    public static SigningAuthority Root { get; } = SigningAuthority.Create();

    public static SigningAuthority Intermediate { get; } = Root.Intermediate();

    public static X509Certificate2 Publisher { get; } = Intermediate.Issue();

    public static TrustPolicy Policy { get; } = new(new RolePolicy([Root.Anchor]));

    public (string Path, FileRole Role, byte[] Content)[] Files { get; init; } =
        [("model.onnx", FileRole.Model, Bytes(9000)), ("sanity/suite.json", FileRole.Sanity, Encoding.ASCII.GetBytes("{}")), ("empty.bin", FileRole.Data, [])];

    public Func<ModelManifest, ModelManifest> Change { get; init; } = manifest => manifest;

    public ModelManifest Manifest => Change(new ModelManifest(
        "keyword-spotter",
        "1.4.2",
        17,
        ModelFormat.Onnx,
        ["acme"],
        Now.AddDays(-3),
        Now.AddDays(180),
        ["rpi5", "x86-64"],
        "0.1.0",
        [.. Files.Select(file => new ManifestFile(file.Path, file.Role, file.Content.Length, VerityDigester.Measure(new MemoryByteSource(file.Content), ManagedBlockHasher.Instance, null, default)))],
        null));

    public byte[] ManifestBytes => Ok(ManifestWriter.Write(Manifest)).ToArray();

    public static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)((i * 31) ^ (i >> 8)))];

    public static byte[] Sign(byte[] document, X509Certificate2? signer = null) =>
        Ok(DocumentSigner.Sign(document, signer ?? Publisher, Intermediate.Intermediates, Now)).ToArray();

    public byte[] Build()
    {
        byte[] manifest = ManifestBytes;
        return Build(manifest, Sign(manifest));
    }

    /// <summary>Puts a package together from any head; index and payload are those of <paramref name="body"/>, or of the sample itself.</summary>
    public byte[] Build(byte[] manifest, byte[]? signature, ModelManifest? body = null)
    {
        using MemoryStream output = new();
        ModelManifest stated = body ?? Manifest;
        PackagePayload[] payload = [.. Files.Select((file, i) => new PackagePayload(stated.Files[i], new MemoryByteSource(file.Content)))];
        PackageWriter.Write(output, manifest, signature is null ? default(ReadOnlyMemory<byte>?) : signature, payload, ManagedBlockHasher.Instance, default);
        return output.ToArray();
    }

    public static PackageAppraisal Verify(byte[] package, TrustPolicy? policy = null, DeviceContext? device = null, VerificationTime? time = null, IPayloadSink? sink = null) =>
        PackageVerifier.Verify(new MemoryByteSource(package), policy ?? Policy, device ?? Device, time ?? Time, ManagedBlockHasher.Instance, sink, default);

    public static T Ok<T>(Parsed<T> parsed)
        where T : notnull =>
        parsed.Match(value => value, fault => throw new InvalidOperationException($"{fault.Reason} at {fault.Offset}: {fault.Expected} / {fault.Found}"));
}
