using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Appraisal;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Identity;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Tests.Tpm;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.Cli.Tests.Attestation;

/// <summary>A device and a hub with the keys that <c>trust init</c> made: what they would say.</summary>
internal sealed class SampleFleet
{
    public const string Device = "0100112233445566778899aabbccddeeff";

    public static readonly byte[] Nonce = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private static readonly ReleaseId Release = new(17, Digest("manifest"));

    private static readonly AppraisalPolicy Policy = new("urn:mlsec:policy:default:1", new EarVerifier("MLSecOps EdgeAgent", "mlsec-hub"));

    private readonly X509Certificate2 _signer;
    private readonly X509Certificate2 _authority;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _certificate;

    /// <param name="trust">The folder that <c>trust init</c> made.</param>
    public SampleFleet(string trust)
    {
        _signer = X509Certificate2.CreateFromPemFile($"{trust}/hub/signer.pem", $"{trust}/hub/signer.key");
        _authority = X509Certificate2.CreateFromPemFile($"{trust}/hub/device-ca.pem", $"{trust}/hub/device-ca.key");
        Anchors = new RolePolicy([X509CertificateLoader.LoadCertificateFromFile($"{trust}/anchors/hub.pem").RawData]);
        Now = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        _certificate = DeviceCertificateIssuer.Issue(
            _key.ExportSubjectPublicKeyInfo(), Ueid(), _authority, Now.AddMinutes(-10), Now.AddDays(30), RandomNumberGenerator.GetBytes(16));
    }

    /// <summary>When all of it happened; whole seconds.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The hub's anchors.</summary>
    public RolePolicy Anchors { get; }

    /// <summary>What an honest device with one good model claims.</summary>
    public EvidenceClaims Claims => new(
        Nonce,
        Ueid(),
        Now,
        3,
        new byte[16],
        "0.1.0",
        EvidenceMode.Enforce,
        new ChainHead(new ChainEpoch([.. Enumerable.Repeat((byte)0xe0, 16)]), 42, Digest("head")),
        Digest("agent"),
        "onnxruntime 1.31.1; worker 0.1.0; CPU; x86-64",
        Digest("configuration"),
        Sha256Digest.Of(_key.ExportSubjectPublicKeyInfo()),
        [new CoverageGap("tpm", "EVIDENCE_SOFTWARE_KEYS")],
        [],
        [
            new ModelClaims(
                "spotter", "1.4.2", Release, new DiskMeasurement(Digest("model"), Now.AddMinutes(-5)), UpdatePhase.Confirmed, 17, [Digest("publisher")],
                [MeasurementResult.Of("rehearsal@suite-1", CheckOutcome.Passed), MeasurementResult.Of("scrub", CheckOutcome.Passed)]),
        ]);

    /// <summary>The same with other bytes on disk.</summary>
    public EvidenceClaims Tampered => Claims with { Models = [Claims.Models[0] with { Disk = new DiskMeasurement(Digest("other"), Now.AddMinutes(-5)) }] };

    /// <summary>The same with a release that the hub does not know.</summary>
    public EvidenceClaims Unknown => Claims with { Models = [Claims.Models[0] with { Id = Release with { Release = 18 } }] };

    /// <summary>What the hub hands out about it.</summary>
    /// <param name="claims">What the device said; null for <see cref="Claims"/>.</param>
    /// <param name="nonce">What it was asked.</param>
    /// <param name="tpm">The device's TPM; null without one.</param>
    /// <param name="binding">What the hub recorded of it; null for what the TPM is.</param>
    public EvidenceBundle Bundle(EvidenceClaims? claims = null, byte[]? nonce = null, SoftTpm? tpm = null, TpmBinding? binding = null)
    {
        byte[] asked = nonce ?? Nonce;
        EvidenceClaims said = (claims ?? Claims) with { Nonce = asked };
        byte[] evidence = tpm?.Attest(said) ?? Value(EvidenceSigner.Sign(said, _key, [])).ToArray();
        byte[][] certificates = [_certificate, _authority.RawData];
        DeviceCertificateAppraisal judged = DeviceCertificateVerifier.Verify(certificates[0], [certificates[1]], Anchors, new VerificationTime(Now, TimeOrigin.Clock));
        using DeviceIdentity device = judged.Device!;
        Challenge challenge = new(asked, Now.AddSeconds(-2), Now.AddMinutes(15), ChallengeKind.Challenge, Ueid());
        EvidenceVerification verification = EvidenceVerifier.Verify(
            evidence, device, new EvidenceChallenge(asked, challenge.Expires), new VerificationTime(Now, TimeOrigin.Clock), binding ?? tpm?.Binding);
        Ear ear = EvidenceAppraiser.Appraise(
            verification, new ReferenceValues([new ModelReference("spotter", [new ReferenceRelease(Release, Digest("model"))], null, 17)]), Policy, Now.AddSeconds(1));
        return new EvidenceBundle(
            EvidenceBundle.SchemaName, Device, Timestamp.Of(Now), evidence, certificates, Sign(challenge), Value(HubStatements.SignAppraisal(ear, HubKey, [_signer.RawData])).ToArray(),
            tpm is null ? null : new EvidenceTpm(tpm.Encoded, TpmPolicy.DefaultAgentPcr, []));
    }

    /// <summary>The hub's signature over a challenge.</summary>
    public byte[] Sign(Challenge challenge) => HubStatements.SignChallenge(challenge, HubKey, [_signer.RawData]);

    public static byte[] Text(EvidenceBundle bundle) => JsonSerializer.SerializeToUtf8Bytes(bundle, HubJson.Default.EvidenceBundle);

    private ECDsa HubKey => _signer.GetECDsaPrivateKey()!;

    private static Ueid Ueid() => Formats.Eat.Ueid.TryParse(Device, out Ueid? ueid) ? ueid : throw new InvalidOperationException(Device);

    private static Sha256Digest Digest(string text) => Sha256Digest.Of(System.Text.Encoding.ASCII.GetBytes(text));

    private static T Value<T>(Parsed<T> parsed)
        where T : notnull => parsed.Match(value => value, fault => throw new InvalidOperationException($"{fault}"));
}
