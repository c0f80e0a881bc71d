using System.Text.RegularExpressions;
using MLSecOps.Cli.Attestation;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Cli.Tests.Attestation;

public sealed class AttestTests : IClassFixture<SampleFixture>
{
    private readonly SampleFixture _sample;
    private readonly SampleFleet _fleet;

    public AttestTests(SampleFixture sample)
    {
        _sample = sample;
        _fleet = new SampleFleet(Path.Combine(sample.Folder, "acme"));
    }

    [Fact]
    public async Task Good_evidence_is_trusted_and_everything_is_shown()
    {
        MlsecRun run = await Verify(_fleet.Bundle());

        Assert.True(run.ExitCode == 0, run.ToString());
        Golden.Matches("attest/trusted.txt", Stable(run.Output));
        Golden.Matches("attest/trusted.json", Stable((await Verify(_fleet.Bundle(), "--json")).Output));
    }

    [Fact]
    public async Task Other_bytes_on_disk_are_rejected_with_expected_and_found()
    {
        MlsecRun run = await Verify(_fleet.Bundle(_fleet.Tampered));

        Assert.Equal(3, run.ExitCode);
        Golden.Matches("attest/rejected.txt", Stable(run.Output + run.Error));
    }

    [Fact]
    public async Task A_release_that_the_hub_does_not_know_is_inconclusive()
    {
        MlsecRun run = await Verify(_fleet.Bundle(_fleet.Unknown));

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("INCONCLUSIVE", run.Output, StringComparison.Ordinal);
        Assert.Contains("MODEL_RELEASE_UNKNOWN", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_without_models_is_not_good()
    {
        MlsecRun run = await Verify(_fleet.Bundle(_fleet.Claims with { Models = [] }));

        Assert.Equal(4, run.ExitCode);
    }

    [Fact]
    public async Task Another_fleet_s_anchors_reject_it()
    {
        using ScratchFolder folder = new();
        Mlsec mlsec = new(folder.Path);
        await mlsec.Run("trust", "init", "mallory");
        folder.Write("evidence.json", SampleFleet.Text(_fleet.Bundle()));

        MlsecRun run = await mlsec.Run("attest", "verify", "evidence.json", "--trust", "mallory/trust.toml");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("claims    none that can be believed", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_can_be_named()
    {
        MlsecRun late = await Verify(_fleet.Bundle(), "--at", Timestamp.Of(_fleet.Now.AddDays(31)));
        MlsecRun past = await Verify(_fleet.Bundle(), "--at", Timestamp.Of(_fleet.Now.AddDays(29)));

        Assert.Equal((3, 0), (late.ExitCode, past.ExitCode));
        Assert.Contains("[DEVICE_CERTIFICATE_EXPIRED]", late.Error, StringComparison.Ordinal);
        Assert.Contains("which is past: it says what was", past.Output, StringComparison.Ordinal);
    }

    public static TheoryData<string> Parts() => ["evidence", "device certificate", "authority certificate", "challenge", "appraisal"];

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_flipped_bit_in_any_part_rejects(string part)
    {
        EvidenceBundle good = _fleet.Bundle();
        Assert.IsType<TrustVerdict.Trusted>(Judge(good));
        byte[] bytes = Part(good, part);
        for (int bit = 0; bit < bytes.Length * 8; bit += 61)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.IsType<TrustVerdict.Rejected>(Judge(With(good, part, flipped)));
        }
    }

    [Theory]
    [MemberData(nameof(Parts))]
    public void A_cut_in_any_part_rejects(string part)
    {
        EvidenceBundle good = _fleet.Bundle();
        byte[] bytes = Part(good, part);
        for (int length = 0; length < bytes.Length; length += 29)
        {
            Assert.IsType<TrustVerdict.Rejected>(Judge(With(good, part, bytes[..length])));
        }
    }

    [Fact]
    [RedTeam("G5", "Puts an evidence bundle together from parts of two", typeof(BundleAppraisal), "EVIDENCE_NONCE_MISMATCH", "APPRAISAL_OF_OTHER_EVIDENCE", "COSE_CONTENT_TYPE", "EVIDENCE_UEID_MISMATCH")]
    public void Parts_of_two_bundles_do_not_make_one()
    {
        EvidenceBundle one = _fleet.Bundle();
        EvidenceBundle other = _fleet.Bundle(nonce: [.. SampleFleet.Nonce.Reverse()]);

        AssertRejected(EvidenceReasons.NonceMismatch, one with { Evidence = other.Evidence });
        AssertRejected(EvidenceReasons.AppraisalOther, one with { Appraisal = other.Appraisal });
        AssertRejected(EvidenceReasons.NonceMismatch, one with { Challenge = other.Challenge });
        AssertRejected(EvidenceReasons.CoseContentType, one with { Challenge = other.Appraisal });
        AssertRejected(EvidenceReasons.UeidMismatch, one with { Ueid = "01ffffffffffffffffffffffffffffffff" });
    }

    /// <summary>A nonce of an epoch has several answers: an earlier, better appraisal must not be shown with what came later.</summary>
    [Fact]
    [RedTeam("G8", "Shows an earlier, better appraisal with what came later", typeof(BundleAppraisal), "APPRAISAL_OF_OTHER_EVIDENCE")]
    public void An_appraisal_of_an_earlier_answer_to_the_same_nonce_is_noticed()
    {
        EvidenceBundle good = _fleet.Bundle();

        AssertRejected(EvidenceReasons.AppraisalOther, _fleet.Bundle(_fleet.Tampered) with { Appraisal = good.Appraisal });
        AssertRejected(EvidenceReasons.AppraisalOther, _fleet.Bundle(_fleet.Unknown) with { Appraisal = good.Appraisal });

        // Even where nothing differs but the signature, which is drawn anew: it is another message.
        EvidenceBundle twin = _fleet.Bundle();
        AssertRejected(EvidenceReasons.AppraisalOther, twin with { Appraisal = good.Appraisal });
        Assert.Equal(BundleChecks.AppraisalEvidence, Judge(twin with { Appraisal = good.Appraisal }).Cause?.Id);
    }

    [Fact]
    public void A_challenge_for_another_device_is_refused()
    {
        Assert.True(Ueid.TryParse("01ffffffffffffffffffffffffffffffff", out Ueid? other));
        byte[] challenge = _fleet.Sign(new Challenge(SampleFleet.Nonce, _fleet.Now, _fleet.Now.AddMinutes(1), ChallengeKind.Challenge, other));

        AssertRejected(EvidenceReasons.ChallengeForOther, _fleet.Bundle() with { Challenge = challenge });
    }

    [Fact]
    public void An_answer_to_an_epoch_is_as_good_as_one_to_a_challenge()
    {
        byte[] epoch = _fleet.Sign(new Challenge(SampleFleet.Nonce, _fleet.Now, _fleet.Now.AddMinutes(5), ChallengeKind.Epoch, null));

        Assert.IsType<TrustVerdict.Trusted>(Judge(_fleet.Bundle() with { Challenge = epoch }));
    }

    [Fact]
    public void Evidence_that_does_not_answer_the_question_of_just_now_is_refused() => Assert.Equal(
        EvidenceReasons.NonceMismatch,
        BundleAppraisal.Judge(_fleet.Bundle(), _fleet.Anchors, new VerificationTime(_fleet.Now, TimeOrigin.Clock), new byte[32]).Verdict.Refusal);

    [Fact]
    public void No_cut_of_the_text_is_a_bundle()
    {
        byte[] text = SampleFleet.Text(_fleet.Bundle());
        for (int length = 0; length < text.Length; length++)
        {
            Assert.Equal(CommandReasons.BundleMalformed, Assert.Throws<CommandFailure>(() => BundleText.Read(text.AsSpan(0, length), "cut")).Failure.Reason);
        }
    }

    [Fact]
    public void A_changed_text_is_no_bundle_or_says_the_same_or_is_not_trusted()
    {
        EvidenceBundle good = _fleet.Bundle();
        byte[] text = SampleFleet.Text(good);
        Random random = new(20261123);
        for (int round = 0; round < 500; round++)
        {
            byte[] changed = [.. text];
            changed[random.Next(text.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                EvidenceBundle bundle = BundleText.Read(changed, "changed");
                if (Judge(bundle) is TrustVerdict.Trusted)
                {
                    Assert.Equal(Parts().SelectMany(part => Part(good, part.Data)), Parts().SelectMany(part => Part(bundle, part.Data)));
                    Assert.Equal(good.Ueid, bundle.Ueid);
                }
            }
            catch (CommandFailure failure)
            {
                Assert.Equal(CommandReasons.BundleMalformed, failure.Failure.Reason);
            }
        }
    }

    private async Task<MlsecRun> Verify(EvidenceBundle bundle, params string[] flags)
    {
        using ScratchFolder folder = new();
        folder.Write("evidence.json", SampleFleet.Text(bundle));
        return await new Mlsec(folder.Path).Run(["attest", "verify", "evidence.json", "--trust", Path.Combine(_sample.Folder, "acme", "trust.toml"), .. flags]);
    }

    private TrustVerdict Judge(EvidenceBundle bundle) => BundleAppraisal.Judge(bundle, _fleet.Anchors, new VerificationTime(_fleet.Now, TimeOrigin.Clock)).Verdict;

    private void AssertRejected(Reason reason, EvidenceBundle bundle) => Assert.Equal(reason, Assert.IsType<TrustVerdict.Rejected>(Judge(bundle)).Reason);

    private static byte[] Part(EvidenceBundle bundle, string part) => part switch
    {
        "evidence" => bundle.Evidence,
        "device certificate" => bundle.Certificates[0],
        "authority certificate" => bundle.Certificates[1],
        "challenge" => bundle.Challenge,
        _ => bundle.Appraisal,
    };

    private static EvidenceBundle With(EvidenceBundle bundle, string part, byte[] bytes) => part switch
    {
        "evidence" => bundle with { Evidence = bytes },
        "device certificate" => bundle with { Certificates = [bytes, bundle.Certificates[1]] },
        "authority certificate" => bundle with { Certificates = [bundle.Certificates[0], bytes] },
        "challenge" => bundle with { Challenge = bytes },
        _ => bundle with { Appraisal = bytes },
    };

    // Keys are fresh in every run, and so is the time.
    internal static string Stable(string text) => Regex.Replace(
        Regex.Replace(text, @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "2026-11-23T00:00:00Z"),
        @"(?<![0-9a-f:])[0-9a-f]{64}(?![0-9a-f])",
        match => match.Value == Convert.ToHexStringLower(SampleFleet.Nonce) ? match.Value : new string('0', 64));
}
