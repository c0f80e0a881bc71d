using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.TrustUpdates;
using MLSecOps.Formats.Documents;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Directives;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.State;

namespace MLSecOps.Trust.TrustUpdates;

/// <summary>Judges a trust update: signed under the roots in force and under those that it names, exactly the next version, for this fleet (design §5; TUF 1.0.34, 5.3).</summary>
/// <remarks>
/// <para>Signatures are judged at the date of issue that the document states: the chain of versions retires root keys, not the end of
/// their certificates, so that a device which slept for years can follow. Expiry of the update itself is reported
/// (<see cref="TrustState.Freezes"/>) and refuses nothing: a poisoned time could otherwise refuse the very update that repairs it.</para>
/// <para>A bulletin whose signers the update retired keeps its force but not its version; a director who changed begins with new sequences.</para>
/// </remarks>
public static class TrustUpdateVerifier
{
    private const string Subject = "trust update";

    /// <summary>Judges the update.</summary>
    /// <param name="parts">Exact bytes and signature; untrusted.</param>
    /// <param name="roles">What <c>trust.toml</c> says.</param>
    /// <param name="fleet">The fleet's name, from the local administrator; empty when there is none.</param>
    /// <param name="state">What is in force.</param>
    /// <param name="time">When.</param>
    public static TrustUpdateAppraisal Verify(SignedParts parts, FleetRoles roles, string fleet, TrustState state, VerificationTime time)
    {
        CheckList checks = new();
        ReadOnlySpan<byte> document = parts.Document.Span;
        Sha256Digest digest = Sha256Digest.Of(document);

        // Read before its signature is: the date is needed to judge the signature by, and nothing else of it is used until then.
        bool wellFormed = TrustUpdateParser.Parse(document).TryGet(out TrustUpdate? update, out FormatFault? fault);
        VerificationTime issued = wellFormed ? new VerificationTime(update!.Issued, TimeOrigin.Argument) : time;
        DocumentAppraisal signature = DocumentVerifier.Verify(document, parts.Cms, roles.Of(TrustRole.Root, state.Trust), issued);
        checks.AddDocument(signature.Verdict);
        if (checks.FirstFailure is not null || !wellFormed)
        {
            if (checks.FirstFailure is null)
            {
                checks.Fail(TrustUpdateChecks.Form, Subject, fault!);
            }

            checks.SkipRest(TrustUpdateChecks.All, Subject);
            return new TrustUpdateAppraisal(checks.Decide(), null, digest, [], state);
        }

        CheckAnchors(checks, update!);
        CheckFleet(checks, update!, fleet);
        CheckVersion(checks, update!, digest, state.Trust);
        IssueCheck.Run(checks, TrustUpdateChecks.Validity, Subject, update!.Issued, update.Expires, time, DocumentReasons.TrustNotYetIssued);
        CheckNewRoot(checks, parts, update, roles, issued);
        TrustVerdict verdict = checks.Decide();
        return new TrustUpdateAppraisal(
            verdict, update, digest, signature.Signers, verdict is TrustVerdict.Trusted ? Accept(state, update, parts, digest, signature.Signers, roles) : state);
    }

    private static void CheckAnchors(CheckList checks, TrustUpdate update)
    {
        foreach ((TrustRole role, string name) in TrustNames.Roles)
        {
            foreach (ReadOnlyMemory<byte> anchor in update.Roles.GetValueOrDefault(role)?.Anchors ?? [])
            {
                if (!CertificateParser.Parse(anchor).TryGet(out SignerCertificate? certificate, out FormatFault? fault))
                {
                    checks.Fail(TrustUpdateChecks.Form, Subject, DocumentReasons.TrustMalformed, "anchors that are certificates", $"{name}: {fault.Reason}");
                    return;
                }

                if (SignerKey.Read(certificate.PublicKey, out Reason? weak, out string kind) is null)
                {
                    checks.Fail(TrustUpdateChecks.Form, Subject, weak!, "anchors with keys above the floor", $"{name}: {kind}");
                    return;
                }
            }
        }

        checks.Pass(TrustUpdateChecks.Form, Subject);
    }

