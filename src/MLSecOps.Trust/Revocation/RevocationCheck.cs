using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats;
using MLSecOps.Formats.Documents;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Revocation;

/// <summary>Judges each certificate of a path below its anchor by the lists of its issuer (RFC 5280, 6.3, without what needs a network).</summary>
/// <remarks>
/// A list counts once its issuer's key, from the path, has verified it. Lists of one issuer are taken in order, as if accepted one after
/// the other; one that goes back is refused, and the newer stays in force. What any verified list revokes is revoked, though the list be
/// stale and whatever the date of revocation. Lists of issuers outside the path say nothing about it and are left alone.
/// </remarks>
/// <param name="policy">The lists, untrusted.</param>
/// <param name="time">When.</param>
internal sealed class RevocationCheck(RevocationPolicy policy, VerificationTime time)
{
    private readonly List<(RevocationList? List, FormatFault? Fault)> _lists =
        [.. policy.Lists.Take(Limits.Crls).Select(der => RevocationListParser.Parse(der).TryGet(out RevocationList? list, out FormatFault? fault) ? (list, null) : ((RevocationList?)null, fault))];

    /// <summary>Judges a path.</summary>
    /// <param name="path">From the signer to the anchor, whose signatures, names and basic constraints hold.</param>
    /// <param name="checks">Receives one check per certificate, and one per list that cannot be used.</param>
    /// <param name="subject">How the signer is called.</param>
    /// <returns>Valid when nothing speaks against the path; Unproven when only the time floor makes a list stale; Expired when it is refused.</returns>
    public Validity Judge(IReadOnlyList<SignerCertificate> path, CheckList checks, string subject)
    {
        Validity worst = Validity.Valid;
        for (int i = 0; i < _lists.Count; i++)
        {
            if (_lists[i].Fault is { } fault)
            {
                checks.Fail(CheckIds.Revocation, $"revocation list {i + 1}", fault);
                worst = Validity.Expired;
            }
        }

        for (int i = 0; i < path.Count - 1; i++)
        {
            string name = path.Count == 2 ? subject : $"{subject}, certificate {i + 1} of the path";
            worst = Worse(worst, Judge(path[i], path[i + 1], checks, name));
        }

        return worst;
    }

    private static Validity Worse(Validity left, Validity right) =>
        left == Validity.Expired || right == Validity.Expired ? Validity.Expired : left == Validity.Unproven || right == Validity.Unproven ? Validity.Unproven : Validity.Valid;

    private Validity Judge(SignerCertificate certificate, SignerCertificate issuer, CheckList checks, string subject)
    {
        RevocationCoverage part = certificate.IsAuthority ? RevocationCoverage.Authorities : RevocationCoverage.EndEntities;
        string serial = Convert.ToHexStringLower(certificate.Serial.Span);
        RevocationList? newest = null;
        bool refused = false;
        for (int i = 0; i < _lists.Count; i++)
        {
            if (_lists[i].List is not { } list
                || !(list.Issuer.Span.SequenceEqual(certificate.Issuer.Span) || list.Issuer.Span.SequenceEqual(issuer.Subject.Span))
                || (list.Coverage != RevocationCoverage.All && list.Coverage != part))
            {
                continue;
            }

            string place = $"revocation list {i + 1}";
            if (Refuse(list, newest, issuer) is { } refusal)
            {
                checks.Fail(CheckIds.Revocation, $"{subject}: {place}", refusal, Expectation(refusal, newest), Describe(list));
                refused = true;
            }
            else
            {
                newest = list;
            }

            // Before staleness: what a list revoked stays revoked, however late it comes.
            if (newest?.Entries.TryGetValue(serial, out RevocationEntry entry) == true)
            {
                string reason = entry.Reason is { } why ? $", reason {why}" : "";
                checks.Fail(CheckIds.Revocation, subject, RevocationReasons.Revoked, "a certificate that no list names", $"serial {serial}, revoked {DocumentDate.Format(entry.Since)}{reason}");
                return Validity.Expired;
            }
        }

        if (policy.LeastNumbers.TryGetValue(issuer.KeyHash, out CrlNumber least) && (newest?.Number is not { } number || number < least))
        {
            checks.Fail(CheckIds.Revocation, subject, RevocationReasons.BelowLeast, $"a list with CRL number {least} or later", newest is null ? "none" : Describe(newest));
            return Validity.Expired;
        }

        if (newest is null)
        {
            return Absent(checks, subject, refused);
        }

        Validity fresh = CheckFresh(newest, checks, subject);
        if (fresh == Validity.Valid && !refused)
        {
            checks.Pass(CheckIds.Revocation, subject, $"not among {newest.Entries.Count} revoked; {Describe(newest)}");
        }

        return refused ? Validity.Expired : fresh;
    }

    private Validity Absent(CheckList checks, string subject, bool refused)
    {
        if (policy.Required && !refused)
        {
            checks.Fail(CheckIds.Revocation, subject, RevocationReasons.Missing, "a list by its issuer");
            return Validity.Expired;
        }

        if (!refused)
        {
            checks.Skip(CheckIds.Revocation, subject, RevocationReasons.NotKnown);
        }

        return refused ? Validity.Expired : Validity.Valid;
    }

    private Validity CheckFresh(RevocationList list, CheckList checks, string subject)
    {
        Validity validity = time.Judge(list.ThisUpdate, list.NextUpdate);
        Reason? refusal = validity switch
        {
            Validity.Expired => RevocationReasons.Expired,
            Validity.NotYet => RevocationReasons.NotYetValid,
            Validity.Unproven => RevocationReasons.TimeUnproven,
            _ => null,
        };
        if (refusal is null)
        {
            return Validity.Valid;
        }

        checks.Fail(
            CheckIds.Revocation, subject, refusal,
            $"a time from {DocumentDate.Format(list.ThisUpdate)} to {DocumentDate.Format(list.NextUpdate)}",
            time.Describe());
        return validity == Validity.Unproven ? Validity.Unproven : Validity.Expired;
    }

    private static Reason? Refuse(RevocationList list, RevocationList? newest, SignerCertificate issuer)
    {
        if (issuer.CrlSign == false)
        {
            return RevocationReasons.IssuerRefused;
        }

        if (SignerKey.Read(issuer.PublicKey, out _, out _) is not { } key || !key.Verify(list.Scheme, list.Signed.Span, list.Signature.Span))
        {
            return RevocationReasons.SignatureInvalid;
        }

        return newest is not null && !list.MayFollow(newest) ? RevocationReasons.RolledBack : null;
    }

    private static string? Expectation(Reason refusal, RevocationList? newest) =>
        refusal == RevocationReasons.RolledBack ? $"one after {Describe(newest!)}" : refusal == RevocationReasons.SignatureInvalid ? "a signature by the issuer's key" : null;

    private static string Describe(RevocationList list) =>
        $"CRL number {list.Number?.ToString() ?? "none"} of {DocumentDate.Format(list.ThisUpdate)}";
}
