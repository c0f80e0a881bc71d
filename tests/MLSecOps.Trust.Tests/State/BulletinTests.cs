using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.TrustUpdates;
using MLSecOps.TestKit;
using MLSecOps.Trust.Bulletins;
using MLSecOps.Trust.Packages;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Revocation;
using MLSecOps.Trust.State;

namespace MLSecOps.Trust.Tests.State;

/// <summary>Recalls against whoever holds them back, replays old ones or makes his own.</summary>
public sealed class BulletinTests
{
    private readonly SignedFleet _fleet = new();

    [Fact]
    public void The_newest_bulletin_counts_whole()
    {
        TrustState one = _fleet.After(SignedFleet.Bulletin(1, SignedFleet.Recalled(7), SignedFleet.Recalled(8)));
        TrustState two = _fleet.After(SignedFleet.Bulletin(2, SignedFleet.Recalled(8)), one);
        Assert.Null(two.Bulletin!.Bulletin.FindRecall(SignedFleet.Id(7).Manifest));
        Assert.NotNull(two.Bulletin.Bulletin.FindRecall(SignedFleet.Id(8).Manifest));
        Assert.Equal(SignedFleet.Now.AddDays(-1), two.Time.Sources[TimeSource.Bulletin]);
    }

    [Fact]
    [RedTeam("G4", "Replays an old bulletin to take a recall away", typeof(BulletinVerifier), "BULLETIN_VERSION_OLDER")]
    public void Versions_never_go_back_also_when_the_newest_has_expired()
    {
        Bulletin expired = SignedFleet.Bulletin(5, SignedFleet.Recalled(7)) with { Expires = SignedFleet.Now.AddHours(-1) };
        TrustState state = _fleet.After(expired);
        Freeze freeze = Assert.Single(state.Freezes(SignedFleet.Time));
        Assert.Equal((DocumentReasons.BulletinFrozen, 5L), (freeze.Reason, freeze.Version));
        BulletinAppraisal older = _fleet.JudgeBulletin(_fleet.Sign(SignedFleet.Bulletin(4)), state);
        Verdicts.AssertRejected(DocumentReasons.BulletinOlder, older.Verdict);
        Assert.Same(state, older.State);
    }

    [Fact]
    [RedTeam("G4", "Gives a second bulletin the number of the first", typeof(BulletinVerifier), "BULLETIN_VERSION_REUSED")]
    public void One_number_names_one_bulletin()
    {
        SignedParts first = _fleet.Sign(SignedFleet.Bulletin(5, SignedFleet.Recalled(7)));
        TrustState state = _fleet.JudgeBulletin(first).State;
        Verdicts.AssertRejected(DocumentReasons.BulletinConflict, _fleet.JudgeBulletin(_fleet.Sign(SignedFleet.Bulletin(5)), state).Verdict);
        BulletinAppraisal again = _fleet.JudgeBulletin(first, state);
        Verdicts.AssertTrusted(again.Verdict);
        Assert.Same(state, again.State);
    }

    [Fact]
    [RedTeam("G4", "Signs a bulletin as the hub or a director", typeof(BulletinVerifier), "SIGNER_CHAIN_UNTRUSTED")]
    public void Only_publishers_sign_bulletins()
    {
        Verdicts.AssertRejected(SignatureReasons.ChainUntrusted, _fleet.JudgeBulletin(_fleet.Sign(SignedFleet.Bulletin(), _fleet.Signer(_fleet.Directors))).Verdict);
        SignedParts honest = _fleet.Sign(SignedFleet.Bulletin(1, SignedFleet.Recalled(7)));
        SignedParts other = _fleet.Sign(SignedFleet.Bulletin(2));
        Verdicts.AssertRejected(SignatureReasons.DigestMismatch, _fleet.JudgeBulletin(honest with { Cms = other.Cms }).Verdict);
        Verdicts.AssertRejected(DocumentReasons.BulletinSchema, _fleet.JudgeBulletin(SignedFleet.Sign("""{"schema":"mlsec.directive/1"}"""u8.ToArray(), [_fleet.Signer(_fleet.Publishers)])).Verdict);
    }