    private static void CheckFleet(CheckList checks, TrustUpdate update, string fleet)
    {
        if (update.Fleet == fleet)
        {
            checks.Pass(TrustUpdateChecks.Fleet, Subject, fleet);
        }
        else
        {
            checks.Fail(TrustUpdateChecks.Fleet, Subject, DocumentReasons.TrustFleet, fleet.Length == 0 ? "a fleet named in trust.toml" : fleet, update.Fleet);
        }
    }

    private static void CheckVersion(CheckList checks, TrustUpdate update, Sha256Digest digest, TrustInForce? inForce)
    {
        long next = (inForce?.Update.Version ?? 0) + 1;
        string found = $"version {update.Version}";
        if (update.Version == next || (inForce is not null && digest == inForce.Document))
        {
            checks.Pass(TrustUpdateChecks.Version, Subject, found);
        }
        else
        {
            checks.Fail(TrustUpdateChecks.Version, Subject, update.Version < next ? DocumentReasons.TrustOlder : DocumentReasons.TrustGap, $"version {next}", found);
        }
    }

    private static void CheckNewRoot(CheckList checks, SignedParts parts, TrustUpdate update, FleetRoles roles, VerificationTime issued)
    {
        RolePolicy named = FleetRoles.Policy(update.Roles[TrustRole.Root], roles.Local.GetValueOrDefault(TrustRole.Root));
        DocumentAppraisal own = DocumentVerifier.Verify(parts.Document.Span, parts.Cms, named, issued);
        string found = $"{own.Signers.Count} of {named.Threshold} different key(s)";
        if (own.Verdict is TrustVerdict.Trusted)
        {
            checks.Pass(TrustUpdateChecks.NewRoot, Subject, found);
        }
        else
        {
            checks.Fail(TrustUpdateChecks.NewRoot, Subject, DocumentReasons.TrustNewRoot, $"{named.Threshold} different key(s) of the roots that it names", $"{found}, {own.Verdict.Refusal}");
        }
    }

    private static TrustState Accept(TrustState state, TrustUpdate update, SignedParts parts, Sha256Digest digest, IReadOnlyList<SignerIdentity> signers, FleetRoles roles)
    {
        if (state.Trust is { } same && same.Document == digest)
        {
            return state;
        }

        TrustInForce next = new(update, parts);
        bool sameDirector = IsSame(roles.Of(TrustRole.Director, state.Trust), roles.Of(TrustRole.Director, next));
        return new TrustState
        {
            Trust = next,
            Bulletin = state.Bulletin is { } bulletin ? bulletin with { Binding = bulletin.Binding && IsStillSigned(bulletin, roles.Of(TrustRole.Publisher, next)) } : null,
            Membership = sameDirector ? state.Membership : null,
            Directives = sameDirector ? state.Directives : DirectiveMemory.Empty,
            Time = state.Time.Reset(update.TimeResets).Raise(TimeSource.Trust, update.Issued, signers),
        };
    }

    // At the date of issue: whether its signers were retired, not whether their certificates have ended since.
    private static bool IsStillSigned(Bulletins.BulletinInForce bulletin, RolePolicy publisher) =>
        DocumentVerifier.Verify(bulletin.Parts.Document.Span, bulletin.Parts.Cms, publisher, new VerificationTime(bulletin.Bulletin.Issued, TimeOrigin.Argument)).Verdict is TrustVerdict.Trusted;

    private static bool IsSame(RolePolicy one, RolePolicy other) =>
        one.Threshold == other.Threshold && one.Anchors.Count == other.Anchors.Count && one.Anchors.All(anchor => other.Anchors.Any(known => known.Span.SequenceEqual(anchor.Span)));
}
