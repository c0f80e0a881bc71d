using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Packages;
using MLSecOps.EdgeAgent.Evidence;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Appraisal;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.EdgeAgent.Tests.Evidence;

/// <summary>A hub's device authority with one enrolled device, and the hub's own verifier and appraiser.</summary>
internal sealed class EvidenceFleet : IDisposable
{
    public static readonly byte[] Nonce = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    public static readonly ChainHead Head = new(new ChainEpoch([.. Enumerable.Repeat((byte)9, 16)]), 3, Sha256Digest.Of([1]));

    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly SigningAuthority _hub = SigningAuthority.Create("Hub");
    private readonly SigningAuthority _devices;
    private readonly X509Certificate2 _certificate;
    private readonly ECDsa _key;

    public EvidenceFleet()
    {
        _devices = _hub.Intermediate("Devices");
        Ueid ueid = Ueid.ForDevice(RandomNumberGenerator.GetBytes(16));
        _certificate = _devices.Issue(ueid.Hex, new CertificateProfile { Usages = [ClientAuthentication] });
        _key = _certificate.GetECDsaPrivateKey()!;
        Identity = new EvidenceIdentity(ueid, _key, [_certificate.RawData, _devices.Certificate.RawData]);
    }

    public EvidenceIdentity Identity { get; }

    public EvidenceMaker Maker(Func<EvidenceState> state, TimeProvider? time = null) =>
        new(Identity, new BootCounter(1, new byte[16]), state, time ?? TimeProvider.System);

    /// <summary>What the hub makes of the device's evidence; it must verify.</summary>
    public EarSubmodule Appraise(TestDevice device, string model = "vision") => Assert.Single(Judge(device, model).Models);

    /// <summary>The whole appraisal.</summary>
    public Ear Judge(TestDevice device, string model = "vision")
    {
        VerificationTime now = VerificationTime.ByClock(DateTimeOffset.UtcNow);
        ReadOnlyMemory<byte> message = Maker(device.Evidence).Make(Nonce, Head).Match(signed => signed, fault => throw new InvalidOperationException($"{fault}"));
        DeviceCertificateAppraisal certificate = DeviceCertificateVerifier.Verify(_certificate.RawData, [_devices.Certificate.RawData], new RolePolicy([_hub.Anchor]), now);
        using DeviceIdentity identity = certificate.Device!;
        EvidenceVerification verified = EvidenceVerifier.Verify(message, identity, new EvidenceChallenge(Nonce, now.Instant.AddSeconds(30)), now);
        Assert.IsType<Core.Findings.TrustVerdict.Trusted>(verified.Verdict);
        Assert.Equal(Head, verified.Claims!.Chain);
        ModelReference reference = new(model, [new ReferenceRelease(device.Slot(model).Current!.Id, SignedDigest(device, model))], null, 0);
        return EvidenceAppraiser.Appraise(
            verified, new ReferenceValues([reference]), new AppraisalPolicy("urn:mlsec:policy:test:1", new EarVerifier("mlsec", "test")), now.Instant);
    }

    /// <summary>What the hub's verifier says of a message that answers <see cref="Nonce"/>, where it knows a TPM for the device.</summary>
    public EvidenceVerification Verify(byte[] message, TpmBinding tpm)
    {
        VerificationTime now = VerificationTime.ByClock(DateTimeOffset.UtcNow);
        using DeviceIdentity identity = DeviceCertificateVerifier.Verify(_certificate.RawData, [_devices.Certificate.RawData], new RolePolicy([_hub.Anchor]), now).Device!;
        return EvidenceVerifier.Verify(message, identity, new EvidenceChallenge(Nonce, now.Instant.AddSeconds(30)), now, tpm);
    }

    /// <summary>The digest of the model's file in the signed manifest.</summary>
    public static Sha256Digest SignedDigest(TestDevice device, string model = "vision")
    {
        byte[] document = File.ReadAllBytes(Path.Combine(device.Layout.Release(model, device.Slot(model).Current!.Id), StoreLayout.ManifestFile));
        Assert.True(ManifestParser.Parse(document).TryGet(out ModelManifest? manifest, out _));
        return manifest.Files.Single().FsVerity;
    }

    public void Dispose()
    {
        _key.Dispose();
        _certificate.Dispose();
    }
}
