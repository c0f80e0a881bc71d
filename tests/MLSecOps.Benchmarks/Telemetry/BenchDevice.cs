using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Appraisal;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Benchmarks.Telemetry;

/// <summary>A device with eight models, all as they should be, and what its hub knows of it.</summary>
internal sealed class BenchDevice : IDisposable
{
    public const int Models = 8;

    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly SigningAuthority _root = SigningAuthority.Create("Bench Hub Root");
    private readonly SigningAuthority _devices;
    private readonly X509Certificate2 _certificate;
    private readonly ECDsa _key;
    private readonly byte[] _nonce = RandomNumberGenerator.GetBytes(Formats.Eat.Challenge.NonceBytes);

    public BenchDevice()
    {
        _devices = _root.Intermediate("Bench Device Authority");
        _certificate = _devices.Issue(Ueid.Hex, new CertificateProfile { Usages = [CertificateProfile.ClientAuth] });
        _key = _certificate.GetECDsaPrivateKey()!;
        Identity = DeviceCertificateVerifier.Verify(_certificate.RawData, [_devices.Certificate.RawData], new RolePolicy([_root.Anchor]), Time).Device!;
    }

    public DeviceIdentity Identity { get; }

    public VerificationTime Time { get; } = VerificationTime.ByClock(Now);

    public EvidenceChallenge Challenge => new(_nonce, Now.AddMinutes(5));

    public ReferenceValues References { get; } = new(
        [.. Enumerable.Range(0, Models).Select(i => new ModelReference(Name(i), [new ReferenceRelease(Release(i), Digest($"model {i}"))], Release(i), 17))]);

    public static AppraisalPolicy Policy { get; } = new("urn:mlsec:policy:bench:1", new EarVerifier("MLSecOps EdgeAgent", "bench"));

    private static Ueid Ueid { get; } = Formats.Eat.Ueid.TryParse("0100112233445566778899aabbccddeeff", out Ueid? ueid) ? ueid : throw new InvalidOperationException();

    /// <summary>Evidence as an agent makes it: claims written, and signed with the key of a file.</summary>
    public ReadOnlyMemory<byte> Attest() => EvidenceSigner
        .Sign(Claims(), _key, [_certificate.RawData, _devices.Certificate.RawData])
        .Match(message => message, fault => throw new InvalidOperationException($"{fault}"));

    public void Dispose()
    {
        Identity.Dispose();
        _key.Dispose();
        _certificate.Dispose();
    }

    private EvidenceClaims Claims() => new(
        _nonce,
        Ueid,
        Now,
        3,
        new byte[16],
        "0.1.0",
        EvidenceMode.Enforce,
        new ChainHead(new ChainEpoch([.. Enumerable.Repeat((byte)0xe0, ChainEpoch.Size)]), 42, Digest("head")),
        Digest("agent"),
        "onnxruntime 1.31.1; worker 0.1.0; CPU; x86-64",
        Digest("configuration"),
        Sha256Digest.Of(_certificate.PublicKey.ExportSubjectPublicKeyInfo()),
        [new CoverageGap("tpm", EvidenceReasons.SoftwareKeys.Code)],
        [],
        [.. Enumerable.Range(0, Models).Select(Model)]);

    private static ModelClaims Model(int i) => new(
        Name(i),
        "1.4.2",
        Release(i),
        new DiskMeasurement(Digest($"model {i}"), Now.AddMinutes(-5)),
        UpdatePhase.Confirmed,
        17,
        [Digest("publisher")],
        [MeasurementResult.Of("inspection", CheckOutcome.NotRun), MeasurementResult.Of("rehearsal@suite-1", CheckOutcome.Passed), MeasurementResult.Of("scrub", CheckOutcome.Passed)]);

    private static string Name(int i) => $"model-{i}";

    private static ReleaseId Release(int i) => new(17, Digest($"manifest {i}"));

    private static Sha256Digest Digest(string text) => Sha256Digest.Of(Encoding.ASCII.GetBytes(text));
}
