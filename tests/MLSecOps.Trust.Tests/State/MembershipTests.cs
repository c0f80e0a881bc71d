using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Memberships;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Memberships;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.State;

namespace MLSecOps.Trust.Tests.State;

/// <summary>Which groups a device is in is signed: a hub cannot put a device into a group to give it the group's directives.</summary>
public sealed class MembershipTests
{
    private static readonly Ueid Device = SampleEvidence.Ueid();

    private readonly SignedFleet _fleet = new();

    private static Membership Sample => new(SignedFleet.Name, Device, 3, SignedFleet.Now.AddDays(-1), SignedFleet.Now.AddDays(30), ["line-3", "cameras"]);

    [Fact]
    public void The_newest_membership_counts_whole_until_it_expires()
    {
        TrustState state = Judge(Sample).State;
        Assert.Equal(["line-3", "cameras"], state.GroupsAt(SignedFleet.Time));
        Assert.Equal(["line-3", "cameras"], state.GroupsAt(new VerificationTime(Sample.Expires.AddDays(1), TimeOrigin.Floor)));
        Assert.Empty(state.GroupsAt(new VerificationTime(Sample.Expires.AddDays(1), TimeOrigin.Clock)));
        Assert.Empty(Judge(Sample with { Sequence = 4, Groups = [] }, state).State.GroupsAt(SignedFleet.Time));
        Assert.Empty(TrustState.Initial.GroupsAt(SignedFleet.Time));
    }

    [Fact]
    [RedTeam("G4", "Replays a membership of another device, or an old one, to put a device into a group", typeof(MembershipVerifier), "MEMBERSHIP_OTHER_DEVICE", "MEMBERSHIP_SEQUENCE_OLDER")]
    public void Anothers_and_older_ones_are_refused()
    {
        TrustState state = Judge(Sample).State;
        Verdicts.AssertRejected(DocumentReasons.MembershipOther, Judge(Sample with { Device = SampleEvidence.Ueid("01ffffffffffffffffffffffffffffffff") }).Verdict);
        Verdicts.AssertRejected(DocumentReasons.MembershipOther, Judge(Sample with { Fleet = "Acme" }).Verdict);
        Verdicts.AssertRejected(DocumentReasons.MembershipOlder, Judge(Sample with { Sequence = 2 }, state).Verdict);
        Verdicts.AssertRejected(DocumentReasons.MembershipConflict, Judge(Sample with { Groups = ["other"] }, state).Verdict);
    }

    [Fact]
    [RedTeam("G4", "Signs a membership as a publisher", typeof(MembershipVerifier), "SIGNER_CHAIN_UNTRUSTED")]
    public void Only_directors_sign_memberships() => Verdicts.AssertRejected(
        SignatureReasons.ChainUntrusted,
        MembershipVerifier.Verify(_fleet.Sign(Sample, _fleet.Signer(_fleet.Publishers)), new RolePolicy([_fleet.Directors.Anchor]), SignedFleet.Name, Device, TrustState.Initial, SignedFleet.Time).Verdict);

    [Fact]
    public void Dates_are_three_valued()
    {
        DateTimeOffset later = Sample.Expires.AddSeconds(1);
        Verdicts.AssertRejected(DocumentReasons.MembershipExpired, Judge(Sample, time: new VerificationTime(later, TimeOrigin.Clock)).Verdict);
        Verdicts.AssertInconclusive(DocumentReasons.MembershipTimeUnproven, Judge(Sample, time: new VerificationTime(later, TimeOrigin.Floor)).Verdict);
        Verdicts.AssertRejected(DocumentReasons.MembershipNotYetIssued, Judge(Sample, time: new VerificationTime(Sample.Issued.AddDays(-1), TimeOrigin.Clock)).Verdict);
    }

    private MembershipAppraisal Judge(Membership membership, TrustState? state = null, VerificationTime? time = null) => MembershipVerifier.Verify(
        _fleet.Sign(membership), new RolePolicy([_fleet.Directors.Anchor]), SignedFleet.Name, Device, state ?? TrustState.Initial, time ?? SignedFleet.Time);
}
