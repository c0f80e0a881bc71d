using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Evidence;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Verity;
using MLSecOps.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace MLSecOps.EdgeAgent.Tests.Evidence;

/// <summary>What a device states of itself, as the hub's own verifier and appraiser see it.</summary>
public sealed class EvidenceMakerTests : IDisposable
{
    private const string ReportOnly = "[update]\nsoak = \"0s\"\n[watch]\non_tamper = \"report\"\n";

    private readonly ScratchFolder _folder = new();
    private readonly SigningAuthority _authority = SigningAuthority.Create();
    private readonly EvidenceFleet _fleet = new();

    public void Dispose()
    {
        _fleet.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_healthy_device_is_affirming_as_soon_as_its_model_is_current()
    {
        await using TestDevice device = await InstallAsync(ReportOnly);
        EarSubmodule model = _fleet.Appraise(device);
        Assert.Equal(TrustTier.Affirming, model.Status);
        Assert.Equal($"{EvidenceFleet.SignedDigest(device)}", Row(model, "disk").Found);
        EvidenceClaims claims = Claims(device);
        Assert.Equal(Sha256Digest.Of(_fleet.Identity.Key.ExportSubjectPublicKeyInfo()), claims.TlsKey);
        Assert.Equal(device.Evidence().Settings.Digest, claims.Configuration);
        Assert.Equal(TestDevice.Engine, claims.Engine);
        Assert.NotNull(claims.Agent);
        Assert.Equal((1, UpdatePhase.Confirmed), (claims.Models[0].Floor, claims.Models[0].State));
        Assert.Single(claims.Models[0].Signers);
    }

    [Fact]
    [RedTeam("G8", "Changes the model and asks for evidence", typeof(ModelEvidence), "MODEL_DIGEST_MISMATCH", "EVIDENCE_SCRUB_FAILED")]
    public async Task A_changed_file_is_contraindicated_and_both_digests_are_shown()
    {
        await using TestDevice device = await InstallAsync(ReportOnly);
        await TamperAsync(device, bytes => bytes[5000] ^= 1);
        EarSubmodule model = _fleet.Appraise(device);
        Assert.Equal(TrustTier.Contraindicated, model.Status);
        AssertDisk(device, model);
        Assert.Equal(EvidenceReasons.ScrubFailed.Code, Row(model, "measres.scrub").Reason);
    }

    [Fact]
    public async Task A_file_of_another_size_is_measured_too()
    {
        await using TestDevice device = await InstallAsync(ReportOnly);
        string file = device.ModelFile();
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(file, "short");
        device.Recheck();
        await device.UntilAsync(() => device.Slot().Integrity == Integrity.Tampered);
        AssertDisk(device, _fleet.Appraise(device));
    }

    [Fact]
    [RedTeam("G8", "Removes the model and asks for evidence", typeof(ModelEvidence), "EVIDENCE_ABSENT", "MODEL_FILE_MISSING")]
    public async Task A_missing_file_has_no_digest_and_is_contraindicated_by_the_scrub()
    {
        await using TestDevice device = await InstallAsync(ReportOnly);
        File.SetUnixFileMode(Path.GetDirectoryName(device.ModelFile())!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Delete(device.ModelFile());
        device.Recheck();
        await device.UntilAsync(() => device.Slot().Integrity == Integrity.Tampered);
        EarSubmodule model = _fleet.Appraise(device);
        Assert.Equal(TrustTier.Contraindicated, model.Status);
        Assert.Equal(EvidenceReasons.NoEvidence.Code, Row(model, "disk").Reason);
        Assert.Contains("MODEL_FILE_MISSING", Row(model, "measres.scrub").Found);
    }

    [Fact]
    public async Task A_restored_model_is_affirming_again()
    {
        await using TestDevice device = await InstallAsync("[update]\nsoak = \"0s\"\n");
        await TamperAsync(device, bytes => bytes[5000] ^= 1, "the last good copy is back");
        Assert.Equal(TrustTier.Affirming, _fleet.Appraise(device).Status);
    }

    [Fact]
    [RedTeam("G8", "Asks for evidence after a start, before anything was measured", typeof(ModelEvidence))]
    public async Task After_a_start_nothing_is_affirming_before_it_was_read()
    {
        await using (await InstallAsync(ReportOnly))
        {
        }

        await using TestDevice again = new(_folder, _authority, ReportOnly);
        await again.UntilAsync(() => again.Slot().Integrity == Integrity.Intact);
        EvidenceState known = again.Evidence();
        ModelClaims read = _fleet.Maker(() => known).Claims(EvidenceFleet.Nonce, EvidenceFleet.Head).Models[0];
        ModelClaims unread = _fleet.Maker(() => known with { Measured = _ => null }).Claims(EvidenceFleet.Nonce, EvidenceFleet.Head).Models[0];
        Assert.NotNull(read.Disk);
        Assert.Null(unread.Disk);
        Assert.Equal(CheckOutcome.NotRun, unread.Results.Single(result => result.Name == "scrub").Outcome);
    }

    [Fact]
    [RedTeam("G8", "Exchanges the inference engine and asks for evidence of the old pass", typeof(ModelEvidence), "REHEARSAL_STALE")]
    public async Task A_pass_under_another_engine_is_not_run()
    {
        await using TestDevice device = await InstallAsync(ReportOnly);
        EvidenceState known = device.Evidence();
        EvidenceState changed = known with { Engine = known.Engine with { Key = "another engine" } };
        MeasurementResult rehearsal = _fleet.Maker(() => changed).Claims(EvidenceFleet.Nonce, EvidenceFleet.Head).Models[0].Results.Single(result => result.Name == "rehearsal");
        Assert.Equal((CheckOutcome.NotRun, "REHEARSAL_STALE"), (rehearsal.Outcome, rehearsal.Results[0].Id));
    }

    [Fact]
    public async Task An_inspection_is_stated_with_the_rules_that_warned_and_those_that_were_waived()
    {
        await using TestDevice device = new(_folder, _authority, ReportOnly)
        {
            Inspection = new(CheckOutcome.Passed, null, TestDevice.Engine) { Warned = ["IO-DRIFT"], Waived = ["GRAPH-SHADOW", "ENTROPY"] },
        };
        await device.InstallAsync(new TestPackage().Bytes(_authority));
        EvidenceClaims claims = Claims(device);
        MeasurementResult stated = claims.Models[0].Results.Single(result => result.Name == "inspection");
        Assert.Equal(CheckOutcome.Passed, stated.Outcome);
        Assert.Equal(["all", "warned:IO-DRIFT", "waived:GRAPH-SHADOW", "waived:ENTROPY"], stated.Results.Select(check => check.Id));
        Assert.DoesNotContain(claims.Coverage, gap => gap.What == "inspection");
    }

    [Fact]
    [RedTeam("G8", "Runs a model in mode observe whose inspection found a backdoor, and asks for evidence", typeof(ModelEvidence), "EVIDENCE_INSPECTION_FAILED")]
    public async Task What_blocks_is_stated_by_rule_and_contraindicated()
    {
        await using TestDevice device = new(_folder, _authority, ReportOnly, mode: "observe")
        {
            Inspection = new(CheckOutcome.Failed, InspectionReasons.Blocked, TestDevice.Engine) { Blocking = ["GRAPH-SHADOW", "OP-DOMAIN"] },
        };
        SlotState state = await device.InstallAsync(new TestPackage().Bytes(_authority));
        Assert.NotNull(state.Current);
        MeasurementResult stated = Claims(device).Models[0].Results.Single(result => result.Name == "inspection");
        Assert.Equal([("GRAPH-SHADOW", CheckOutcome.Failed), ("OP-DOMAIN", CheckOutcome.Failed)], stated.Results.Select(check => (check.Id, check.Outcome)));
        EarSubmodule model = _fleet.Appraise(device);
        Assert.Equal(TrustTier.Contraindicated, model.Status);
        Assert.Contains("GRAPH-SHADOW failed", Row(model, "measres.inspection").Found);
    }

    [Fact]
    [RedTeam("G8", "Exchanges the worker and asks for evidence of the old inspection", typeof(ModelEvidence), "INSPECTION_NOT_RUN")]
    public async Task An_inspection_by_another_worker_is_not_run()
    {
        await using TestDevice device = await InstallAsync(ReportOnly);
        EvidenceState known = device.Evidence();
        EvidenceState changed = known with { Engine = known.Engine with { Key = "another engine" } };
        EvidenceClaims claims = _fleet.Maker(() => changed).Claims(EvidenceFleet.Nonce, EvidenceFleet.Head);
        MeasurementResult inspection = claims.Models[0].Results.Single(result => result.Name == "inspection");
        Assert.Equal((CheckOutcome.NotRun, "INSPECTION_NOT_RUN"), (inspection.Outcome, inspection.Results[0].Id));
        Assert.Contains(claims.Coverage, gap => gap.What == "inspection");
    }

    /// <summary>Each checking system of the profile has its result: where nothing runs yet, that it did not run.</summary>
    [Fact]
    public async Task Every_checking_system_is_stated()
    {
        await using TestDevice device = await InstallAsync(ReportOnly);
        ModelClaims model = _fleet.Maker(device.Evidence).Claims(EvidenceFleet.Nonce, EvidenceFleet.Head).Models[0];
        Assert.Equal(["inspection", "rehearsal", "challenge", "canaries", "audits", "scrub"], model.Results.Select(result => result.Name));
        Assert.All(model.Results.Where(result => result.Name is "challenge" or "canaries" or "audits"), result => Assert.Equal(CheckOutcome.NotRun, result.Outcome));
    }

    [Fact]
    public async Task What_is_not_protected_is_said()
    {
        await using TestDevice device = await InstallAsync(ReportOnly);
        EvidenceState known = device.Evidence();
        EvidenceState bare = known with { Engine = new EdgeAgent.Service.EngineReport("", [new("landlock", false), new("seccomp-worker", true)], SandboxReasons.LaunchFailed, null) };
        EvidenceClaims claims = _fleet.Maker(() => bare).Claims(EvidenceFleet.Nonce, EvidenceFleet.Head);
        Assert.Equal(
            ["tpm EVIDENCE_SOFTWARE_KEYS", "measured-boot EVIDENCE_ABSENT", "inspection INSPECTION_NOT_RUN", "behaviour APPLICATION_NONE", "worker WORKER_LAUNCH_FAILED", "sandbox.landlock " + SandboxReasons.Unsupported.Code],
            claims.Coverage.Select(gap => $"{gap.What} {gap.Reason}"));
        Assert.Null(claims.Engine);
        Assert.All(claims.Coverage, gap => Assert.NotNull(ReasonCatalogue.Find(gap.Reason)));
    }

    [Fact]
    public async Task The_state_s_key_changes_with_what_is_stated_and_not_with_time()
    {
        await using TestDevice device = await InstallAsync(ReportOnly);
        FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
        EvidenceMaker maker = _fleet.Maker(device.Evidence, clock);
        Sha256Digest before = maker.StateKey();
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(before, maker.StateKey());
        await TamperAsync(device, bytes => bytes[5000] ^= 1);
        Assert.NotEqual(before, maker.StateKey());
    }

    [Fact]
    public async Task Evidence_of_more_models_than_fit_says_that_some_are_missing()
    {
        await using TestDevice device = await InstallAsync(ReportOnly);
        EvidenceState known = device.Evidence();
        EvidenceState many = known with { Slots = [.. Enumerable.Range(0, 70).Select(i => known.Slots[0] with { Model = $"m{i}" })] };
        EvidenceMaker maker = _fleet.Maker(() => many);
        Assert.Contains(maker.Claims(EvidenceFleet.Nonce, EvidenceFleet.Head).Coverage, gap => gap.What == "models");
        Assert.True(maker.Make(EvidenceFleet.Nonce, EvidenceFleet.Head).TryGet(out _, out FormatFault? fault), $"{fault}");
    }

    private async Task<TestDevice> InstallAsync(string more)
    {
        TestDevice device = new(_folder, _authority, more);
        SlotState state = await device.InstallAsync(new TestPackage().Bytes(_authority));
        await device.UntilAsync(() => device.Evidence().Measured("vision")?.Release == state.Current!.Id);
        return device;
    }

    private static async Task TamperAsync(TestDevice device, Action<byte[]> change, string until = "bytes on disk")
    {
        string file = device.ModelFile();
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        byte[] bytes = File.ReadAllBytes(file);
        change(bytes);
        File.WriteAllBytes(file, bytes);
        device.Recheck();
        string said = until == "bytes on disk" ? "MODEL_TAMPERED" : until;
        await device.UntilAsync(() => device.JournalText.Contains(said, StringComparison.Ordinal));
    }

    private static void AssertDisk(TestDevice device, EarSubmodule model)
    {
        Sha256Digest found = VerityDigester.Measure(new MemoryByteSource(File.ReadAllBytes(device.ModelFile())), new ManagedBlockHasher(), null, default);
        EarExplanation disk = Row(model, "disk");
        Assert.Equal((TrustTier.Contraindicated, EvidenceReasons.ModelDigestMismatch.Code), (model.Status, disk.Reason));
        Assert.Equal(($"{EvidenceFleet.SignedDigest(device)}", $"{found}"), (disk.Expected, disk.Found));
    }

    private EvidenceClaims Claims(TestDevice device) => _fleet.Maker(device.Evidence).Claims(EvidenceFleet.Nonce, EvidenceFleet.Head);

    private static EarExplanation Row(EarSubmodule part, string claim) => Assert.Single(part.Explanation, row => row.Claim == claim);
}
