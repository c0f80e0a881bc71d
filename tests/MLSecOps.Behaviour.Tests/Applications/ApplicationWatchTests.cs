using MLSecOps.Behaviour.Applications;
using MLSecOps.Core.Findings;
using MLSecOps.TestKit;

namespace MLSecOps.Behaviour.Tests.Applications;

public sealed class ApplicationWatchTests
{
    private static readonly WatchPolicy Policy = new();
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ApplicationWatch _watch = new(Policy, Start);
    private ulong _token;

    [Fact]
    public void Nothing_seen_is_not_good()
    {
        Assert.Equal(BehaviourResult.NotRun(ApplicationReasons.Pending), _watch.Served(Start));
        Assert.Equal(BehaviourResult.NotRun(ApplicationReasons.Pending), _watch.Audit(Start));
    }

    [Fact]
    public void Right_canaries_and_records_are_good()
    {
        _watch.Recorded(100, 0, Start);
        Answer(null, 1);
        Answer(null, 2);
        _watch.Audited(3, null);

        Assert.Equal(BehaviourResult.Passed("2 canaries"), _watch.Served(At(2)));
        Assert.Equal(BehaviourResult.Passed("3 records"), _watch.Audit(At(2)));
        Assert.Equal(0, _watch.Waiting);
    }

    [Fact]
    [RedTeam("G3", "An application opens the signed model and runs another one", typeof(ApplicationWatch), "APPLICATION_OTHER_MODEL")]
    public void A_first_canary_that_is_wrong_is_another_model()
    {
        Answer("y: element 3", 1);
        Answer(null, 2);
        Assert.Equal(BehaviourResult.Failed(ApplicationReasons.OtherModel, "v: y: element 3"), _watch.Served(At(2)));
    }

    /// <summary>A twin answers some golden inputs like the model: that is no change, until one is answered in two ways.</summary>
    [Fact]
    public void Another_input_that_is_wrong_is_another_model_and_the_same_one_a_change()
    {
        _watch.Answered("a", null, At(1));
        _watch.Answered("b", "off", At(2));
        Assert.Equal(BehaviourResult.Failed(ApplicationReasons.OtherModel, "b: off"), _watch.Served(At(2)));
        _watch.Answered("a", null, At(3));
        Assert.Equal(ApplicationReasons.OtherModel, _watch.Served(At(3)).Reason);
        _watch.Answered("a", "off too", At(4));
        _watch.Answered("c", "off", At(5));
        Assert.Equal(BehaviourResult.Failed(ApplicationReasons.AnswersChanged, "a: off too"), _watch.Served(At(5)));
    }

    [Fact]
    [RedTeam("G3", "The model in the memory of an application is replaced while it runs", typeof(ApplicationWatch), "APPLICATION_ANSWERS_CHANGED")]
    public void A_wrong_canary_after_right_ones_is_a_change_and_stays()
    {
        Answer(null, 1);
        Answer("off", 2);
        for (int minute = 3; minute < 60; minute++)
        {
            _watch.Recorded(10, 0, At(minute));
            Answer(null, minute);
        }

        Assert.Equal(ApplicationReasons.AnswersChanged, _watch.Served(At(60)).Reason);
    }

    [Fact]
    [RedTeam("G3", "An application answers canaries with the signed model and its users with another one", typeof(ApplicationWatch), "APPLICATION_AUDIT_DEVIATES")]
    public void Recorded_answers_that_deviate_fail_beside_right_canaries()
    {
        _watch.Recorded(100, 0, Start);
        Answer(null, 1);
        _watch.Audited(4, "y: element 0");
        _watch.Audited(4, null);

        Assert.Equal(CheckOutcome.Passed, _watch.Served(At(1)).Outcome);
        Assert.Equal(BehaviourResult.Failed(ApplicationReasons.AuditDeviates, "y: element 0"), _watch.Audit(At(1)));
    }

    [Fact]
    [RedTeam("G8", "An application stops answering canaries", typeof(ApplicationWatch), "APPLICATION_CANARY_UNANSWERED")]
    public void Canaries_without_answer_make_it_unknown_until_one_is_answered()
    {
        _watch.Recorded(10, 0, Start);
        Answer(null, 0);
        _watch.Sent(++_token, new SentCanary("v", At(1)));
        _watch.Expire(At(1) + Policy.Patience - TimeSpan.FromSeconds(1));
        Assert.Equal(1, _watch.Waiting);
        _watch.Expire(At(1) + Policy.Patience);
        Assert.Equal(CheckOutcome.Passed, _watch.Served(At(2)).Outcome);
        _watch.Refused("the call failed");
        Assert.Equal(BehaviourResult.NotRun(ApplicationReasons.CanaryUnanswered, "the call failed"), _watch.Served(At(2)));
        Answer(null, 3);
        Assert.Equal(CheckOutcome.Passed, _watch.Served(At(3)).Outcome);
    }

