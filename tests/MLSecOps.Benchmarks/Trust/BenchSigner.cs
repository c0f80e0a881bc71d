using System.Security.Cryptography.X509Certificates;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Packages;
using MLSecOps.Formats.Verity;
using MLSecOps.Linux.Digests;
using MLSecOps.TestKit;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Packages;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Benchmarks.Trust;

/// <summary>A publisher below an intermediate below the anchor, all P-256, as <c>mlsec trust init</c> makes them; packages signed by it, and the judgement of a device that trusts it.</summary>
internal sealed class BenchSigner
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly SigningAuthority _intermediate;
    private readonly X509Certificate2 _publisher;

    public BenchSigner()
    {
        SigningAuthority root = SigningAuthority.Create();
        _intermediate = root.Intermediate();
        _publisher = _intermediate.Issue();
        Policy = new TrustPolicy(new RolePolicy([root.Anchor]));
        AnchorPem = SigningAuthority.CertificatePem(root.Certificate);
    }

    public TrustPolicy Policy { get; }

    public string AnchorPem { get; }

    public VerificationTime Time { get; } = new(Now, TimeOrigin.Clock);

    /// <summary>Writes a signed package.</summary>
    public void Write(Stream output, IReadOnlyList<(string Path, IByteSource Content)> files)
    {
        ParallelBlockHasher hasher = new();
        PackagePayload[] payload =
        [
            .. files.Select((file, i) => new PackagePayload(
                new ManifestFile(file.Path, i == 0 ? FileRole.Model : FileRole.Data, file.Content.Length, VerityDigester.Measure(file.Content, hasher, null, CancellationToken.None)),
                file.Content)),
        ];
        ModelManifest manifest = new("bench", "1.0.0", 1, ModelFormat.Opaque, [], Now.AddDays(-1), Now.AddDays(30), [], null, [.. payload.Select(entry => entry.File)], null);
        byte[] document = Ok(ManifestWriter.Write(manifest)).ToArray();
        PackageWriter.Write(output, document, Ok(DocumentSigner.Sign(document, _publisher, _intermediate.Intermediates, Now)), payload, hasher, CancellationToken.None);
    }

    /// <summary>Judges a package with a device's checks.</summary>
    public PackageAppraisal Verify(IByteSource package, IBlockHasher hasher) => PackageVerifier.Verify(
        package, Policy, new DeviceContext("bench", "x86-64", "1.0.0", new Dictionary<string, ReleaseHistory>()), Time, hasher, null, CancellationToken.None);

    private static T Ok<T>(Parsed<T> parsed)
        where T : notnull =>
        parsed.Match(value => value, fault => throw new InvalidOperationException($"{fault.Reason} at {fault.Offset}"));
}
