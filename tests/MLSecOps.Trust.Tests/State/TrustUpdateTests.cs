using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Findings;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.TrustUpdates;
using MLSecOps.TestKit;
using MLSecOps.Trust.Bulletins;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.State;
using MLSecOps.Trust.TrustUpdates;

namespace MLSecOps.Trust.Tests.State;

/// <summary>Whom a fleet trusts, from one version to the next: as TUF's root, against a stolen root, publisher or director key.</summary>
public sealed class TrustUpdateTests
{
    private readonly SignedFleet _fleet = new();

    [Fact]
    public void The_next_version_signed_by_the_roots_counts()
    {
        TrustUpdateAppraisal appraisal = _fleet.Judge(_fleet.Sign(_fleet.Update));
        Verdicts.AssertTrusted(appraisal.Verdict);
        Assert.Equal(1, appraisal.State.TrustVersion);
        Assert.Equal(_fleet.Update.Issued, appraisal.State.Time.Sources[TimeSource.Trust]);
        Assert.Single(appraisal.Signers);
    }

    [Fact]
    public void The_version_in_force_comes_again_and_changes_nothing()
    {
        SignedParts parts = _fleet.Sign(_fleet.Update);
        TrustState state = _fleet.Judge(parts).State;
        TrustUpdateAppraisal again = _fleet.Judge(parts, state);
        Verdicts.AssertTrusted(again.Verdict);
        Assert.Same(state, again.State);
    }

    [Fact]
    [RedTeam("G4", "Hands the fleet to keys of his own by a trust update that he signs himself", typeof(TrustUpdateVerifier), "SIGNER_CHAIN_UNTRUSTED")]
    public void An_update_signed_by_others_is_refused()
    {
        SigningAuthority attacker = SigningAuthority.Create("Test Fleet Root");
        TrustUpdate update = SignedFleet.With(_fleet.Update, (TrustRole.Root, SignedFleet.Anchors(attacker)), (TrustRole.Publisher, SignedFleet.Anchors(attacker)));
        TrustUpdateAppraisal appraisal = _fleet.Judge(_fleet.Sign(update, attacker.Issue()));
        Verdicts.AssertRejected(SignatureReasons.ChainUntrusted, appraisal.Verdict);
        Assert.Same(TrustState.Initial, appraisal.State);
    }

    [Fact]
    [RedTeam("G4", "Signs a trust update with a publisher's key", typeof(TrustUpdateVerifier), "SIGNER_CHAIN_UNTRUSTED")]
    public void A_publisher_is_no_root() =>
        Verdicts.AssertRejected(SignatureReasons.ChainUntrusted, _fleet.Judge(_fleet.Sign(_fleet.Update, _fleet.Signer(_fleet.Publishers))).Verdict);

    [Fact]
    [RedTeam("G4", "Has the roots hand the fleet to root keys whose holders never signed", typeof(TrustUpdateVerifier), "TRUST_NEW_ROOT_MISSING")]
    public void The_new_roots_must_sign_too()
    {
        TrustUpdate update = SignedFleet.With(_fleet.Update, (TrustRole.Root, SignedFleet.Anchors(_fleet.NextRoot)));
        X509Certificate2 old = _fleet.Signer(_fleet.Root), next = _fleet.Signer(_fleet.NextRoot);
        Verdicts.AssertRejected(DocumentReasons.TrustNewRoot, _fleet.Judge(_fleet.Sign(update, old)).Verdict);
        Verdicts.AssertRejected(SignatureReasons.ChainUntrusted, _fleet.Judge(_fleet.Sign(update, next)).Verdict);
        Verdicts.AssertTrusted(_fleet.Judge(_fleet.Sign(update, old, next)).Verdict);
    }

