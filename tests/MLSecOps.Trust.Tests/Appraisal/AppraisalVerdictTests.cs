using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Appraisal;

namespace MLSecOps.Trust.Tests.Appraisal;

public sealed class AppraisalVerdictTests
{
    private static readonly EarSubmodule Device = new("device", TrustTier.Warning, null, [], []);
    private static readonly EarSubmodule Good = new("model/vision", TrustTier.Affirming, null, [], []);

    [Fact]
    public void All_models_affirming_is_trusted_though_the_device_keeps_its_key_in_a_file() =>
        Verdicts.AssertTrusted(AppraisalVerdict.Of(Result(Device, Good, Good with { Label = "model/sound" })));

    [Fact]
    [RedTeam("G8", "Hides one bad model among good ones", typeof(AppraisalVerdict), "MODEL_DIGEST_MISMATCH", "DEVICE_REJECTED")]
    public void One_contraindicated_part_rejects_whatever_comes_before_it()
    {
        EarExplanation disk = new(TrustAspect.FileSystem, 96, "disk", "MODEL_DIGEST_MISMATCH", "sha256:a", "sha256:b");
        EarSubmodule bad = new("model/sound", TrustTier.Contraindicated, null, [], [new(TrustAspect.Configuration, 36, "measres", "EVIDENCE_CHECK_NOT_RUN", null, null), disk]);

        TrustVerdict verdict = AppraisalVerdict.Of(Result(Device, Good with { Status = TrustTier.None }, bad));

        Verdicts.AssertRejected(EvidenceReasons.ModelDigestMismatch, verdict);
        Check check = verdict.Checks.Single(check => check.Subject == "model/sound");
        Assert.Equal(("sha256:a", "sha256:b"), (check.Expected, check.Found));
        Verdicts.AssertRejected(EvidenceReasons.DeviceRejected, AppraisalVerdict.Of(Result(Device with { Status = TrustTier.Contraindicated }, Good)));
    }

    [Theory]
    [InlineData(TrustTier.None)]
    [InlineData(TrustTier.Warning)]
    public void A_model_that_is_not_affirming_leaves_it_open(TrustTier status)
    {
        // A reason that rejects does not turn a warning into a rejection; one that leaves it open is given.
        EarExplanation[] rows = [new(TrustAspect.Configuration, -33, "floor", "EVIDENCE_FLOOR_LOWERED", null, null), new(TrustAspect.FileSystem, 0, "disk", "EVIDENCE_RECHECK_STALE", null, null)];

        Verdicts.AssertInconclusive(EvidenceReasons.RecheckStale, AppraisalVerdict.Of(Result(Device, Good with { Status = status, Explanation = rows })));
        Verdicts.AssertInconclusive(EvidenceReasons.DeviceUndecided, AppraisalVerdict.Of(Result(Device, Good with { Status = status, Explanation = rows[..1] })));
    }

    [Fact]
    [RedTeam("G8", "Has an appraisal say nothing of models, or of the device", typeof(AppraisalVerdict), "DEVICE_UNDECIDED")]
    public void Nothing_is_never_good()
    {
        Verdicts.AssertInconclusive(EvidenceReasons.DeviceUndecided, AppraisalVerdict.Of(Result(Device)));
        Verdicts.AssertInconclusive(EvidenceReasons.DeviceUndecided, AppraisalVerdict.Of(Result(Good)));
    }

    [Fact]
    public void A_reason_that_nobody_knows_is_not_given()
    {
        EarSubmodule bad = Good with { Status = TrustTier.Contraindicated, Explanation = [new(TrustAspect.FileSystem, 96, "disk", "SOMETHING_NEW", null, null)] };

        Verdicts.AssertRejected(EvidenceReasons.DeviceRejected, AppraisalVerdict.Of(Result(Device, bad)));
    }

    private static Ear Result(params EarSubmodule[] parts) =>
        new(SampleEvidence.IssuedAt, null, new EarVerifier("mlsec", "hub"), SampleEvidence.Nonce, SampleEvidence.Ueid(), parts);
}
