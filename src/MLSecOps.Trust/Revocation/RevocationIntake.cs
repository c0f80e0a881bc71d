using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.TrustUpdates;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.State;

namespace MLSecOps.Trust.Revocation;

/// <summary>Takes note of revocation lists that came to a machine, before anything is judged by them: their numbers never go back, and their dates prove that time has passed.</summary>
/// <remarks>Only lists that an anchor itself signed can be judged here; those of authorities below one are judged when a path to a signer shows their key.</remarks>
public static class RevocationIntake
{
    /// <summary>Judges one list.</summary>
    /// <param name="list">A CertificateList in DER; untrusted.</param>
    /// <param name="anchors">Every anchor of every role, DER.</param>
    /// <param name="state">What is known.</param>
    /// <param name="time">When: only a list that is issued counts.</param>
    /// <returns>The state after it; why the list was refused, or null. A list of an authority that is no anchor changes nothing.</returns>
    public static (TrustState State, Reason? Refusal) Accept(ReadOnlyMemory<byte> list, IEnumerable<ReadOnlyMemory<byte>> anchors, TrustState state, VerificationTime time)
    {
        if (!RevocationListParser.Parse(list).TryGet(out RevocationList? parsed, out FormatFault? fault))
        {
            return (state, fault.Reason);
        }

        List<SignerCertificate> named = [.. anchors.Select(Read).OfType<SignerCertificate>().Where(anchor => anchor.Subject.Span.SequenceEqual(parsed.Issuer.Span))];
        if (named.Count == 0)
        {
            return (state, null);
        }

        SignerCertificate? issuer = named.Find(anchor => SignerKey.Read(anchor.PublicKey, out _, out _) is { } key && key.Verify(parsed.Scheme, parsed.Signed.Span, parsed.Signature.Span));
        Reason? refusal = issuer is null ? RevocationReasons.SignatureInvalid
            : issuer.CrlSign == false ? RevocationReasons.IssuerRefused
            : time.Judge(parsed.ThisUpdate, parsed.NextUpdate) == Validity.NotYet ? RevocationReasons.NotYetValid
            : parsed.Number is { } own && state.CrlNumbers.TryGetValue(issuer.KeyHash, out CrlNumber known) && own < known ? RevocationReasons.RolledBack
            : null;
        return refusal is null ? (Remember(state, parsed, issuer!), null) : (state, refusal);
    }

    // Lists for a part of the certificates are numbered by themselves (RFC 5280, 5.2.3), so that only complete ones set a number.
    private static TrustState Remember(TrustState state, RevocationList list, SignerCertificate issuer)
    {
        TimeFloor time = state.Time.Raise(TimeSource.Crl, list.ThisUpdate, issuer.NotAfter);
        TrustState next = ReferenceEquals(time, state.Time) ? state : state with { Time = time };
        return list is { Number: { } number, Coverage: RevocationCoverage.All } && !(state.CrlNumbers.TryGetValue(issuer.KeyHash, out CrlNumber known) && known == number)
            ? next with { CrlNumbers = new Dictionary<Sha256Digest, CrlNumber>(state.CrlNumbers) { [issuer.KeyHash] = number } }
            : next;
    }

    private static SignerCertificate? Read(ReadOnlyMemory<byte> anchor) => CertificateParser.Parse(anchor).Match<SignerCertificate?>(certificate => certificate, _ => null);
}