    [Fact]
    [RedTeam("G4", "Certifies one root key twice, to count as two", typeof(TrustUpdateVerifier), "SIGNER_THRESHOLD_NOT_MET")]
    public void A_threshold_counts_keys_not_certificates()
    {
        FleetRoles two = _fleet.Roles with { Local = new Dictionary<TrustRole, RolePolicy>(_fleet.Roles.Local) { [TrustRole.Root] = new([_fleet.Root.Anchor], 2) } };
        X509Certificate2 one = _fleet.Signer(_fleet.Root);
        X509Certificate2 twin = _fleet.Root.Issue("Another Name", new CertificateProfile { ExistingKey = one.GetECDsaPrivateKey() });
        Verdicts.AssertRejected(SignatureReasons.ThresholdNotMet, _fleet.Judge(_fleet.Sign(_fleet.Update, one, twin), roles: two).Verdict);
        Verdicts.AssertTrusted(_fleet.Judge(_fleet.Sign(_fleet.Update, one, _fleet.Root.Issue("Second Holder")), roles: two).Verdict);
    }

    [Fact]
    [RedTeam("G4", "Replays an old trust update to bring a retired root back", typeof(TrustUpdateVerifier), "TRUST_VERSION_OLDER")]
    public void Versions_neither_go_back_nor_skip()
    {
        TrustState two = _fleet.After(_fleet.Update with { Version = 2 }, _fleet.After(_fleet.Update));
        Verdicts.AssertRejected(DocumentReasons.TrustOlder, _fleet.Judge(_fleet.Sign(_fleet.Update), two).Verdict);
        Verdicts.AssertRejected(DocumentReasons.TrustOlder, _fleet.Judge(_fleet.Sign(_fleet.Update with { Version = 2, Issued = SignedFleet.Now.AddDays(-2) }), two).Verdict);
        Verdicts.AssertRejected(DocumentReasons.TrustGap, _fleet.Judge(_fleet.Sign(_fleet.Update with { Version = 4 }), two).Verdict);
        Verdicts.AssertRejected(DocumentReasons.TrustGap, _fleet.Judge(_fleet.Sign(_fleet.Update with { Version = (1L << 53) - 1 }), two).Verdict);
        Verdicts.AssertTrusted(_fleet.Judge(_fleet.Sign(_fleet.Update with { Version = 3 }), two).Verdict);
    }

    [Fact]
    [RedTeam("G4", "Signs the next trust update with a root key that was retired", typeof(TrustUpdateVerifier), "SIGNER_CHAIN_UNTRUSTED")]
    public void A_retired_root_signs_nothing_any_more()
    {
        TrustUpdate rotated = SignedFleet.With(_fleet.Update, (TrustRole.Root, SignedFleet.Anchors(_fleet.NextRoot)));
        TrustState state = _fleet.After(rotated, null, _fleet.Signer(_fleet.Root), _fleet.Signer(_fleet.NextRoot));
        Verdicts.AssertRejected(SignatureReasons.ChainUntrusted, _fleet.Judge(_fleet.Sign(_fleet.Update with { Version = 2 }), state).Verdict);
        Verdicts.AssertTrusted(_fleet.Judge(_fleet.Sign(rotated with { Version = 2 }, _fleet.Signer(_fleet.NextRoot)), state).Verdict);
    }

    [Fact]
    [RedTeam("G4", "Brings a trust update of another fleet, signed by a shared root", typeof(TrustUpdateVerifier), "TRUST_UPDATE_OTHER_FLEET")]
    public void Another_fleets_update_is_refused() =>
        Verdicts.AssertRejected(DocumentReasons.TrustFleet, _fleet.Judge(_fleet.Sign(_fleet.Update with { Fleet = "Acme" })).Verdict);

    [Fact]
    public void Anchors_must_be_certificates()
    {
        TrustUpdate update = SignedFleet.With(_fleet.Update, (TrustRole.Director, new RoleAnchors([new byte[] { 0x30, 0 }], 1, false)));
        Verdicts.AssertRejected(DocumentReasons.TrustMalformed, _fleet.Judge(_fleet.Sign(update)).Verdict);
        SigningAuthority weak = SigningAuthority.Create("Weak", new CertificateProfile { Key = TestKey.Rsa1024, Usages = [] });
        Assert.IsType<TrustVerdict.Rejected>(_fleet.Judge(_fleet.Sign(SignedFleet.With(_fleet.Update, (TrustRole.Director, SignedFleet.Anchors(weak))))).Verdict);
    }

