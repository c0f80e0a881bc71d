using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Evidence;
using MLSecOps.Formats.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Appraisal;
using Microsoft.Extensions.Time.Testing;

namespace MLSecOps.EdgeAgent.Tests.Evidence;

/// <summary>When a device has its models run for a hub, and what evidence says of it. What the worker answers is given by the test.</summary>
public sealed class ChallengeResponderTests : IAsyncLifetime
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(6);
    private static readonly ModelAnswers Answers = new("x64-cpu", [[new byte[8]], [new byte[8]]]);

    private readonly ScratchFolder _folder = new();
    private readonly EvidenceFleet _fleet = new();
    private readonly FakeTimeProvider _time = new();
    private TestDevice _device = null!;
    private int _runs;

    public async ValueTask InitializeAsync()
    {
        SigningAuthority authority = SigningAuthority.Create();
        _device = new TestDevice(_folder, authority);
        await _device.InstallAsync(new TestPackage().Bytes(authority));
        await _device.UntilAsync(() => _device.Slot().Integrity == Integrity.Intact && _device.Evidence().Measured("vision") is not null);
    }

    public async ValueTask DisposeAsync()
    {
        await _device.DisposeAsync();
        _fleet.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_question_to_this_device_is_always_answered_and_the_fleet_s_now_and_then()
    {
        using ChallengeResponder responder = Responder(_ => new ChallengeResponse(Answers, null));
        Assert.NotNull(await AskAsync(responder, 1, isOwn: false));
        Assert.Equal(ChallengeReasons.NotDue, (await AskAsync(responder, 2, isOwn: false)).Reason);
        Assert.NotNull((await AskAsync(responder, 3, isOwn: true)).Answers);
        Assert.Equal(2, _runs);
        _time.Advance(Interval);
        Assert.NotNull((await AskAsync(responder, 4, isOwn: false)).Answers);
        Assert.Equal(3, _runs);
    }

    [Fact]
    public async Task What_failed_is_tried_again_sooner_but_not_with_every_nonce()
    {
        using ChallengeResponder responder = Responder(_ => ChallengeResponse.Open(RehearsalReasons.EngineUnavailable));
        Assert.Equal(RehearsalReasons.EngineUnavailable, (await AskAsync(responder, 1, isOwn: false)).Reason);
        Assert.Equal(ChallengeReasons.NotDue, (await AskAsync(responder, 2, isOwn: false)).Reason);
        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(RehearsalReasons.EngineUnavailable, (await AskAsync(responder, 3, isOwn: false)).Reason);
        Assert.Equal(2, _runs);
    }

    [Fact]
    [RedTeam("G10", "Brings the hub's question to a device again and again, so that it runs its model all day", typeof(ChallengeResponder))]
    public async Task The_same_nonce_costs_one_run()
    {
        using ChallengeResponder responder = Responder(_ => new ChallengeResponse(Answers, null));
        for (int i = 0; i < 20; i++)
        {
            Assert.Same(Answers, (await AskAsync(responder, 1, isOwn: true)).Answers);
        }

        Assert.Equal(1, _runs);
    }

    [Fact]
    public async Task Answers_that_do_not_fit_are_not_sent_in_part()
    {
        ModelAnswers large = new("x64-cpu", [[new byte[EvidenceLimits.AnswerBytes + 1]]]);
        using ChallengeResponder responder = Responder(_ => new ChallengeResponse(large, null));
        Assert.Equal(ChallengeReasons.AnswersTooLarge, (await AskAsync(responder, 1, isOwn: true)).Reason);
    }

    [Fact]
    public async Task A_worker_that_does_not_answer_in_time_does_not_keep_evidence_back()
    {
        using ChallengeResponder responder = new(
            _device.Evidence, async (_, _, _, token) => { await Task.Delay(Timeout.Infinite, token); return ChallengeResponse.NotDeclared; },
            new ChallengeSchedule(() => Interval, _time), () => TimeSpan.FromMilliseconds(20), TimeProvider.System);
        Assert.Equal(ChallengeReasons.NoAnswer, (await AskAsync(responder, 1, isOwn: true)).Reason);
    }

    [Fact]
    public async Task Evidence_carries_the_answers_of_its_release_and_never_a_verdict_on_them()
    {
        using ChallengeResponder responder = Responder(_ => new ChallengeResponse(Answers, null));
        ChallengeResponses responses = await responder.AnswerAsync(EvidenceFleet.Nonce, true, _fleet.Identity.Ueid);
        EvidenceMaker maker = _fleet.Maker(_device.Evidence);
        ModelClaims model = maker.Claims(EvidenceFleet.Nonce, EvidenceFleet.Head, responses).Models[0];
        Assert.Same(Answers, model.Answers);
        Assert.Equal(new MeasuredCheck("answered", CheckOutcome.Passed), Assert.Single(model.Results.Single(result => result.System == MeasuringSystems.Challenge).Results));

        // Of a release that is not current any more, nothing is said.
        ReleaseId other = new(9, Core.Digests.Sha256Digest.Of([9]));
        Assert.Null(new ChallengeResponses(new Dictionary<ReleaseId, ChallengeResponse> { [other] = new(Answers, null) }).Of(_device.Slot()));
        Assert.Null(maker.Claims(EvidenceFleet.Nonce, EvidenceFleet.Head).Models[0].Answers);
        Assert.Equal(ChallengeReasons.AnswersTooLarge, responses.WithoutAnswers().Of(_device.Slot())!.Reason);
    }

    private ChallengeResponder Responder(Func<SlotState, ChallengeResponse> answer) => new(
        _device.Evidence,
        (slot, _, _, _) =>
        {
            _runs++;
            return Task.FromResult(answer(slot));
        },
        new ChallengeSchedule(() => Interval, _time),
        () => TimeSpan.FromSeconds(30),
        TimeProvider.System);

    private async Task<ChallengeResponse> AskAsync(ChallengeResponder responder, byte nonce, bool isOwn) =>
        (await responder.AnswerAsync(Enumerable.Repeat(nonce, 32).ToArray(), isOwn, _fleet.Identity.Ueid)).Of(_device.Slot())!;
}
