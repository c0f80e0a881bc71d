using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Memberships;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.State;

namespace MLSecOps.Trust.Memberships;

/// <summary>Judges a membership for one device: signature by the director's role, form, fleet and device, sequence, dates (design §5).</summary>
public static class MembershipVerifier
{
    private const string Subject = "membership";

    private static readonly ValidityCheck Dates = new(DocumentReasons.MembershipExpired, DocumentReasons.MembershipNotYetIssued, DocumentReasons.MembershipTimeUnproven);

    /// <summary>Judges the membership.</summary>
    /// <param name="parts">Exact bytes and signature; untrusted.</param>
    /// <param name="director">Who may sign memberships.</param>
    /// <param name="fleet">The fleet's name, from the local administrator.</param>
    /// <param name="device">This device.</param>
    /// <param name="state">What is in force.</param>
    /// <param name="time">When.</param>
    public static MembershipAppraisal Verify(SignedParts parts, RolePolicy director, string fleet, Ueid device, TrustState state, VerificationTime time)
    {
        CheckList checks = new();
        Sha256Digest digest = Sha256Digest.Of(parts.Document.Span);
        (Membership? membership, _) = DocumentOpening.Open(parts.Document.Span, parts.Cms, director, time, MembershipParser.Parse, Subject, MembershipChecks.All, checks);
        if (membership is null)
        {
            return new MembershipAppraisal(checks.Decide(), null, digest, state);
        }

        CheckDevice(checks, membership, fleet, device);
        CheckSequence(checks, membership, digest, state.Membership);
        Dates.Run(checks, MembershipChecks.Validity, Subject, membership.Issued, membership.Expires, time);
        TrustVerdict verdict = checks.Decide();
        return new MembershipAppraisal(
            verdict, membership, digest, verdict is TrustVerdict.Trusted && state.Membership?.Document != digest ? state with { Membership = new MembershipInForce(membership, parts) } : state);
    }

    private static void CheckDevice(CheckList checks, Membership membership, string fleet, Ueid device)
    {
        string found = $"{membership.Device} of {membership.Fleet}";
        if (membership.Fleet == fleet && membership.Device == device)
        {
            checks.Pass(MembershipChecks.Device, Subject, found);
        }
        else
        {
            checks.Fail(MembershipChecks.Device, Subject, DocumentReasons.MembershipOther, $"{device} of {(fleet.Length == 0 ? "no fleet" : fleet)}", found);
        }
    }

    private static void CheckSequence(CheckList checks, Membership membership, Sha256Digest digest, MembershipInForce? inForce)
    {
        if (inForce is not null && membership.Sequence < inForce.Membership.Sequence)
        {
            checks.Fail(MembershipChecks.Sequence, Subject, DocumentReasons.MembershipOlder, $"at least {inForce.Membership.Sequence}", $"{membership.Sequence}");
        }
        else if (inForce is not null && membership.Sequence == inForce.Membership.Sequence && digest != inForce.Document)
        {
            checks.Fail(MembershipChecks.Sequence, Subject, DocumentReasons.MembershipConflict, $"{inForce.Document}", $"{digest}");
        }
        else
        {
            checks.Pass(MembershipChecks.Sequence, Subject, $"{membership.Sequence}");
        }
    }
}
