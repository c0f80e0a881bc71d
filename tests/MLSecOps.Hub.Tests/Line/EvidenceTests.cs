using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using MLSecOps.Contracts.Hub;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Attest;
using MLSecOps.Hub.Domain.Evidence;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.TestKit;
using MLSecOps.Trust.Appraisal;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Tests;
using MQTTnet;

namespace MLSecOps.Hub.Tests.Line;

/// <summary>Evidence: for a nonce of this hub, of this device, by its key, and newer than what came before.</summary>
public sealed class EvidenceTests : IAsyncLifetime
{
    private const string Model = "keyword-spotter";

    // As many as go into the largest message.
    private const int LargestModels = 32;

    private static readonly SamplePackage Sample = new();

    private LiveHub _hub = null!;
    private SimulatedDevice _device = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await LiveHub.StartAsync();
        await _hub.PushAsync(Sample);
        _device = await _hub.ConnectedDeviceAsync();
        await _device.SendAsync(_device.NextEpoch());
    }

    public async ValueTask DisposeAsync()
    {
        await _device.DisposeAsync();
        await _hub.DisposeAsync();
    }

    [Fact]
    public async Task Evidence_for_the_fleet_s_nonce_makes_a_device_trusted()
    {
        Challenge epoch = await _device.EpochAsync();
        Ear ear = await AttestedAsync(_device.Claims(epoch.Nonce, Sample));
        Assert.Equal(epoch.Nonce.ToArray(), ear.Nonce!.Value.ToArray());
        Assert.Equal(TrustTier.Affirming, ear.WorstModel);

        HubDevice seen = await _device.SeenAsync();
        Assert.Equal(("trusted", null, "fresh", "enforce"), (seen.Verdict, seen.Reason, seen.Freshness, seen.Enforcement));
        HubModel model = Assert.Single(seen.Models);
        Assert.Equal((Model, "trusted", 17, 17), (model.Model, model.Verdict, model.Release, model.Floor));
        Assert.Equal(model.ExpectedDigest, model.DiskDigest);
        Assert.Equal($"{Sample.Manifest.Files[0].FsVerity}", model.DiskDigest);
        Assert.Empty(await _device.OpenAsync());
    }

    [Fact]
    public async Task Interface_and_page_show_the_vector_with_its_claims_and_the_chain()
    {
        await AttestedAsync(_device.Claims((await _device.EpochAsync()).Nonce, Sample));
        HubDeviceDetail detail = await _hub.AskAsync(HubRoutes.DeviceOf(_device.Ueid.Hex), HubJson.Default.HubDeviceDetail);
        Assert.Equal(["device", $"model/{Model}"], detail.Appraisal!.Parts.Select(part => part.Part));
        HubAppraisedPart model = detail.Appraisal.Parts[1];
        Assert.Equal(("affirming", 2), (model.Status, model.Vector["executables"]));
        Assert.Contains(model.Claims, claim => claim is { Aspect: "file-system", Tier: "affirming", Claim: "disk", Reason: null });
        HubAppraisedPart device = detail.Appraisal.Parts[0];
        Assert.Equal(32, device.Vector["storage-opaque"]);
        Assert.Contains(device.Claims, claim => claim.Reason == EvidenceReasons.SoftwareKeys.Code);
        ChainHead head = _device.Head!;
        Assert.Equal(new HubChain(head.Epoch.Hex, head.Sequence, head.Digest.ToString(), head.Sequence), detail.Chain);

        using HttpClient visitor = new();
        string page = await visitor.GetStringAsync(new Uri($"http://127.0.0.1:{_hub.PagePort}/devices/{_device.Ueid.Hex}"), TestContext.Current.CancellationToken);
        Assert.Contains(EvidenceReasons.SoftwareKeys.Code, page, StringComparison.Ordinal);
        Assert.Contains($"records 1 to {head.Sequence} are here without a gap", page, StringComparison.Ordinal);
        Assert.Contains("all of them: signed evidence commits to them", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evidence_for_a_question_is_found_by_its_nonce()
    {
        Challenge asked = await _device.AskedAsync();
        Assert.Equal((ChallengeKind.Challenge, _device.Ueid), (asked.Kind, asked.Ueid));
        using HttpResponseMessage none = await _hub.Operator.GetAsync(BundlePath(asked), TestContext.Current.CancellationToken);
        await LiveHub.AssertErrorAsync(HttpStatusCode.NotFound, EvidenceReasons.NoEvidence, none);

        ReadOnlyMemory<byte> evidence = _device.Sign(_device.Claims(asked.Nonce, Sample));
        await _device.AttestAsync(evidence);
        byte[] appraisal = (await _device.TakeAsync(Topics.Appraisal)).Payload.ToArray();
        EvidenceBundle bundle = await _hub.AskAsync(BundlePath(asked), HubJson.Default.EvidenceBundle);
        Assert.Equal(evidence.ToArray(), bundle.Evidence);
        Assert.Equal(appraisal, bundle.Appraisal);
        Assert.Equal(_device.Certificate.RawData, bundle.Certificates[0]);
        Assert.IsType<TrustVerdict.Trusted>(HubStatements.VerifyChallenge(bundle.Challenge, _device.Ueid, _hub.Keys.Hub, _hub.Now).Verdict);
    }

    [Fact]
    public async Task The_appraisal_is_kept_by_the_broker()
    {
        await AttestedAsync(_device.Claims((await _device.EpochAsync()).Nonce, Sample));
        _device.Break();
        await _device.ConnectAsync();
        MqttApplicationMessage kept = await _device.TakeAsync(Topics.Appraisal);
        Assert.True(kept.Retain);
        Assert.Equal(TrustTier.Affirming, _device.ReadAppraisal(kept).WorstModel);
    }

    [Fact]
    public async Task A_changed_file_is_rejected_with_both_digests()
    {
        Sha256Digest changed = Sha256Digest.Of("changed"u8);
        EvidenceClaims claims = _device.Claims((await _device.EpochAsync()).Nonce, Sample);
        Ear ear = await AttestedAsync(claims with { Models = [claims.Models[0] with { Disk = claims.Models[0].Disk! with { Model = changed } }] });
        Assert.Equal(TrustTier.Contraindicated, ear.WorstModel);

        HubDevice seen = await _device.SeenAsync();
        Assert.Equal(("rejected", EvidenceReasons.ModelDigestMismatch.Code), (seen.Verdict, seen.Reason));
        Assert.Equal(($"{Sample.Manifest.Files[0].FsVerity}", $"{changed}"), (seen.Models[0].ExpectedDigest, seen.Models[0].DiskDigest));
        HubFinding finding = Assert.Single(await _hub.FindingsAsync(_device.Ueid.Hex));
        Assert.Equal((Model, EvidenceReasons.ModelDigestMismatch.Code), (finding.Model, finding.Reason));
        Assert.Contains($"{Sample.Manifest.Files[0].FsVerity}", finding.Detail, StringComparison.Ordinal);
        Assert.Contains($"{changed}", finding.Detail, StringComparison.Ordinal);

        // Restored, it is over.
        await AttestedAsync(_device.Claims((await _device.AskedAsync()).Nonce, Sample));
        Assert.Empty(await _device.OpenAsync());
        Assert.Equal("trusted", (await _device.SeenAsync()).Verdict);
    }

    [Fact]
    public async Task A_release_that_was_not_pushed_is_unknown()
    {
        SamplePackage other = new() { Change = manifest => manifest with { Release = 18 } };
        await AttestedAsync(_device.Claims((await _device.EpochAsync()).Nonce, other));
        Assert.Equal(EvidenceReasons.ModelUnknown.Code, (await _device.SeenAsync()).Models.Single().Reason);
    }

    [Fact]
    public async Task What_only_observes_is_trusted_and_shown_as_not_enforcing()
    {
        await AttestedAsync(_device.Claims((await _device.EpochAsync()).Nonce, Sample) with { Mode = EvidenceMode.Observe });
        HubDevice seen = await _device.SeenAsync();
        Assert.Equal(("trusted", "observe"), (seen.Verdict, seen.Enforcement));
    }

    [Fact]
    [RedTeam("G8", "Leaves out the checks, so that none failed", typeof(EvidenceAppraiser), "EVIDENCE_CHECK_NOT_RUN")]
    public async Task A_check_that_did_not_run_leaves_the_verdict_open()
    {
        EvidenceClaims claims = _device.Claims((await _device.EpochAsync()).Nonce, Sample);
        await AttestedAsync(claims with { Models = [claims.Models[0] with { Results = [] }] });
        HubDevice seen = await _device.SeenAsync();
        Assert.Equal(("inconclusive", EvidenceReasons.CheckNotRun.Code), (seen.Verdict, seen.Reason));
    }

    [Fact]
    [RedTeam("G5", "Sends evidence for a nonce of one's own", typeof(EvidenceDesk), "EVIDENCE_NONCE_UNKNOWN")]
    public async Task A_nonce_that_the_hub_never_sent_is_unknown()
    {
        await _device.AttestAsync(_device.Claims(RandomNumberGenerator.GetBytes(32), Sample));
        await AssertNothingCameOfItAsync(HubReasons.NonceUnknown);
    }

    [Fact]
    [RedTeam("G5", "Answers the question to another device", typeof(EvidenceDesk), "EVIDENCE_NONCE_UNKNOWN")]
    public async Task The_nonce_of_another_device_s_question_does_not_count()
    {
        await using SimulatedDevice other = await _hub.ConnectedDeviceAsync();
        Challenge asked = await other.AskedAsync();
        await _device.AttestAsync(_device.Claims(asked.Nonce, Sample));
        await AssertNothingCameOfItAsync(HubReasons.NonceUnknown);
    }

    [Fact]
    [RedTeam("G5", "Sends the hub evidence by a key that it never enrolled", typeof(EvidenceVerifier), "COSE_KEY_MISMATCH")]
    public async Task Evidence_by_another_key_is_rejected()
    {
        Challenge epoch = await _device.EpochAsync();
        await AttestedAsync(_device.Claims(epoch.Nonce, Sample));
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await _device.AttestAsync(_device.Claims(epoch.Nonce, Sample), other);
        Ear ear = _device.ReadAppraisal(await _device.TakeAsync(Topics.Appraisal));
        Assert.Equal(TrustTier.Contraindicated, ear.Device!.Status);
        HubDevice seen = await _device.SeenAsync();
        Assert.Equal(("rejected", EvidenceReasons.CoseKeyMismatch.Code), (seen.Verdict, seen.Reason));
        Assert.Equal([EvidenceReasons.CoseKeyMismatch.Code], await _device.OpenAsync());
    }

    [Fact]
    public async Task Evidence_of_another_device_on_this_one_s_topic_is_rejected()
    {
        await using SimulatedDevice other = await _hub.ConnectedDeviceAsync();
        other.NextEpoch();
        await _device.AttestAsync(other.Sign(other.Claims((await _device.EpochAsync()).Nonce, Sample)));
        await _device.TakeAsync(Topics.Appraisal);
        Assert.Equal("rejected", (await _device.SeenAsync()).Verdict);
        Assert.Equal("never", (await other.SeenAsync()).Freshness);
    }

    [Fact]
    [RedTeam("G5", "Sends the hub evidence in the name of another device", typeof(EvidenceVerifier), "EVIDENCE_UEID_MISMATCH")]
    public async Task Claims_under_another_name_are_rejected()
    {
        await using SimulatedDevice other = await _hub.DeviceAsync();
        await AttestedAsync(_device.Claims((await _device.EpochAsync()).Nonce, Sample) with { Ueid = other.Ueid });
        Assert.Equal(EvidenceReasons.UeidMismatch.Code, (await _device.SeenAsync()).Reason);
    }

    [Fact]
    [RedTeam("G5", "Sends good evidence of before again, after the model was changed", typeof(EvidenceRules), "EVIDENCE_REPLAYED")]
    public async Task Older_evidence_that_comes_again_changes_nothing()
    {
        Challenge epoch = await _device.EpochAsync();
        ReadOnlyMemory<byte> older = _device.Sign(_device.Claims(epoch.Nonce, Sample));
        SimulatedRecord record = _device.NextFinding();
        await _device.SendAsync(record);
        EvidenceClaims claims = _device.Claims(epoch.Nonce, Sample);
        await AttestedAsync(claims with { Models = [claims.Models[0] with { Disk = claims.Models[0].Disk! with { Model = Sha256Digest.Of("changed"u8) } }] });
        Assert.Equal("rejected", (await _device.SeenAsync()).Verdict);

        await _device.AttestAsync(older);
        await _device.SettleAsync();
        Assert.Equal("rejected", (await _device.SeenAsync()).Verdict);
        Assert.Contains(HubReasons.EvidenceReplayed.Code, await _device.OpenAsync());
        Assert.Empty(_device.Inbox.All(Topics.Appraisal));
    }

    [Fact]
    public async Task Evidence_that_comes_after_its_nonce_s_time_is_late_and_no_sign_against_the_device()
    {
        Challenge epoch = await _device.EpochAsync();
        await AttestedAsync(_device.Claims(epoch.Nonce, Sample));
        _hub.Time.Advance(epoch.Expires - _hub.Time.GetUtcNow() + TimeSpan.FromSeconds(1));
        await _device.AttestAsync(_device.Claims(epoch.Nonce, Sample));
        await _device.SettleAsync();
        Assert.Equal([EvidenceReasons.NonceExpired.Code], await _device.OpenAsync());
        Assert.Equal("trusted", (await _device.SeenAsync()).Verdict);
        Assert.Empty(_device.Inbox.All(Topics.Appraisal));
    }

    [Fact]
    public async Task A_nonce_counts_until_its_last_second()
    {
        Challenge asked = await _device.AskedAsync();
        _hub.Time.Advance(asked.Expires - _hub.Time.GetUtcNow());
        await AttestedAsync(_device.Claims(asked.Nonce, Sample));
        Assert.Equal("trusted", (await _device.SeenAsync()).Verdict);
    }

    [Fact]
    public async Task Evidence_authenticates_the_records_that_lead_to_it()
    {
        SimulatedRecord finding = _device.NextFinding(SandboxFinding);
        await _device.SendAsync(finding);
        await _device.AcknowledgedAsync(finding.Head);
        Assert.False(Assert.Single(await _hub.FindingsAsync(_device.Ueid.Hex)).Authenticated);
        await AttestedAsync(_device.Claims((await _device.EpochAsync()).Nonce, Sample));
        HubFinding told = _hub.Read(store => store.Findings(_device.Ueid.Hex, null, 10)).Single() is { } stored
            ? await _hub.AskAsync($"{HubRoutes.Findings}/{stored.Id}", HubJson.Default.HubFinding)
            : null!;
        Assert.True(told.Authenticated);
    }

    [Fact]
    [RedTeam("G5", "Rewrites records that the hub already has", typeof(EvidenceRules), "CHAIN_FORK")]
    public async Task Evidence_that_commits_to_another_record_is_a_fork()
    {
        SimulatedRecord kept = _device.NextFinding(SandboxFinding);
        await _device.SendAsync(kept);
        await _device.AcknowledgedAsync(kept.Head);
        _device.Head = kept.Head with { Digest = Sha256Digest.Of("another"u8) };
        await AttestedAsync(_device.Claims((await _device.EpochAsync()).Nonce, Sample));
        Assert.Contains(HubReasons.ChainFork.Code, await _device.OpenAsync());
    }

    public static TheoryData<string> Malformed { get; } = ["content type", "empty", "text", "cut", "acknowledgement"];

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Bytes_that_are_no_evidence_are_a_finding(string kind)
    {
        ReadOnlyMemory<byte> evidence = _device.Sign(_device.Claims((await _device.EpochAsync()).Nonce, Sample));
        await _device.SendAsync(kind switch
        {
            "content type" => _device.EvidenceMessage(evidence, MediaTypes.Json),
            "empty" => _device.EvidenceMessage(ReadOnlyMemory<byte>.Empty),
            "text" => _device.EvidenceMessage("{}"u8.ToArray()),
            "cut" => _device.EvidenceMessage(evidence[..^1]),
            _ => _device.EvidenceMessage(HubStatements.SignAcknowledgement(_device.Head!, _device.Key, [])),
        });
        await _device.SettleAsync();
        string reason = Assert.Single(await _device.OpenAsync());
        Assert.Equal(kind == "content type", reason == HubReasons.MessageMalformed.Code);
        Assert.Equal("never", (await _device.SeenAsync()).Freshness);
    }

    /// <summary>Whatever a device claims within the profile, the hub can write the appraisal of it: one device must not stop the line of all.</summary>
    [Fact]
    public async Task Claims_that_no_appraisal_can_hold_prove_nothing_and_do_not_stop_the_hub()
    {
        EvidenceClaims claims = _device.Claims((await _device.EpochAsync()).Nonce, Sample);
        string name = new('x', EvidenceLimits.TextLength - 2);
        MeasurementResult[] results = [.. Enumerable.Range(0, EvidenceLimits.Systems).Select(i => MeasurementResult.Of($"{i:x2}{name}", CheckOutcome.Failed) with
        {
            Results = [new MeasuredCheck($"{i:x2}{name}", CheckOutcome.Failed)],
        })];
        CoverageGap[] gaps = [.. Enumerable.Range(0, EvidenceLimits.CoverageRows).Select(i => new CoverageGap($"{i:x2}{name}"[..40], "EVIDENCE_SOFTWARE_KEYS"))];
        string[] options = [.. Enumerable.Range(0, EvidenceLimits.CoverageRows).Select(i => $"{i:x2}{name}"[..40])];
        ModelClaims[] models = [.. Enumerable.Range(0, LargestModels).Select(i => claims.Models[0] with { Model = $"model-{i}", Results = results })];
        await _device.AttestAsync(claims with { Models = models, Coverage = gaps, InsecureOptions = options });
        await _device.SettleAsync();
        Assert.Equal("never", (await _device.SeenAsync()).Freshness);
        Assert.Equal(1, (await _device.SeenAsync()).OpenFindings);
    }

    /// <summary>What a device had once is shown as missing, but not without end.</summary>
    [Fact]
    public async Task Names_that_are_others_each_time_do_not_pile_up()
    {
        Challenge epoch = await _device.EpochAsync();
        EvidenceClaims claims = _device.Claims(epoch.Nonce, Sample);
        for (int round = 0; round < 5; round++)
        {
            await AttestedAsync(claims with
            {
                Models = [.. Enumerable.Range(0, EvidenceLimits.Models).Select(i => claims.Models[0] with { Model = $"model-{round}-{i}" })],
            });
        }

        Assert.Equal(2 * EvidenceLimits.Models, (await _device.SeenAsync()).Models.Count);
        await AttestedAsync(claims);
        Assert.Equal("trusted", (await _device.SeenAsync()).Models.Single(model => model.Model == Model).Verdict);
    }

    [Fact]
    [RedTeam("G8", "Stops reporting a model that went bad", typeof(EvidenceRules), "EVIDENCE_ABSENT")]
    public async Task A_model_that_is_gone_is_shown_as_without_evidence()
    {
        await AttestedAsync(_device.Claims((await _device.EpochAsync()).Nonce, Sample));
        await AttestedAsync(_device.Claims((await _device.AskedAsync()).Nonce, Sample) with { Models = [] });
        HubDevice seen = await _device.SeenAsync();
        Assert.Equal(("inconclusive", EvidenceReasons.NoEvidence.Code), (seen.Verdict, seen.Reason));
        Assert.Equal(EvidenceReasons.NoEvidence.Code, Assert.Single(seen.Models).Reason);
    }

    [Fact]
    [RedTeam("G2", "Goes back to an image with a lower floor", typeof(EvidenceAppraiser), "EVIDENCE_FLOOR_LOWERED")]
    public async Task A_floor_that_sank_is_noticed()
    {
        EvidenceClaims claims = _device.Claims((await _device.EpochAsync()).Nonce, Sample);
        await AttestedAsync(claims);
        await AttestedAsync(claims with { Models = [claims.Models[0] with { Floor = 3 }] });
        Assert.Equal(EvidenceReasons.FloorLowered.Code, (await _device.SeenAsync()).Models.Single().Reason);
    }

    private static Reason SandboxFinding => SandboxReasons.All[0];

    private string BundlePath(Challenge challenge) => $"{HubRoutes.DeviceOf(_device.Ueid.Hex)}/evidence?nonce={Convert.ToHexStringLower(challenge.Nonce.Span)}";

    private async Task<Ear> AttestedAsync(EvidenceClaims claims)
    {
        await _device.AttestAsync(claims);
        return _device.ReadAppraisal(await _device.TakeAsync(Topics.Appraisal));
    }

    private async Task AssertNothingCameOfItAsync(Reason reason)
    {
        await _device.SettleAsync();
        Assert.Equal([reason.Code], await _device.OpenAsync());
        Assert.Equal("never", (await _device.SeenAsync()).Freshness);
        Assert.Empty(_device.Inbox.All(Topics.Appraisal));
        Assert.Null(_hub.Read(store => store.StateOf(_device.Ueid.Hex)).Evidence);
    }
}
