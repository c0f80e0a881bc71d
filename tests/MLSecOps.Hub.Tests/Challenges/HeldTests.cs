using System.Globalization;
using MLSecOps.Behaviour.Challenge;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Challenges;
using MLSecOps.TestKit;

namespace MLSecOps.Hub.Tests.Challenges;

/// <summary>Whoever does not have the signed model does not pass for held: the hub runs it itself, in the shipped worker, and compares.</summary>
public sealed class HeldTests : IAsyncLifetime
{
    private HeldFleet _fleet = null!;

    public async ValueTask InitializeAsync() => _fleet = await HeldFleet.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_fleet is not null)
        {
            await _fleet.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_device_with_the_signed_model_is_held_for_its_own_nonce_and_for_the_fleet_s()
    {
        Challenge epoch = await _fleet.Device.EpochAsync();
        EarExplanation row = Row(await _fleet.AttestAsync(epoch.Nonce, await _fleet.AnswerAsync(epoch.Nonce)));
        Assert.Equal((TrustAspect.Executables, null), (row.Aspect, row.Reason));
        Assert.StartsWith("held: 4 of 4 inputs", row.Found, StringComparison.Ordinal);

        Challenge asked = await _fleet.Device.AskedAsync();
        EarSubmodule model = await _fleet.AttestAsync(asked.Nonce, await _fleet.AnswerAsync(asked.Nonce));
        Assert.Equal(TrustTier.Affirming, model.Status);
        HubModel seen = Assert.Single((await _fleet.Device.SeenAsync()).Models);
        Assert.Equal("trusted", seen.Verdict);
        Assert.StartsWith("held: 4 of 4 inputs", seen.Challenge, StringComparison.Ordinal);
        Assert.Empty(await _fleet.Device.OpenAsync());
    }

    [Theory]
    [InlineData("mnist-finetuned.onnx")]
    [InlineData("mnist-int8weights.onnx")]
    [InlineData("mnist-backdoor-7.onnx")]
    [RedTeam("G8", "Runs a twin of the signed model: fine-tuned a little, rounded to 8 bits, or with a backdoor", typeof(ReferenceRun), "CHALLENGE_ANSWER_DEVIATES")]
    public async Task A_twin_is_not_held(string twin)
    {
        Challenge asked = await _fleet.Device.AskedAsync();
        EarSubmodule model = await _fleet.AttestAsync(asked.Nonce, await _fleet.AnswerAsync(asked.Nonce, twin));
        await AssertNotHeldAsync(model, ChallengeReasons.AnswerDeviates);
    }

    [Fact]
    [RedTeam("G8", "Sends right answers again that were given for an earlier nonce", typeof(ReferenceRun), "CHALLENGE_ANSWER_DEVIATES")]
    public async Task Answers_to_another_nonce_are_not_held()
    {
        Challenge before = await _fleet.Device.AskedAsync();
        ModelAnswers old = await _fleet.AnswerAsync(before.Nonce);
        await _fleet.AttestAsync(before.Nonce, old);
        Challenge asked = await _fleet.Device.AskedAsync();
        await AssertNotHeldAsync(await _fleet.AttestAsync(asked.Nonce, old), ChallengeReasons.AnswerDeviates);
    }

    [Fact]
    [RedTeam("G8", "Borrows the answers of another device that has the signed model", typeof(ReferenceRun), "CHALLENGE_ANSWER_DEVIATES")]
    public async Task Answers_of_another_device_are_not_held()
    {
        Challenge asked = await _fleet.Device.AskedAsync();
        ModelAnswers others = await _fleet.AnswerAsync(asked.Nonce, ueid: Ueid.ForDevice(new byte[16]));
        await AssertNotHeldAsync(await _fleet.AttestAsync(asked.Nonce, others), ChallengeReasons.AnswerDeviates);
    }

    [Theory]
    [InlineData("not a tensor")]
    [InlineData("NaN")]
    [InlineData("another name")]
    [InlineData("another shape")]
    [InlineData("an output twice")]
    [InlineData("one answer more")]
    [RedTeam("G8", "Answers a challenge with what is no answer: bytes, NaN, another output, more of them", typeof(ReferenceRun), "CHALLENGE_ANSWER_MALFORMED", "CHALLENGE_ANSWER_DEVIATES")]
    public async Task What_is_no_answer_is_not_held(string how)
    {
        Challenge asked = await _fleet.Device.AskedAsync();
        ModelAnswers good = await _fleet.AnswerAsync(asked.Nonce);
        Assert.True(AnswerTensors.Read(good.Inputs[0]).TryGet(out IReadOnlyList<Tensor>? outputs, out _));
        Tensor output = outputs[0];
        byte[] nan = [.. output.Data.ToArray()];
        BitConverter.TryWriteBytes(nan, float.NaN);
        IReadOnlyList<ReadOnlyMemory<byte>> bad = how switch
        {
            "not a tensor" => [new byte[] { 0xff }],
            "NaN" => Write(output with { Data = nan }),
            "another name" => Write(output with { Name = "other" }),
            "another shape" => Write(output with { Shape = [10, 1] }),
            "an output twice" => Write(output, output),
            _ => good.Inputs[0],
        };
        ModelAnswers sent = how == "one answer more" ? good with { Inputs = [.. good.Inputs, bad] } : good with { Inputs = [bad, .. good.Inputs.Skip(1)] };
        await AssertNotHeldAsync(await _fleet.AttestAsync(asked.Nonce, sent), how == "NaN" ? ChallengeReasons.AnswerDeviates : ChallengeReasons.AnswerMalformed);
    }

    [Fact]
    [RedTeam("G8", "Leaves the answers out that its model would give away", typeof(ChallengeStanding), "CHALLENGE_NO_ANSWER", "CHALLENGE_STALE")]
    public async Task Silence_is_not_good_and_does_not_heal()
    {
        // Never answered: the fleet's nonce is no way around.
        Challenge epoch = await _fleet.Device.EpochAsync();
        AssertOpen(await _fleet.AttestAsync(epoch.Nonce, null), ChallengeReasons.Stale);

        Challenge asked = await _fleet.Device.AskedAsync();
        AssertOpen(await _fleet.AttestAsync(asked.Nonce, null), ChallengeReasons.NoAnswer);
        AssertOpen(await _fleet.AttestAsync(epoch.Nonce, null, claims => claims with { BootCount = 4 }), ChallengeReasons.NoAnswer);

        // Held once, silent when asked: what it was before does not count any more.
        asked = await _fleet.Device.AskedAsync();
        Assert.Equal(TrustTier.Affirming, (await _fleet.AttestAsync(asked.Nonce, await _fleet.AnswerAsync(asked.Nonce))).Status);
        Assert.StartsWith("held on", Row(await _fleet.AttestAsync(epoch.Nonce, null, claims => claims with { BootCount = 5 })).Found, StringComparison.Ordinal);
        asked = await _fleet.Device.AskedAsync();
        AssertOpen(await _fleet.AttestAsync(asked.Nonce, null), ChallengeReasons.NoAnswer);
        Assert.Equal("inconclusive", (await _fleet.Device.SeenAsync()).Verdict);
    }

    [Fact]
    [RedTeam("G8", "Answers wrongly once, then says nothing more so that the finding ends", typeof(ChallengeStanding), "CHALLENGE_ANSWER_DEVIATES")]
    public async Task A_wrong_answer_stays_until_a_right_one_comes()
    {
        Challenge epoch = await _fleet.Device.EpochAsync();
        Challenge asked = await _fleet.Device.AskedAsync();
        await AssertNotHeldAsync(await _fleet.AttestAsync(asked.Nonce, await _fleet.AnswerAsync(asked.Nonce, "mnist-finetuned.onnx")), ChallengeReasons.AnswerDeviates);
        asked = await _fleet.Device.AskedAsync();
        AssertOpen(await _fleet.AttestAsync(asked.Nonce, null), ChallengeReasons.NoAnswer);
        await AssertNotHeldAsync(await _fleet.AttestAsync(epoch.Nonce, null), ChallengeReasons.AnswerDeviates);
        asked = await _fleet.Device.AskedAsync();
        Assert.Equal(TrustTier.Affirming, (await _fleet.AttestAsync(asked.Nonce, await _fleet.AnswerAsync(asked.Nonce))).Status);
        Assert.Empty(await _fleet.Device.OpenAsync());
    }

    [Fact]
    [RedTeam("G8", "Answers only those inputs that its model gets right", typeof(ChallengeJudge), "CHALLENGE_NO_ANSWER")]
    public async Task An_input_left_out_is_not_held()
    {
        Challenge asked = await _fleet.Device.AskedAsync();
        ModelAnswers good = await _fleet.AnswerAsync(asked.Nonce);
        AssertOpen(await _fleet.AttestAsync(asked.Nonce, good with { Inputs = [good.Inputs[0], [], .. good.Inputs.Skip(2)] }), ChallengeReasons.NoAnswer);
        asked = await _fleet.Device.AskedAsync();
        good = await _fleet.AnswerAsync(asked.Nonce);
        AssertOpen(await _fleet.AttestAsync(asked.Nonce, good with { Inputs = [.. good.Inputs.Take(3)] }), ChallengeReasons.NoAnswer);
    }

    [Theory]
    [InlineData("gpu", null)]
    [InlineData("arm64-cpu", "CPU on x64, engine sha256:00")]
    [InlineData("arm64-cpu", "")]
    [RedTeam("G8", "Names another execution profile to be judged by a wider tolerance", typeof(ReferenceRun), "CHALLENGE_PROFILE_UNKNOWN")]
    public async Task Another_profile_is_not_held(string profile, string? engine)
    {
        Challenge asked = await _fleet.Device.AskedAsync();
        ModelAnswers answers = await _fleet.AnswerAsync(asked.Nonce) with { Profile = profile };
        AssertOpen(await _fleet.AttestAsync(asked.Nonce, answers, claims => claims with { Engine = engine switch { null => claims.Engine, "" => null, _ => engine } }), ChallengeReasons.ProfileUnknown);
    }

    [Fact]
    public async Task Without_a_worker_the_hub_says_that_it_cannot_say()
    {
        await using HeldFleet fleet = await HeldFleet.StartAsync(worker: "/nonexistent/mlsec-worker");
        Challenge asked = await fleet.Device.AskedAsync();
        AssertOpen(await fleet.AttestAsync(asked.Nonce, await fleet.AnswerAsync(asked.Nonce)), ChallengeReasons.ReferenceUnavailable);
    }

    /// <summary>Evidence of one device stays in its order while the first of it is compared: none of it is taken for a replay.</summary>
    [Fact]
    public async Task Evidence_behind_one_that_is_compared_waits_for_it()
    {
        Challenge epoch = await _fleet.Device.EpochAsync();
        Challenge asked = await _fleet.Device.AskedAsync();
        EvidenceClaims first = _fleet.Device.Claims(asked.Nonce, _fleet.Package);
        ModelAnswers answers = await _fleet.AnswerAsync(asked.Nonce);
        await _fleet.Device.AttestAsync(first with { Models = [first.Models[0] with { Answers = answers }] });
        await _fleet.Device.SendAsync(_fleet.Device.NextBirth());
        EvidenceClaims second = _fleet.Device.Claims(epoch.Nonce, _fleet.Package);
        await _fleet.Device.AttestAsync(second);
        Ear one = _fleet.Device.ReadAppraisal(await _fleet.Device.TakeAsync(Contracts.Telemetry.Topics.Appraisal));
        Ear other = _fleet.Device.ReadAppraisal(await _fleet.Device.TakeAsync(Contracts.Telemetry.Topics.Appraisal));
        Assert.Equal(asked.Nonce.ToArray(), one.Nonce!.Value.ToArray());
        Assert.Equal(epoch.Nonce.ToArray(), other.Nonce!.Value.ToArray());
        Assert.DoesNotContain(HubReasons.EvidenceReplayed.Code, await _fleet.Device.OpenAsync());
    }

    private async Task AssertNotHeldAsync(EarSubmodule model, Reason reason)
    {
        EarExplanation row = Row(model);
        Assert.Equal((TrustTier.Contraindicated, reason.Code), (model.Status, row.Reason));
        HubFinding finding = Assert.Single(await _fleet.Hub.FindingsAsync(_fleet.Device.Ueid.Hex));
        Assert.Equal((HeldFleet.Model, reason.Code, "critical"), (finding.Model, finding.Reason, finding.Severity));
        Assert.StartsWith("not held", (await _fleet.Device.SeenAsync()).Models[0].Challenge, StringComparison.Ordinal);
        using HttpClient visitor = new();
        string page = await visitor.GetStringAsync(
            new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_fleet.Hub.PagePort}/devices/{_fleet.Device.Ueid.Hex}")), TestContext.Current.CancellationToken);
        Assert.Contains("not held", page, StringComparison.Ordinal);
    }

    private static void AssertOpen(EarSubmodule model, Reason reason)
    {
        EarExplanation row = Row(model);
        Assert.Equal((TrustAspect.Configuration, reason.Code), (row.Aspect, row.Reason));
        Assert.NotEqual(TrustTier.Affirming, model.Status);
    }

    private static EarExplanation Row(EarSubmodule model) => model.Explanation.Single(row => row.Claim == "measres.challenge");

    private static ReadOnlyMemory<byte>[] Write(params Tensor[] outputs) => [.. AnswerTensors.Write("x64-cpu", [outputs]).Inputs[0]];
}
