using MLSecOps.Core.Findings;
using MLSecOps.Formats.Documents;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Cms;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Revocation;
using MLSecOps.Trust.Timestamps;

namespace MLSecOps.Trust.Documents;

/// <summary>Judges whether the policy accepts a signer whose signature has verified: path to an anchor, strength, use, dates. One place for CMS and OMS.</summary>
/// <param name="checks">Receives the checks.</param>
/// <param name="name">How the signer is called; its subject name is added.</param>
/// <param name="policy">Whom to trust.</param>
/// <param name="time">When.</param>
internal sealed class SignerPathAppraiser(CheckList checks, string name, RolePolicy policy, VerificationTime time)
{
    private string _subject = "";

    /// <summary>Judges the signer.</summary>
    /// <param name="certificate">Its certificate; untrusted.</param>
    /// <param name="key">The key in it, above the floor.</param>
    /// <param name="companions">Certificates that came along; untrusted.</param>
    /// <param name="timestamps">Time-stamp tokens that came along, in DER; untrusted. All must hold, and the earliest tells when the certificate must have been valid.</param>
    /// <param name="signature">The signature value that the tokens must be over.</param>
    public (SignerStanding Standing, SignerIdentity? Identity) Judge(
        SignerCertificate certificate, SignerKey key, IReadOnlyList<SignerCertificate> companions, IReadOnlyList<ReadOnlyMemory<byte>> timestamps, ReadOnlySpan<byte> signature)
    {
        bool proven = CheckTimestamps(timestamps, signature, companions, out DateTimeOffset? signed);
        VerificationTime judged = signed is { } then ? new VerificationTime(then, TimeOrigin.Argument) : time;
        ChainPath path = ChainBuilder.Build(certificate, companions, policy.Anchors, judged);
        _subject = $"{name}: {path.Subject}";
        bool accepted = CheckChain(path) & CheckStrength(path) & CheckUsage(path.Certificates, certificate) & proven;
        Validity validity = CheckValidity(path, judged, signed is null ? null : "proven by a time-stamp");
        Validity standing = CheckRevocation(path);
        SignerIdentity identity = new(certificate.KeyHash, path.Subject, key.Name, certificate.NotAfter) { SignedBefore = signed };
        return accepted && validity is Validity.Valid or Validity.Unproven && standing != Validity.Expired
            ? (validity == Validity.Valid && standing == Validity.Valid ? SignerStanding.Counts : SignerStanding.TimeUnproven, identity)
            : default;
    }

    private bool CheckTimestamps(IReadOnlyList<ReadOnlyMemory<byte>> tokens, ReadOnlySpan<byte> signature, IReadOnlyList<SignerCertificate> companions, out DateTimeOffset? earliest)
    {
        earliest = null;
        if (tokens.Count > 0 && policy.TimestampAnchors.Count == 0)
        {
            checks.Skip(CheckIds.Timestamp, name, TimestampReasons.NoAuthority);
            return true;
        }

        bool all = true;
        foreach (ReadOnlyMemory<byte> token in tokens)
        {
            DateTimeOffset? proven = TimestampVerifier.Verify(token, signature, companions, policy, time, checks, name);
            all &= proven is not null;
            earliest = earliest is null || proven < earliest ? proven ?? earliest : earliest;
        }

        earliest = all ? earliest : null;
        return all;
    }

    private Validity CheckRevocation(ChainPath path)
    {
        if (policy.Revocation is not { } revocation)
        {
            return Validity.Valid;
        }

        if (path.Certificates.Count == 0)
        {
            checks.Skip(CheckIds.Revocation, _subject, PackageReasons.NotReached);
            return Validity.Expired;
        }

        return new RevocationCheck(revocation, time).Judge(path.Certificates, checks, _subject);
    }

    private bool CheckChain(ChainPath path)
    {
        if (path.Refusal is { } refusal)
        {
            checks.Fail(CheckIds.Chain, _subject, refusal, "a path to an anchor of this role", path.Found);
            return false;
        }

        checks.Pass(CheckIds.Chain, _subject, $"{path.Certificates.Count} certificate(s)");
        return true;
    }

