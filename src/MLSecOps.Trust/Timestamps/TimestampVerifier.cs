using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Findings;
using MLSecOps.Formats.Documents;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Cms;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Revocation;

namespace MLSecOps.Trust.Timestamps;

/// <summary>Judges RFC 3161 time-stamp tokens: what they prove is that a signature existed at a time.</summary>
/// <remarks>
/// The platform's decoder checks form, ESSCertID binding, the critical extended key usage, the certificate's validity at the stated time
/// and the CMS signature; here follow what it leaves open: strict DER, one value, the content-type attribute, the floors of digest, key and
/// chain, timeStamping as the only use, the chain to the policy's own anchors at the stated time, revocation, and that the time has come.
/// </remarks>
internal static class TimestampVerifier
{
    private static readonly HashSet<string> Digests = [Oids.Sha256, Oids.Sha384, Oids.Sha512];

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
        List<X509Certificate2> loaded = [];
        try
        {
            (DateTimeOffset? genTime, Reason? refusal, string? expected, string? found) = Judge(token, signature, companions, policy, time, loaded);
            if (refusal is not null)
            {
                checks.Fail(CheckIds.Timestamp, subject, refusal, expected, found);
                return null;
            }

            checks.Pass(CheckIds.Timestamp, subject, $"signed before {DocumentDate.Format(genTime!.Value)}, by {found}");
            return genTime;
        }
        catch (CryptographicException)
        {
            checks.Fail(CheckIds.Timestamp, subject, TimestampReasons.Malformed, "a TimeStampToken");
            return null;
        }
        finally
        {
            loaded.ForEach(certificate => certificate.Dispose());
        }
    }

    private static (DateTimeOffset? Time, Reason? Refusal, string? Expected, string? Found) Judge(
        ReadOnlyMemory<byte> token, ReadOnlySpan<byte> signature, IReadOnlyList<SignerCertificate> companions, RolePolicy policy, VerificationTime time, List<X509Certificate2> loaded)
    {
        if (DerForm.Check(token.Span, TimestampReasons.Malformed, TimestampReasons.Malformed) is { } fault)
        {
            return (null, fault.Reason, fault.Expected, fault.Found ?? $"at byte {fault.Offset}");
        }

        if (!Rfc3161TimestampToken.TryDecode(token, out Rfc3161TimestampToken? decoded, out int used) || used != token.Length)
        {
            return (null, TimestampReasons.Malformed, "a TimeStampToken that is consistent in itself", null);
        }

        Rfc3161TimestampTokenInfo info = decoded.TokenInfo;
        SignedCms cms = decoded.AsSignedCms();
        SignerInfo signer = cms.SignerInfos[0];
        if (!Digests.Contains(info.HashAlgorithmId.Value ?? "") || !Digests.Contains(signer.DigestAlgorithm.Value ?? ""))
        {
            return (null, TimestampReasons.Weak, "SHA-256, SHA-384 or SHA-512", $"{info.HashAlgorithmId.Value}, {signer.DigestAlgorithm.Value}");
        }

        if (!StatesItsType(signer))
        {
            return (null, TimestampReasons.Malformed, $"one content-type attribute with {Oids.TstInfo}", null);
        }

        X509Certificate2Collection candidates = [];
        foreach (ReadOnlyMemory<byte> der in companions.Select(companion => companion.Der).Concat(policy.TimestampAnchors))
        {
            X509Certificate2 candidate = X509CertificateLoader.LoadCertificate(der.Span);
            loaded.Add(candidate);
            candidates.Add(candidate);
        }

        byte[] imprint = CryptographicOperations.HashData(NameOf(info.HashAlgorithmId.Value!), signature);
        if (!imprint.AsSpan().SequenceEqual(info.GetMessageHash().Span))
        {
            return (null, TimestampReasons.ImprintMismatch, Convert.ToHexStringLower(imprint), Convert.ToHexStringLower(info.GetMessageHash().Span));
        }

        if (!decoded.VerifySignatureForData(signature, out X509Certificate2? authority, candidates))
        {
            // The decoder has verified a token that brings its certificate; one without it is by somebody unknown here.
            return (null, cms.Certificates.Count == 0 ? TimestampReasons.Untrusted : TimestampReasons.Malformed, "a signature by a certificate that the token binds and that may time-stamp", null);
        }

        loaded.Add(authority);
        DateTimeOffset genTime = info.Timestamp.ToUniversalTime();
        if (time.Judge(genTime, DateTimeOffset.MaxValue) == Validity.NotYet)
        {
            return (null, TimestampReasons.InFuture, $"a time not after {DocumentDate.Format(time.Instant)}", DocumentDate.Format(genTime));
        }

        List<SignerCertificate> own = [.. companions];
        foreach (X509Certificate2 certificate in cms.Certificates)
        {
            loaded.Add(certificate);
            if (CertificateParser.Parse(certificate.RawDataMemory).TryGet(out SignerCertificate? parsed, out _))
            {
                own.Add(parsed);
            }
        }

        (Reason? refusal, string? expected, string? found) = JudgeAuthority(authority, own, policy, time, genTime);
        return refusal is null ? (genTime, null, null, authority.Subject) : (null, refusal, expected, found);
    }

    private static (Reason? Refusal, string? Expected, string? Found) JudgeAuthority(
        X509Certificate2 authority, IReadOnlyList<SignerCertificate> companions, RolePolicy policy, VerificationTime time, DateTimeOffset genTime)
    {
        if (!CertificateParser.Parse(authority.RawDataMemory).TryGet(out SignerCertificate? certificate, out _))
        {
            return (TimestampReasons.Malformed, "a certificate in strict DER", authority.Subject);
        }

        VerificationTime then = new(genTime, TimeOrigin.Argument);
        ChainPath path = ChainBuilder.Build(certificate, companions, policy.TimestampAnchors, then);
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

        // RFC 3161, 2.3: only this use; the platform has checked that the extension is there and critical.
        if (certificate.IsAuthority || certificate.DigitalSignature == false || certificate.Usages is not [Oids.TimeStamping])
        {
            return (TimestampReasons.Untrusted, "timeStamping as the only extended key usage", string.Join(", ", certificate.Usages ?? []));
        }

        return IsRevoked(path, policy, time) ? (TimestampReasons.Revoked, "an authority that no list revokes", path.Subject) : default;
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

    // .NET does not compare the attribute with the type of the content; without that, a signature over other content could be re-labelled.
    private static bool StatesItsType(SignerInfo signer)
    {
        CryptographicAttributeObject[] types = [.. signer.SignedAttributes.Cast<CryptographicAttributeObject>().Where(attribute => attribute.Oid.Value == Oids.ContentType)];
        if (types is not [{ Values: [{ } value] }])
        {
            return false;
        }

        try
        {
            DerReader reader = new(value.RawData, 0, TimestampReasons.Malformed);
            string type = reader.Oid("a content type");
            return type == Oids.TstInfo && reader.IsEmpty;
        }
        catch (DerFaultException)
        {
            return false;
        }
    }

    private static HashAlgorithmName NameOf(string oid) => oid switch
    {
        Oids.Sha384 => HashAlgorithmName.SHA384,
        Oids.Sha512 => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };
}
