using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Appraisal;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Tests.Evidence;

namespace MLSecOps.Trust.Tests.Appraisal;

public sealed class EvidenceAppraiserTests
{
    private static readonly Fleet Fleet = new();
    private static readonly AppraisalPolicy Policy = new("urn:mlsec:policy:test:1", new EarVerifier("mlsec", "test"));
    private static readonly ReferenceRelease Known = new(SampleEvidence.Release, SampleEvidence.Digest("model"));
    private static readonly ReferenceValues References = new([new ModelReference("vision", [Known], SampleEvidence.Release, 17)]);

    [Fact]
    public void A_known_release_as_signed_is_affirming()
    {
        Ear ear = Appraise(SampleEvidence.Model);
        EarSubmodule model = Assert.Single(ear.Models);
        Assert.Equal(("model/vision", TrustTier.Affirming), (model.Label, model.Status));
        Assert.Equal(TrustTier.Affirming, ear.WorstModel);
        Assert.All(
            [TrustAspect.InstanceIdentity, TrustAspect.Configuration, TrustAspect.Executables, TrustAspect.FileSystem],
            aspect => Assert.Equal((sbyte?)2, model.Vector![aspect]));
        Assert.Equal(SampleEvidence.Nonce, ear.Nonce!.Value.ToArray());
        Assert.Equal(SampleEvidence.Ueid(), ear.Ueid);
        Assert.Equal([Policy.Id], model.Policies);

        // Inspection did not run, and says so, though this policy does not require it.
        AssertRow(model, "measres.inspection", EvidenceReasons.CheckNotRun);
        Assert.Null(Row(model, "disk").Reason);
    }

    public static TheoryData<string, TrustAspect, int, TrustTier, string, string> Departures { get; } = new()
    {
        { "other manifest", TrustAspect.Executables, 33, TrustTier.Warning, "manifest_sha256", "MODEL_RELEASE_UNKNOWN" },
        { "same number, other manifest", TrustAspect.Executables, 33, TrustTier.Warning, "manifest_sha256", "MODEL_RELEASE_UNKNOWN" },
        { "disk differs", TrustAspect.FileSystem, 96, TrustTier.Contraindicated, "disk", "MODEL_DIGEST_MISMATCH" },
        { "disk not measured", TrustAspect.FileSystem, 0, TrustTier.None, "disk", "EVIDENCE_ABSENT" },
        { "recheck old", TrustAspect.FileSystem, 0, TrustTier.None, "disk", "EVIDENCE_RECHECK_STALE" },
        { "recheck in the future", TrustAspect.FileSystem, 0, TrustTier.None, "disk", "EVIDENCE_RECHECK_STALE" },
        { "scrub failed", TrustAspect.FileSystem, 96, TrustTier.Contraindicated, "measres.scrub", "EVIDENCE_SCRUB_FAILED" },
        { "scrub not run", TrustAspect.Configuration, 36, TrustTier.Warning, "measres.scrub", "EVIDENCE_CHECK_NOT_RUN" },
        { "rehearsal failed", TrustAspect.Executables, -97, TrustTier.Contraindicated, "measres.rehearsal@s", "EVIDENCE_REHEARSAL_FAILED" },
        { "rehearsal half run", TrustAspect.Configuration, 36, TrustTier.Warning, "measres.rehearsal@s", "EVIDENCE_CHECK_NOT_RUN" },
        { "nothing ran", TrustAspect.Configuration, 36, TrustTier.Warning, "measres.rehearsal", "EVIDENCE_CHECK_NOT_RUN" },
        { "one of two suites failed", TrustAspect.Executables, -97, TrustTier.Contraindicated, "measres.rehearsal@b", "EVIDENCE_REHEARSAL_FAILED" },
        { "inspection failed", TrustAspect.Executables, 96, TrustTier.Contraindicated, "measres.inspection", "EVIDENCE_INSPECTION_FAILED" },
        { "unknown system failed", TrustAspect.Executables, -33, TrustTier.Warning, "measres.canary", "EVIDENCE_CHECK_FAILED" },
        { "floor lowered", TrustAspect.Configuration, -33, TrustTier.Warning, "floor", "EVIDENCE_FLOOR_LOWERED" },
    };