    private bool CheckStrength(ChainPath path)
    {
        if (path.Certificates.Count == 0)
        {
            checks.Skip(CheckIds.ChainStrength, _subject, PackageReasons.NotReached);
            return false;
        }

        for (int i = 0; i < path.Certificates.Count; i++)
        {
            SignerCertificate certificate = path.Certificates[i];
            string place = $"certificate {i + 1} of the path";
            if (SignerKey.Read(certificate.PublicKey, out Reason? refusal, out string kind) is null)
            {
                checks.Fail(CheckIds.ChainStrength, _subject, refusal!, "RSA of at least 2048 bits, P-256, P-384 or P-521", $"{kind}, {place}");
                return false;
            }

            // The anchor is trusted as it is: nobody looks at its own signature.
            if (certificate.Scheme is null && i < path.Certificates.Count - 1)
            {
                checks.Fail(CheckIds.ChainStrength, _subject, SignatureReasons.ChainWeak, "SHA-256, SHA-384 or SHA-512", place);
                return false;
            }
        }

        checks.Pass(CheckIds.ChainStrength, _subject);
        return true;
    }

    private bool CheckUsage(IReadOnlyList<SignerCertificate> path, SignerCertificate signer)
    {
        if (signer.IsAuthority)
        {
            checks.Fail(CheckIds.Usage, _subject, SignatureReasons.SignerIsAuthority);
            return false;
        }

        string? found = signer.DigitalSignature == false ? "key usage without digitalSignature" : null;
        found ??= policy.Usage switch
        {
            SignerUsage.Strict when signer.Usages?.Contains(Oids.CodeSigning) != true => $"extended key usage {Names(signer)}",
            SignerUsage.Oms when signer.Usages is not null && !Allows(signer) => $"extended key usage {Names(signer)}",
            _ => null,
        };

        // RFC 5280 leaves open what an extended key usage in an authority's certificate means; every verifier in use takes it as a restriction.
        SignerCertificate? above = path.Skip(1).FirstOrDefault(certificate => certificate.Usages is not null && !Allows(certificate));
        found ??= above is null ? null : $"an authority restricted to {Names(above)}";
        if (found is not null)
        {
            checks.Fail(CheckIds.Usage, _subject, SignatureReasons.UsageRefused, "extended key usage codeSigning", found);
            return false;
        }

        checks.Pass(CheckIds.Usage, _subject);
        return true;
    }

    private Validity CheckValidity(ChainPath path, VerificationTime judged, string? proof)
    {
        if (path.Certificates.Count == 0)
        {
            checks.Skip(CheckIds.SignerValidity, _subject, PackageReasons.NotReached);
            return Validity.Expired;
        }

        string used = $"{DocumentDate.Format(judged.Instant)} ({proof ?? judged.Origin.ToString().ToLowerInvariant()})";
        foreach (SignerCertificate certificate in path.Certificates)
        {
            Validity validity = judged.Judge(certificate.NotBefore, certificate.NotAfter);
            Reason? refusal = validity switch
            {
                Validity.Expired => SignatureReasons.SignerExpired,
                Validity.NotYet => SignatureReasons.SignerNotYetValid,
                Validity.Unproven => SignatureReasons.SignerTimeUnproven,
                _ => null,
            };
            if (refusal is not null)
            {
                checks.Fail(CheckIds.SignerValidity, _subject, refusal, $"a time from {DocumentDate.Format(certificate.NotBefore)} to {DocumentDate.Format(certificate.NotAfter)}", used);
                return validity;
            }
        }

        checks.Pass(CheckIds.SignerValidity, _subject, used);
        return Validity.Valid;
    }

    private static bool Allows(SignerCertificate certificate) => certificate.Usages!.Contains(Oids.CodeSigning) || certificate.Usages!.Contains(Oids.AnyUsage);

    private static string Names(SignerCertificate certificate) => certificate.Usages is { } usages ? string.Join(", ", usages) : "none";
}