    [Fact]
    [RedTeam("G8", "An application floods its tap so that records are lost", typeof(ApplicationWatch), "TAP_RECORDS_LOST")]
    public void Loss_makes_it_unknown_until_it_is_long_ago()
    {
        _watch.Recorded(980, 20, Start);
        Answer(null, 1);
        _watch.Audited(1, null);
        Assert.Equal(BehaviourResult.NotRun(TapReasons.RecordsLost, "20 of 1000"), _watch.Served(At(1)));
        Assert.Equal(TapReasons.RecordsLost, _watch.Audit(At(1)).Reason);

        for (int minute = 2; minute <= 25; minute++)
        {
            _watch.Recorded(10, 0, At(minute));
            Answer(null, minute);
        }

        Assert.Equal(CheckOutcome.Passed, _watch.Served(At(25)).Outcome);
    }

    [Fact]
    [RedTeam("G8", "An application answers its users beside the watched path", typeof(ApplicationWatch), "APPLICATION_SILENT")]
    public void Silence_is_not_good()
    {
        for (int minute = 1; minute <= 10; minute++)
        {
            Answer(null, minute);
        }

        Assert.Equal(BehaviourResult.NotRun(ApplicationReasons.Silent, "for 10 minutes"), _watch.Served(At(10)));
        _watch.Recorded(1, 0, At(10));
        Assert.Equal(CheckOutcome.Passed, _watch.Served(At(10)).Outcome);
    }

    [Fact]
    public void Old_canaries_do_not_count()
    {
        Answer(null, 0);
        _watch.Recorded(1, 0, At(4));
        Assert.Equal(CheckOutcome.Passed, _watch.Served(At(4)).Outcome);
        Assert.Equal(ApplicationReasons.Pending, _watch.Served(At(5)).Reason);
    }

    [Fact]
    [RedTeam("G8", "An application answers canaries that it was never sent", typeof(ApplicationWatch), "APPLICATION_TOKEN_UNKNOWN")]
    public void A_token_that_was_never_sent_or_is_used_twice_is_hostile()
    {
        _watch.Sent(7, new SentCanary("v", Start));
        Assert.NotNull(_watch.Take(7));
        Assert.Null(_watch.Take(7));
        Assert.Equal(BehaviourResult.NotRun(ApplicationReasons.TokenUnknown, "1 messages"), _watch.Served(Start));
        Answer("off", 1);
        Assert.Equal(CheckOutcome.Failed, _watch.Served(At(1)).Outcome);
    }

    [Fact]
    public void An_answer_that_comes_too_late_is_not_hostile()
    {
        _watch.Sent(7, new SentCanary("v", Start));
        _watch.Expire(Start + Policy.Patience);
        Assert.Null(_watch.Take(7));
        Assert.Equal(ApplicationReasons.Pending, _watch.Served(At(1)).Reason);
    }

    [Fact]
    [RedTeam("G8", "An application sends what is no tap message", typeof(ApplicationWatch), "TAP_MALFORMED")]
    public void Broken_messages_make_it_unknown_for_good_and_the_first_reason_stands()
    {
        Answer(null, 1);
        _watch.Recorded(1, 0, At(1));
        _watch.Broke(TapReasons.Malformed);
        _watch.Broke(TapReasons.ForeignSender);
        Answer(null, 2);
        Assert.Equal(BehaviourResult.NotRun(TapReasons.Malformed, "2 messages"), _watch.Served(At(2)));
        Assert.Equal(TapReasons.Malformed, _watch.Audit(At(2)).Reason);
    }

    [Fact]
    public void An_audit_that_could_not_run_is_told_until_one_did()
    {
        _watch.Recorded(1, 0, Start);
        _watch.Audited(1, null);
        _watch.AuditFailed();
        Assert.Equal(ApplicationReasons.AuditNotRun, _watch.Audit(Start).Reason);
        _watch.Audited(1, null);
        Assert.Equal(BehaviourResult.Passed("2 records"), _watch.Audit(Start));
    }

    [Fact]
    public void The_worst_application_speaks_for_the_model()
    {
        BehaviourResult none = BehaviourResult.NotRun(ApplicationReasons.NoApplication);
        BehaviourResult good = BehaviourResult.Passed("1"), open = BehaviourResult.NotRun(ApplicationReasons.Silent), bad = BehaviourResult.Failed(ApplicationReasons.OtherModel, "x");
        Assert.Equal(none, BehaviourResult.Worst([], none));
        Assert.Equal(good, BehaviourResult.Worst([good, good], none));
        Assert.Equal(open, BehaviourResult.Worst([good, open], none));
        Assert.Equal(bad, BehaviourResult.Worst([open, good, bad], none));
    }

    private static DateTimeOffset At(int minute) => Start + TimeSpan.FromMinutes(minute);

    private void Answer(string? deviation, int minute)
    {
        _watch.Sent(++_token, new SentCanary("v", At(minute)));
        _watch.Answered(_watch.Take(_token)!.Vector, deviation, At(minute));
    }
}
