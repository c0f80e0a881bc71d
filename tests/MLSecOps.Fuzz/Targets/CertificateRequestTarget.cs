using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using MLSecOps.Formats.Tests.Eat;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Identity;

namespace MLSecOps.Fuzz.Targets;

/// <summary>PKCS#10 at the hub's EST endpoint. An accepted key is P-256, stands in the input, and is the one that the request is signed with.</summary>
internal sealed class CertificateRequestTarget : FuzzTarget
{
    public override string Name => "certificate-request";

    public override IGrammar Grammar { get; } = new DerGrammar();

    public override int Mutations => 4_000;

    public override int BytesAlways => 256 << 10;

    public override Reading Read(ReadOnlyMemory<byte> input) => Reading.Of(DeviceCertificateIssuer.ReadRequest(input, SampleEvidence.Ueid()), key => Check(input, key));

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ECDsa large = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        yield return ("valid-named", new CertificateRequest($"CN={SampleEvidence.Device}", key, HashAlgorithmName.SHA256).CreateSigningRequest());
        CertificateRequest extended = new("", key, HashAlgorithmName.SHA256);
        extended.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        yield return ("valid-extended", extended.CreateSigningRequest());
        yield return ("other-name", new CertificateRequest("CN=other", key, HashAlgorithmName.SHA256).CreateSigningRequest());
        yield return ("p384", new CertificateRequest("", large, HashAlgorithmName.SHA256).CreateSigningRequest());
    }

    private static void Check(ReadOnlyMemory<byte> input, ReadOnlyMemory<byte> key)
    {
        BrokenInvariantException.Unless(input.Length <= DeviceCertificateIssuer.RequestBytes && input.Span.IndexOf(key.Span) >= 0, "the key stands in the input");
        BrokenInvariantException.Unless(SignerKey.Read(key, out _, out _) is { Name: "P-256" }, "a P-256 key");
        CertificateRequest request = CertificateRequest.LoadSigningRequest(input.Span, HashAlgorithmName.SHA256, out int used, CertificateRequestLoadOptions.SkipSignatureValidation);
        BrokenInvariantException.Unless(used == input.Length, "nothing after the request");
        BrokenInvariantException.UnlessSame(request.PublicKey.ExportSubjectPublicKeyInfo(), key.Span, "the key of the request, as the platform reads it");
    }
}
