using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;

using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;
using MLSecOps.Fuzz.Seeds;
using MLSecOps.Trust.Identity;

namespace MLSecOps.Fuzz.Targets;

/// <summary>What an EST server answers with. Accepted certificates stand in the input, at most eight, and are those that the platform finds, where it accepts too.</summary>
internal sealed class CertificatesOnlyTarget : FuzzTarget
{
    private const int MostCertificates = 8;

    public override string Name => "certificates-only";

    public override IGrammar Grammar { get; } = new DerGrammar();

    public override Reading Read(ReadOnlyMemory<byte> input) => Reading.Of(CertificatesOnly.Decode(input), certificates => Check(input, certificates));

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        yield return ("valid-one", CertificatesOnly.Encode([ThrowAwayKeys.Publisher.RawData]));
        yield return ("valid-three", CertificatesOnly.Encode([ThrowAwayKeys.Publisher.RawData, ThrowAwayKeys.Root.Anchor, ThrowAwayKeys.Second.RawData]));
        yield return ("none", CertificatesOnly.Encode([]));
    }

    private static void Check(ReadOnlyMemory<byte> input, IReadOnlyList<ReadOnlyMemory<byte>> certificates)
    {
        BrokenInvariantException.Unless(input.Length <= CertificatesOnly.MostBytes && certificates.Count is >= 1 and <= MostCertificates, "limits");
        BrokenInvariantException.Unless(certificates.All(certificate => input.Span.IndexOf(certificate.Span) >= 0), "each certificate stands in the input");
        try
        {
            SignedCms other = new();
            other.Decode(input.Span);
            BrokenInvariantException.Unless(other.Certificates.Count == certificates.Count, $"as many certificates as the platform finds: {other.Certificates.Count}");
        }
        catch (CryptographicException)
        {
            // The platform refuses it.
        }
    }
}