    [Theory]
    [MemberData(nameof(Departures))]
    [RedTeam("G8", "Reports a model that is changed, unknown, not measured, not rehearsed or measured too long ago", typeof(ModelAppraiser), "MODEL_RELEASE_UNKNOWN", "MODEL_DIGEST_MISMATCH", "EVIDENCE_ABSENT", "EVIDENCE_RECHECK_STALE", "EVIDENCE_SCRUB_FAILED", "EVIDENCE_CHECK_NOT_RUN", "EVIDENCE_REHEARSAL_FAILED", "EVIDENCE_INSPECTION_FAILED", "EVIDENCE_CHECK_FAILED")]
    [RedTeam("G2", "Lowers the floor of a device, as by an old image", typeof(ModelAppraiser), "EVIDENCE_FLOOR_LOWERED")]
    public void Departures_have_the_documented_values(string what, TrustAspect aspect, int value, TrustTier status, string claim, string reason)
    {
        ModelClaims good = SampleEvidence.Model;
        MeasurementResult[] passed = [MeasurementResult.Of("rehearsal@s", CheckOutcome.Passed), MeasurementResult.Of("scrub", CheckOutcome.Passed)];
        ModelClaims claims = what switch
        {
            "other manifest" => good with { Id = new ReleaseId(18, SampleEvidence.Digest("other")) },
            "same number, other manifest" => good with { Id = good.Id with { Manifest = SampleEvidence.Digest("other") } },
            "disk differs" => good with { Disk = good.Disk! with { Model = SampleEvidence.Digest("tampered") } },
            "disk not measured" => good with { Disk = null },
            "recheck old" => good with { Disk = good.Disk! with { Checked = SampleEvidence.IssuedAt.AddHours(-25) } },
            "recheck in the future" => good with { Disk = good.Disk! with { Checked = SampleEvidence.IssuedAt.AddSeconds(1) } },
            "scrub failed" => good with { Results = [passed[0], MeasurementResult.Of("scrub", CheckOutcome.Failed)] },
            "scrub not run" => good with { Results = [passed[0], MeasurementResult.Of("scrub", CheckOutcome.NotRun)] },
            "rehearsal failed" => good with { Results = [MeasurementResult.Of("rehearsal@s", CheckOutcome.Failed), passed[1]] },
            "rehearsal half run" => good with
            {
                Results = [new MeasurementResult("rehearsal@s", [new MeasuredCheck("a", CheckOutcome.Passed), new MeasuredCheck("b", CheckOutcome.NotRun)]), passed[1]],
            },
            "nothing ran" => good with { Results = [] },
            "one of two suites failed" => good with { Results = [.. passed, MeasurementResult.Of("rehearsal@b", CheckOutcome.Failed)] },
            "inspection failed" => good with { Results = [.. passed, MeasurementResult.Of("inspection", CheckOutcome.Failed)] },
            "unknown system failed" => good with { Results = [.. passed, MeasurementResult.Of("canary", CheckOutcome.Failed)] },
            _ => good with { Floor = 16 },
        };
        Ear ear = Appraise(claims);
        EarSubmodule model = Assert.Single(ear.Models);
        Assert.Equal(((sbyte?)value, status), (model.Vector![aspect], model.Status));
        EarExplanation row = Assert.Single(model.Explanation, row => row.Claim == claim && row.Reason is not null);
        Assert.Equal((aspect, (sbyte)value, reason), (row.Aspect, row.Value, row.Reason));
        Assert.NotNull(ReasonCatalogue.Find(reason));
    }

    [Fact]
    public void A_tampered_file_is_explained_with_both_digests()
    {
        Ear ear = Appraise(SampleEvidence.Model with { Disk = SampleEvidence.Model.Disk! with { Model = SampleEvidence.Digest("tampered") } });
        EarExplanation row = Row(Assert.Single(ear.Models), "disk");
        Assert.Equal(($"{SampleEvidence.Digest("model")}", $"{SampleEvidence.Digest("tampered")}"), (row.Expected, row.Found));
    }