    [Fact]
    public void A_bulletin_of_the_future_is_refused_by_a_clock()
    {
        Bulletin future = SignedFleet.Bulletin() with { Issued = SignedFleet.Now.AddDays(1) };
        Verdicts.AssertRejected(DocumentReasons.BulletinNotYetIssued, _fleet.JudgeBulletin(_fleet.Sign(future)).Verdict);
        Verdicts.AssertTrusted(_fleet.JudgeBulletin(_fleet.Sign(future), time: new VerificationTime(SignedFleet.Now, TimeOrigin.Floor)).Verdict);
    }

    [Fact]
    [RedTeam("G4", "Offers a recalled release, well signed", typeof(PackageVerifier), "RELEASE_RECALLED")]
    public void A_recalled_package_is_refused_and_its_twin_is_not()
    {
        SamplePackage sample = new();
        DeviceContext device = SamplePackage.Device with { Bulletin = SignedFleet.Bulletin(3, new Recall("keyword-spotter", new(17, Sha256Digest.Of(sample.ManifestBytes)), "leaks", null)) };
        PackageAppraisal recalled = Verify(sample, device);
        Verdicts.AssertRejected(PolicyReasons.ReleaseRecalled, recalled.Verdict);
        Assert.Contains("leaks", recalled.Verdict.Cause!.Found, StringComparison.Ordinal);
        Verdicts.AssertTrusted(Verify(sample, SamplePackage.Device with { Bulletin = SignedFleet.Bulletin(3, SignedFleet.Recalled(17, "keyword-spotter")) }).Verdict);
    }

    [Fact]
    [RedTeam("G4", "Offers a release below the least one that the publisher still allows", typeof(PackageVerifier), "RELEASE_BELOW_LEAST")]
    public void A_package_below_the_least_release_is_refused()
    {
        SamplePackage sample = new();
        Bulletin least = SignedFleet.Bulletin() with { LeastReleases = [new LeastRelease("keyword-spotter", 18), new LeastRelease("vision", 99)] };
        Verdicts.AssertRejected(PolicyReasons.ReleaseBelowLeast, Verify(sample, SamplePackage.Device with { Bulletin = least }).Verdict);
        Bulletin enough = least with { LeastReleases = [new LeastRelease("keyword-spotter", 17)] };
        Verdicts.AssertTrusted(Verify(sample, SamplePackage.Device with { Bulletin = enough }).Verdict);
    }

    [Fact]
    public void Without_a_bulletin_the_check_is_listed_as_not_run()
    {
        PackageAppraisal appraisal = Verify(new SamplePackage(), SamplePackage.Device with { Bulletin = null });
        Verdicts.AssertTrusted(appraisal.Verdict);
        Assert.Contains(appraisal.Checks, check => check is { Id: CheckIds.Bulletin, Outcome: CheckOutcome.NotRun } && check.Reason == PolicyReasons.NoBulletin);
    }

    [Fact]
    public void Least_numbers_of_revocation_lists_are_those_accepted_or_demanded_whichever_is_higher()
    {
        TrustState state = TrustState.Initial with
        {
            CrlNumbers = new Dictionary<Sha256Digest, CrlNumber> { [SignedFleet.Id(1).Manifest] = CrlNumber.Of(5), [SignedFleet.Id(2).Manifest] = CrlNumber.Of(5) },
        };
        TrustState after = _fleet.After(SignedFleet.Bulletin() with { LeastCrlNumbers = [new(SignedFleet.Id(1).Manifest, 7), new(SignedFleet.Id(2).Manifest, 3), new(SignedFleet.Id(3).Manifest, 0)] }, state);
        Assert.Equal(["0x7", "0x5", "0x0"], after.LeastCrlNumbers().OrderBy(least => least.Key == SignedFleet.Id(1).Manifest ? 1 : least.Key == SignedFleet.Id(2).Manifest ? 2 : 3).Select(least => least.Value.ToString()));
    }

    private static PackageAppraisal Verify(SamplePackage sample, DeviceContext device) => SamplePackage.Verify(sample.Build(), device: device);
}
