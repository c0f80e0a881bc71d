using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.TrustUpdates;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.State;

namespace MLSecOps.Trust.Bulletins;

/// <summary>Judges a bulletin: signature by the publisher's role, form, version, date of issue (design §5).</summary>
/// <remarks>An expired bulletin is accepted when it is the newest: it can only narrow what may run, and its expiry is reported as freeze (<see cref="TrustState.Freezes"/>).</remarks>
public static class BulletinVerifier
{
    private const string Subject = "bulletin";

    /// <summary>Judges the bulletin.</summary>
    /// <param name="parts">Exact bytes and signature; untrusted.</param>
    /// <param name="publisher">Who may sign bulletins.</param>
    /// <param name="state">What is in force.</param>
    /// <param name="time">When.</param>
    public static BulletinAppraisal Verify(SignedParts parts, RolePolicy publisher, TrustState state, VerificationTime time)
    {
        CheckList checks = new();
        Sha256Digest digest = Sha256Digest.Of(parts.Document.Span);
        (Bulletin? bulletin, DocumentAppraisal signature) = DocumentOpening.Open(parts.Document.Span, parts.Cms, publisher, time, BulletinParser.Parse, Subject, BulletinChecks.All, checks);
        if (bulletin is null)
        {
            return new BulletinAppraisal(checks.Decide(), null, digest, [], state);
        }

        CheckVersion(checks, bulletin, digest, state.Bulletin);
        IssueCheck.Run(checks, BulletinChecks.Validity, Subject, bulletin.Issued, bulletin.Expires, time, DocumentReasons.BulletinNotYetIssued);
        TrustVerdict verdict = checks.Decide();
        return new BulletinAppraisal(verdict, bulletin, digest, signature.Signers, verdict is TrustVerdict.Trusted ? Accept(state, bulletin, parts, digest, signature.Signers) : state);
    }

    private static void CheckVersion(CheckList checks, Bulletin bulletin, Sha256Digest digest, BulletinInForce? inForce)
    {
        string found = $"version {bulletin.Version}";
        if (inForce is { Binding: true } && bulletin.Version < inForce.Bulletin.Version)
        {
            checks.Fail(BulletinChecks.Version, Subject, DocumentReasons.BulletinOlder, $"at least version {inForce.Bulletin.Version}", found);
        }
        else if (inForce is { Binding: true } && bulletin.Version == inForce.Bulletin.Version && digest != inForce.Document)
        {
            checks.Fail(BulletinChecks.Version, Subject, DocumentReasons.BulletinConflict, $"{inForce.Document}", $"{digest}");
        }
        else
        {
            checks.Pass(BulletinChecks.Version, Subject, found);
        }
    }

    private static TrustState Accept(TrustState state, Bulletin bulletin, SignedParts parts, Sha256Digest digest, IReadOnlyList<SignerIdentity> signers) =>
        state.Bulletin is { Binding: true } same && same.Document == digest ? state : state with
        {
            Bulletin = new BulletinInForce(bulletin, parts, true),
            Time = state.Time.Raise(TimeSource.Bulletin, bulletin.Issued, signers),
        };
}