    [Fact]
    [RedTeam("G4", "Goes on running a release that was recalled", typeof(ModelAppraiser), "MODEL_RELEASE_RECALLED")]
    public void A_recalled_release_is_contraindicated()
    {
        Ear ear = Appraise(SampleEvidence.Model, new ReferenceValues([new ModelReference("vision", [Known with { Recalled = true }], null, 0)]));
        EarSubmodule model = Assert.Single(ear.Models);
        Assert.Equal((TrustTier.Contraindicated, (sbyte?)96), (model.Status, model.Vector![TrustAspect.Executables]));
        AssertRow(model, "manifest_sha256", EvidenceReasons.ModelRecalled);
    }

    [Fact]
    public void Another_known_release_than_the_desired_one_is_named()
    {
        ReleaseId wanted = new(18, SampleEvidence.Digest("next"));
        Ear ear = Appraise(SampleEvidence.Model, new ReferenceValues([new ModelReference("vision", [Known], wanted, 0)]));
        EarSubmodule model = Assert.Single(ear.Models);
        Assert.Equal(TrustTier.Affirming, model.Status);
        AssertRow(model, "release", EvidenceReasons.ModelNotDesired);
    }

    /// <summary>No data is never affirming, from whatever side it is missing.</summary>
    [Fact]
    [RedTeam("G8", "Sends evidence without models, or of models that the hub has no values for", typeof(EvidenceAppraiser))]
    public void No_data_is_never_affirming()
    {
        Assert.Equal(TrustTier.None, Assert.Single(AppraiseModels([]).Models).Status);
        Assert.Equal(TrustTier.None, AppraiseModels([], new ReferenceValues([])).WorstModel);
        EarSubmodule stranger = Assert.Single(Appraise(SampleEvidence.Model, new ReferenceValues([])).Models);
        Assert.Equal((TrustTier.Warning, (sbyte?)0), (stranger.Status, stranger.Vector![TrustAspect.FileSystem]));
    }

    [Fact]
    [RedTeam("G8", "Sends good claims in evidence that does not verify", typeof(EvidenceAppraiser), "EVIDENCE_NONCE_MISMATCH")]
    public void Evidence_that_does_not_verify_is_99_throughout()
    {
        EvidenceVerification forged = Fleet.Verify(Fleet.Sign(), new EvidenceChallenge(new byte[32], null));
        Ear ear = EvidenceAppraiser.Appraise(forged, References, Policy, SampleEvidence.IssuedAt);
        Assert.Equal(["device", "model/vision"], ear.Submodules.Select(part => part.Label));
        Assert.All(ear.Submodules, part =>
        {
            Assert.Equal(TrustTier.Contraindicated, part.Status);
            Assert.All(Enum.GetValues<TrustAspect>(), aspect => Assert.Equal((sbyte?)99, part.Vector![aspect]));
            AssertRow(part, "evidence.nonce", EvidenceReasons.NonceMismatch);
        });
        Assert.True(EarWriter.Write(ear).TryGet(out _, out _));
    }