    [Fact]
    public void An_expired_update_is_taken_and_told_as_freeze()
    {
        DateTimeOffset later = _fleet.Update.Expires.AddSeconds(1);
        TrustUpdateAppraisal appraisal = _fleet.Judge(_fleet.Sign(_fleet.Update), time: new VerificationTime(later, TimeOrigin.Clock));
        Verdicts.AssertTrusted(appraisal.Verdict);
        Freeze freeze = Assert.Single(appraisal.State.Freezes(new VerificationTime(later, TimeOrigin.Clock)));
        Assert.Equal((DocumentReasons.TrustFrozen, 1L, _fleet.Update.Expires), (freeze.Reason, freeze.Version, freeze.Since));
        Assert.Empty(appraisal.State.Freezes(SignedFleet.Time));
    }

    [Fact]
    public void A_device_that_slept_for_years_follows_signers_whose_certificates_have_ended()
    {
        SigningAuthority shortly = SigningAuthority.Create("Old Root", new CertificateProfile { Usages = [], NotAfter = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero) });
        FleetRoles roles = _fleet.Roles with { Local = new Dictionary<TrustRole, RolePolicy>(_fleet.Roles.Local) { [TrustRole.Root] = new([shortly.Anchor]) } };
        TrustUpdate update = SignedFleet.With(_fleet.Update, (TrustRole.Root, SignedFleet.Anchors(_fleet.Root)));
        SignedParts parts = _fleet.Sign(update, shortly.Issue("Holder", new CertificateProfile { NotAfter = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero) }), _fleet.Signer(_fleet.Root));
        Verdicts.AssertTrusted(_fleet.Judge(parts, time: new VerificationTime(SignedFleet.Now.AddYears(3), TimeOrigin.Clock), roles: roles).Verdict);
    }

    [Fact]
    public void An_update_of_the_future_is_refused_by_a_clock_and_taken_by_a_floor()
    {
        TrustUpdate update = _fleet.Update with { Issued = SignedFleet.Now.AddDays(1) };
        Verdicts.AssertRejected(DocumentReasons.TrustNotYetIssued, _fleet.Judge(_fleet.Sign(update)).Verdict);
        Verdicts.AssertTrusted(_fleet.Judge(_fleet.Sign(update), time: new VerificationTime(SignedFleet.Now, TimeOrigin.Floor)).Verdict);
    }

    [Fact]
    public void Local_files_only_narrow()
    {
        FleetRoles local = new(
            new Dictionary<TrustRole, RolePolicy>
            {
                [TrustRole.Root] = new([_fleet.Root.Anchor]),
                [TrustRole.Publisher] = new([_fleet.Publishers.Anchor], 2),
                [TrustRole.Director] = new([_fleet.Directors.Anchor], 1, SignerUsage.Strict),
            },
            []);
        TrustUpdate update = SignedFleet.With(
            _fleet.Update,
            (TrustRole.Publisher, SignedFleet.Anchors(_fleet.NextPublishers)),
            (TrustRole.Director, SignedFleet.Anchors(_fleet.Directors) with { AcceptsOmsUsage = true, Threshold = 3 }),
            (TrustRole.Timestamp, SignedFleet.Anchors(_fleet.Root)));
        TrustState state = _fleet.Judge(_fleet.Sign(update), roles: local).State;
        RolePolicy publisher = local.Of(TrustRole.Publisher, state.Trust), director = local.Of(TrustRole.Director, state.Trust);
        Assert.Equal(2, publisher.Threshold);
        Assert.Equal(_fleet.NextPublishers.Anchor, Assert.Single(publisher.Anchors).ToArray());
        Assert.Equal((3, SignerUsage.Strict), (director.Threshold, director.Usage));
        Assert.Single(publisher.TimestampAnchors);
        Assert.Empty(local.Of(TrustRole.Hub, state.Trust).Anchors);
        Assert.Equal(2, local.Of(TrustRole.Publisher, null).Threshold);
    }

    [Fact]
    [RedTeam("G4", "Fast-forwards the bulletin, with a stolen publisher key, to the last version there is", typeof(TrustUpdateVerifier))]
    public void A_fast_forwarded_bulletin_does_not_outlive_its_signer()
    {
        Bulletin poison = SignedFleet.Bulletin((1L << 53) - 1, SignedFleet.Recalled(7));
        TrustState state = _fleet.After(poison, _fleet.After(_fleet.Update));
        Verdicts.AssertRejected(DocumentReasons.BulletinOlder, _fleet.JudgeBulletin(_fleet.Sign(SignedFleet.Bulletin(2)), state).Verdict);

        TrustUpdate rotated = SignedFleet.With(_fleet.Update with { Version = 2 }, (TrustRole.Publisher, SignedFleet.Anchors(_fleet.NextPublishers)));
        TrustState after = _fleet.After(rotated, state);

        // What it recalls stays recalled until the new publisher's word.
        Assert.NotNull(after.Bulletin!.Bulletin.FindRecall(SignedFleet.Id(7).Manifest));
        Assert.False(after.Bulletin.Binding);
        Verdicts.AssertRejected(SignatureReasons.ChainUntrusted, _fleet.JudgeBulletin(_fleet.Sign(poison with { Recalls = [] }), after).Verdict);
        TrustState repaired = _fleet.After(SignedFleet.Bulletin(1), after, _fleet.Signer(_fleet.NextPublishers));
        Assert.Equal((1L, true, 0), (repaired.Bulletin!.Bulletin.Version, repaired.Bulletin.Binding, repaired.Bulletin.Bulletin.Recalls.Count));
    }

    [Fact]
    public void A_bulletin_whose_signers_stay_keeps_its_version()
    {
        TrustState state = _fleet.After(SignedFleet.Bulletin(7), _fleet.After(_fleet.Update));
        TrustUpdate added = SignedFleet.With(_fleet.Update with { Version = 2 }, (TrustRole.Publisher, SignedFleet.Anchors(_fleet.Publishers, _fleet.NextPublishers)));
        TrustState after = _fleet.After(added, state);
        Assert.True(after.Bulletin!.Binding);
        Verdicts.AssertRejected(DocumentReasons.BulletinOlder, _fleet.JudgeBulletin(_fleet.Sign(SignedFleet.Bulletin(6)), after).Verdict);
    }

    [Fact]
    [RedTeam("G2", "Moves the time floor past every honest document by a poisoned date", typeof(TimeFloor))]
    public void Root_resets_a_poisoned_source_of_time_and_no_other_document_does()
    {
        TrustState state = _fleet.After(_fleet.Update);
        DateTimeOffset poison = new(2029, 6, 1, 0, 0, 0, TimeSpan.Zero);
        BulletinAppraisal future = _fleet.JudgeBulletin(
            _fleet.Sign(SignedFleet.Bulletin() with { Issued = poison, Expires = poison.AddDays(1) }), state, new VerificationTime(SignedFleet.Now, TimeOrigin.Floor));
        Verdicts.AssertTrusted(future.Verdict);
        Assert.Equal(poison, future.State.Time.Instant);
        Assert.Equal(new VerificationTime(poison, TimeOrigin.Floor), future.State.Time.At(SignedFleet.Now));
        Verdicts.AssertRejected(DocumentReasons.TrustSchema, _fleet.Judge(SignedFleet.Sign(SignedFleet.Value(BulletinWriter.Write(SignedFleet.Bulletin())), [_fleet.Signer(_fleet.Root)]), future.State).Verdict);

        TrustUpdate reset = _fleet.Update with { Version = 2, TimeResets = [TimeSource.Bulletin] };
        TrustState repaired = _fleet.Judge(_fleet.Sign(reset), future.State, future.State.Time.At(SignedFleet.Now)).State;
        Assert.Equal(2, repaired.TrustVersion);
        Assert.Equal(new VerificationTime(SignedFleet.Now, TimeOrigin.Clock), repaired.Time.At(SignedFleet.Now));
    }

    [Fact]
    public void A_director_who_changed_begins_anew()
    {
        TrustState state = _fleet.After(_fleet.Update) with
        {
            Directives = new Trust.Directives.DirectiveMemory([new(SignedFleet.Id(1).Manifest, "group:x", long.MaxValue >> 10, SignedFleet.Id(2).Manifest)]),
        };
        Assert.NotEmpty(_fleet.After(_fleet.Update with { Version = 2 }, state).Directives.Records);
        TrustUpdate rotated = SignedFleet.With(_fleet.Update with { Version = 2 }, (TrustRole.Director, SignedFleet.Anchors(_fleet.NextRoot)));
        Assert.Empty(_fleet.After(rotated, state).Directives.Records);
    }
}
