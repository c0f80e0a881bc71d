using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Documents;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Cms;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Revocation;

namespace MLSecOps.Trust.Timestamps;

/// <summary>Judges RFC 3161 time-stamp tokens: what they prove is that a signature existed at a time.</summary>
/// <remarks>
/// Form and floors first, then whether the token is over this signature, whether the authority's certificate that it binds signed it, whether
/// that may time-stamp and nothing else, its path to the policy's own anchors at the stated time, revocation, and that the time has come.
/// </remarks>
internal static class TimestampVerifier
{
    /// <summary>Judges one token.</summary>
    /// <param name="token">A TimeStampToken in DER; untrusted.</param>
    /// <param name="signature">The signature value that it must be over: of a SignerInfo, or the raw one of a DSSE envelope.</param>
    /// <param name="companions">DER of certificates that came along; untrusted.</param>
    /// <param name="policy">Whose tokens count (<see cref="RolePolicy.TimestampAnchors"/>).</param>
    /// <param name="time">When.</param>
    /// <param name="checks">Receives the check.</param>
    /// <param name="subject">How the signer is called.</param>
    /// <returns>The proven time; null when the token proves none.</returns>
    public static DateTimeOffset? Verify(
        ReadOnlyMemory<byte> token, ReadOnlySpan<byte> signature, IReadOnlyList<SignerCertificate> companions, RolePolicy policy, VerificationTime time, CheckList checks, string subject)
    {
        (DateTimeOffset? genTime, Reason? refusal, string? expected, string? found) = Judge(token, signature, companions, policy, time);
        if (refusal is not null)
        {
            checks.Fail(CheckIds.Timestamp, subject, refusal, expected, found);
            return null;
        }

        checks.Pass(CheckIds.Timestamp, subject, $"signed before {DocumentDate.Format(genTime!.Value)}, by {found}");
        return genTime;
    }

    private static (DateTimeOffset? Time, Reason? Refusal, string? Expected, string? Found) Judge(
        ReadOnlyMemory<byte> token, ReadOnlySpan<byte> signature, IReadOnlyList<SignerCertificate> companions, RolePolicy policy, VerificationTime time)
    {
        if (!TimestampTokenParser.Parse(token).TryGet(out TimestampToken? parsed, out FormatFault? fault)
            || !CertificateBag.Open(parsed.Certificates, [.. policy.TimestampAnchors, .. companions.Select(companion => companion.Der)]).TryGet(out CertificateBag? bag, out fault))
        {
            return (null, fault.Reason == TimestampReasons.Weak ? fault.Reason : TimestampReasons.Malformed, fault.Expected, fault.Found ?? $"at byte {fault.Offset}");
        }

        byte[] imprint = SignatureScheme.Hash(parsed.ImprintDigest, signature);
        if (!imprint.AsSpan().SequenceEqual(parsed.Imprint.Span))
        {
            return (null, TimestampReasons.ImprintMismatch, Convert.ToHexStringLower(imprint), Convert.ToHexStringLower(parsed.Imprint.Span));
        }

        SignerRecord signer = parsed.Signer;
        (SignerCertificate? authority, _) = bag.Find(signer);
        if (authority is null)
        {
            // A token without certificates is by somebody whom the policy must know.
            return (null, parsed.Certificates.Count == 0 ? TimestampReasons.Untrusted : TimestampReasons.Malformed, "the certificate of the authority", null);
        }

        if (SignerKey.Read(authority.PublicKey, out _, out string kind) is not { } key)
        {
            return (null, TimestampReasons.Weak, "a key above the floor", kind);
        }

        if (!SignatureScheme.Hash(signer.Digest, parsed.Info.Span).AsSpan().SequenceEqual(signer.MessageDigest.Span)
            || !key.Verify(signer.Scheme, signer.SignedAttributes.Span, signer.Signature.Span)
            || !CertificateBinding.Holds(signer, authority)
            || authority is not { UsagesAreCritical: true } || authority.Usages?.Contains(Oids.TimeStamping) != true
            || new VerificationTime(parsed.Time, TimeOrigin.Argument).Judge(authority.NotBefore, authority.NotAfter) != Validity.Valid)
        {
            return (null, TimestampReasons.Malformed, "a signature by a certificate that the token binds, that may time-stamp, and was valid then", null);
        }

        if (time.Judge(parsed.Time, DateTimeOffset.MaxValue) == Validity.NotYet)
        {
            return (null, TimestampReasons.InFuture, $"a time not after {DocumentDate.Format(time.Instant)}", DocumentDate.Format(parsed.Time));
        }

        (Reason? refusal, string? expected, string? found) = JudgeAuthority(authority, [.. companions, .. bag.Companions], policy, time, parsed.Time);
        return refusal is null ? (parsed.Time, null, null, found) : (null, refusal, expected, found);
    }

    private static (Reason? Refusal, string? Expected, string? Found) JudgeAuthority(
        SignerCertificate authority, IReadOnlyList<SignerCertificate> companions, RolePolicy policy, VerificationTime time, DateTimeOffset genTime)
    {
        VerificationTime then = new(genTime, TimeOrigin.Argument);
        ChainPath path = ChainBuilder.Build(authority, companions, policy.TimestampAnchors, then);
        if (path.Refusal is not null)
        {
            return (TimestampReasons.Untrusted, "a path to a time-stamp anchor", $"{path.Subject}: {path.Found}");
        }

        for (int i = 0; i < path.Certificates.Count; i++)
        {
            SignerCertificate member = path.Certificates[i];
            if (SignerKey.Read(member.PublicKey, out _, out string kind) is null || (member.Scheme is null && i < path.Certificates.Count - 1))
            {
                return (TimestampReasons.Weak, "keys and digests above the floor", $"{kind}, certificate {i + 1} of the path");
            }

            if (then.Judge(member.NotBefore, member.NotAfter) != Validity.Valid)
            {
                return (TimestampReasons.Untrusted, $"certificates valid at {DocumentDate.Format(genTime)}", $"certificate {i + 1} of the path");
            }

            if (i > 0 && member.Usages is { } usages && !usages.Contains(Oids.TimeStamping) && !usages.Contains(Oids.AnyUsage))
            {
                return (TimestampReasons.Untrusted, "authorities that may issue for time-stamping", $"certificate {i + 1} of the path");
            }
        }

        // RFC 3161, 2.3: only this use.
        if (authority.IsAuthority || authority.DigitalSignature == false || authority.Usages is not [Oids.TimeStamping])
        {
            return (TimestampReasons.Untrusted, "timeStamping as the only extended key usage", string.Join(", ", authority.Usages ?? []));
        }

        return IsRevoked(path, policy, time) ? (TimestampReasons.Revoked, "an authority that no list revokes", path.Subject) : (null, null, path.Subject);
    }

    // What else is wrong with the lists is told where the signer's own path is judged.
    private static bool IsRevoked(ChainPath path, RolePolicy policy, VerificationTime time)
    {
        if (policy.Revocation is not { } lists)
        {
            return false;
        }

        CheckList checks = new();
        new RevocationCheck(lists with { Required = false }, time).Judge(path.Certificates, checks, path.Subject);
        return checks.All.Any(check => check.Outcome == CheckOutcome.Failed && check.Reason == RevocationReasons.Revoked);
    }
}