    [Fact]
    public void Evidence_that_stays_open_asserts_nothing()
    {
        VerificationTime floor = new(new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero), TimeOrigin.Floor);
        EvidenceVerification open = Fleet.Verify(Fleet.Sign(), new EvidenceChallenge(SampleEvidence.Nonce, null), floor);
        Ear ear = EvidenceAppraiser.Appraise(open, References, Policy, SampleEvidence.IssuedAt);
        Assert.All(ear.Submodules, part => Assert.Equal(TrustTier.None, part.Status));
        AssertRow(ear.Device!, "certificate.validity", EvidenceReasons.DeviceTimeUnproven);
    }

    [Fact]
    public void A_device_with_keys_in_a_file_is_never_backed_by_hardware()
    {
        EvidenceClaims claims = Fleet.Claims with { Coverage = [] };
        ReferenceValues references = References with { Agents = [claims.Agent!.Value], Configurations = [claims.Configuration] };
        EarSubmodule device = Appraise(claims, references).Device!;
        Assert.Equal(TrustTier.Warning, device.Status);
        Assert.Equal<(sbyte?, sbyte?, sbyte?, sbyte?)>((0, 32, 2, 2), (device.Vector![TrustAspect.Hardware], device.Vector[TrustAspect.StorageOpaque], device.Vector[TrustAspect.Configuration], device.Vector[TrustAspect.Executables]));
    }

    [Fact]
    public void What_the_device_s_agent_and_settings_amount_to()
    {
        EvidenceClaims claims = Fleet.Claims with { Coverage = [] };
        ReferenceValues known = References with { Agents = [claims.Agent!.Value], Configurations = [claims.Configuration] };
        EarSubmodule appraise(EvidenceClaims changed, ReferenceValues references) => Appraise(changed, references).Device!;
        EarSubmodule unknown = appraise(claims, References);
        Assert.Equal<(sbyte?, sbyte?)>((0, 0), (unknown.Vector![TrustAspect.Executables], unknown.Vector[TrustAspect.Configuration]));
        Assert.Equal((sbyte?)33, appraise(claims with { Agent = SampleEvidence.Digest("x") }, known).Vector![TrustAspect.Executables]);
        Assert.Equal((sbyte?)0, appraise(claims with { Agent = null }, known).Vector![TrustAspect.Executables]);
        EarSubmodule observing = appraise(claims with { Mode = EvidenceMode.Observe }, known);
        Assert.Equal((sbyte?)-33, observing.Vector![TrustAspect.Configuration]);
        AssertRow(observing, "mode", EvidenceReasons.NotEnforced);
        Assert.Equal((sbyte?)32, appraise(claims with { InsecureOptions = ["insecure_x"] }, known).Vector![TrustAspect.Configuration]);
        EarSubmodule gaps = appraise(Fleet.Claims, known);
        Assert.Equal((sbyte?)36, gaps.Vector![TrustAspect.Configuration]);
        AssertRow(gaps, "coverage", EvidenceReasons.CoverageIncomplete);
    }

    /// <summary>64 expected models and 64 others, each with everything: the result still fits its own format.</summary>
    [Fact]
    public void The_largest_result_can_be_written()
    {
        EvidenceClaims claims = Fleet.Claims with { Models = [.. Enumerable.Range(0, 64).Select(i => SampleEvidence.Model with { Model = $"have-{i}", HandedOut = HandedOut })] };
        ReferenceValues references = new([.. Enumerable.Range(0, 64).Select(i => new ModelReference($"want-{i}", [Known], SampleEvidence.Release, 17))]);
        Ear ear = Appraise(claims, references);
        Assert.Equal(129, ear.Submodules.Count);
        Assert.True(HubStatements.SignAppraisal(ear, Fleet.HubKey, [Fleet.Hub.RawData]).TryGet(out _, out Core.Bytes.FormatFault? fault), $"{fault}");
    }

    private static IReadOnlyList<HandedOut> HandedOut { get; } =
        [.. Enumerable.Repeat(new HandedOut(SampleEvidence.Digest("other"), SampleEvidence.Release.Manifest, SampleEvidence.Digest("program"), new string('u', EvidenceLimits.TextLength), SampleEvidence.IssuedAt, 1), EvidenceLimits.HandedOut)];

    private static Ear Appraise(ModelClaims model, ReferenceValues? references = null) => AppraiseModels([model], references);

    private static Ear AppraiseModels(IReadOnlyList<ModelClaims> models, ReferenceValues? references = null) =>
        Appraise(Fleet.Claims with { Models = models }, references ?? References);

    private static Ear Appraise(EvidenceClaims claims, ReferenceValues references)
    {
        EvidenceVerification verification = Fleet.Verify(Fleet.Sign(claims));
        Verdicts.AssertTrusted(verification.Verdict);
        Ear ear = EvidenceAppraiser.Appraise(verification, references, Policy, SampleEvidence.IssuedAt);
        Assert.All(ear.Submodules, part => Assert.True(TrustVector.Rank(part.Status) >= TrustVector.Rank(part.Vector!.Worst), $"{part.Label} is better than its worst claim"));
        return ear;
    }

    private static EarExplanation Row(EarSubmodule part, string claim) => Assert.Single(part.Explanation, row => row.Claim == claim);

    private static void AssertRow(EarSubmodule part, string claim, Reason reason) => Assert.Equal(reason.Code, Row(part, claim).Reason);
}
