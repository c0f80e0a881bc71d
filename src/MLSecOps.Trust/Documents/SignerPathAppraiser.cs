using MLSecOps.Core.Findings;
using MLSecOps.Formats.Documents;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Cms;
using MLSecOps.Trust.Policy;

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
    public (SignerStanding Standing, SignerIdentity? Identity) Judge(SignerCertificate certificate, SignerKey key, IReadOnlyList<SignerCertificate> companions)
    {
        ChainPath path = ChainBuilder.Build(certificate, companions, policy.Anchors, time);
        _subject = $"{name}: {path.Subject}";
        bool accepted = CheckChain(path) & CheckStrength(path) & CheckUsage(path.Certificates, certificate);
        Validity validity = CheckValidity(path);
        SignerIdentity identity = new(certificate.KeyHash, path.Subject, key.Name, certificate.NotAfter);
        return (accepted, validity) switch
        {
            (true, Validity.Valid) => (SignerStanding.Counts, identity),
            (true, Validity.Unproven) => (SignerStanding.TimeUnproven, identity),
            _ => default,
        };
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

    private Validity CheckValidity(ChainPath path)
    {
        if (path.Certificates.Count == 0)
        {
            checks.Skip(CheckIds.SignerValidity, _subject, PackageReasons.NotReached);
            return Validity.Expired;
        }

        string used = $"{DocumentDate.Format(time.Instant)} ({time.Origin.ToString().ToLowerInvariant()})";
        foreach (SignerCertificate certificate in path.Certificates)
        {
            Validity validity = time.Judge(certificate.NotBefore, certificate.NotAfter);
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
