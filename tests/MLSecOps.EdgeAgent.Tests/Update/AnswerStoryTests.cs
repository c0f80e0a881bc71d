using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Evidence;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Tap;
using MLSecOps.TestKit;

namespace MLSecOps.EdgeAgent.Tests.Update;

/// <summary>A device whose model starts to answer with other bits: over starts, in status, evidence and on demand.</summary>
public sealed class AnswerStoryTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly SigningAuthority _authority = SigningAuthority.Create();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    [RedTeam("G3", "Changes what a model answers, within every tolerance, while the device is off", typeof(AnswerEnrolment), "ANSWERS_CHANGED")]
    public async Task Other_bits_after_a_restart_are_an_integrity_finding_and_end_with_the_enrolled_ones()
    {
        await using (TestDevice before = new(_folder, _authority) { Rehearsal = Passed(1) })
        {
            SlotState installed = await before.InstallAsync(new TestPackage().Bytes(_authority));
            Assert.Single(installed.Answers);
            Assert.Contains("exact answers were enrolled", before.JournalText, StringComparison.Ordinal);
        }

        await using TestDevice device = new(_folder, _authority) { Rehearsal = Passed(2) };
        await device.UntilAsync(() => device.Slot().LatestRehearsal is { Reason.Code: "ANSWERS_CHANGED" });
        Assert.False(device.Slot().MayHandOut(device.Policy, TestDevice.Engine));
        var status = StatusView.Of(device.Slot(), device.Policy, TestDevice.Engine, null);
        Assert.Equal(("rejected", "ANSWERS_CHANGED"), (status.Verdict, status.Reason));
        await device.UntilAsync(() => device.Log.Findings.Any(finding => finding.Reason == "ANSWERS_CHANGED"));
        Assert.Contains("1 of 1 vectors answer with other bits: a", device.JournalText, StringComparison.Ordinal);
        var stated = ModelEvidence.Of(device.Slot(), null, TestDevice.Engine, ModelBehaviour.None).Results.Single(result => result.Name == "rehearsal");
        Assert.Equal(CheckOutcome.Failed, stated.Outcome);
        Assert.Equal([("all", CheckOutcome.Passed), ("ANSWERS_CHANGED", CheckOutcome.Failed)], stated.Results.Select(check => (check.Id, check.Outcome)));

        // Told once, however often it is found.
        RehearsalOnDemand desk = Desk(device);
        Assert.Equal(("failed", "ANSWERS_CHANGED"), await Ask(desk));
        Assert.Equal(("failed", "ANSWERS_CHANGED"), await Ask(desk));
        Assert.Single(device.Log.Findings, finding => finding.Reason == "ANSWERS_CHANGED");

        device.Rehearsal = Passed(1);
        Assert.Equal(("passed", null), await Ask(desk));
        Assert.True(device.Slot().MayHandOut(device.Policy, TestDevice.Engine));
    }

    [Fact]
    public async Task Each_start_rehearses_again_while_the_model_is_handed_out()
    {
        await using (TestDevice before = new(_folder, _authority) { Rehearsal = Passed(1) })
        {
            await before.InstallAsync(new TestPackage().Bytes(_authority));
        }

        await using TestDevice device = new(_folder, _authority) { Rehearsal = Passed(1) };
        await device.UntilAsync(() => device.Slot().LatestRehearsal is { Outcome: CheckOutcome.Passed });
        Assert.True(device.Slot().MayHandOut(device.Policy, TestDevice.Engine));
    }

    [Fact]
    public async Task On_demand_it_says_how_it_ended_and_what_stands_in_the_way()
    {
        await using TestDevice device = new(_folder, _authority) { Rehearsal = Passed(1) };
        RehearsalOnDemand desk = Desk(device);
        Assert.Null(await desk.RunAsync("vision", Token));
        SlotState installed = await device.InstallAsync(new TestPackage().Bytes(_authority));
        await device.UntilAsync(() => device.Slot().Integrity == Integrity.Intact);

        var reply = await desk.RunAsync("vision", Token);
        Assert.Equal(
            (installed.Current!.Id.Release, "passed", true, TestDevice.Engine, null), (reply!.Release, reply.Outcome, reply.Enrolled, reply.Engine, reply.Reason));

        device.Rehearsal = new(CheckOutcome.NotRun, RehearsalReasons.EngineUnavailable, string.Empty);
        Assert.Equal(("not_run", "INFERENCE_ENGINE_UNAVAILABLE"), await Ask(desk));
        Assert.True(device.Slot().MayHandOut(device.Policy, TestDevice.Engine));

        device.Post(new UpdateEvent.CurrentInspected(installed.Current.Id, new(CheckOutcome.Failed, InspectionReasons.Blocked, TestDevice.Engine)));
        await device.UntilAsync(() => !device.Slot().MayHandOut(device.Policy, TestDevice.Engine));
        Assert.Equal(("not_run", InspectionReasons.Blocked.Code), await Ask(desk));
    }

    [Fact]
    public async Task A_disk_that_refuses_to_read_is_an_answer_too()
    {
        await using TestDevice device = new(_folder, _authority) { Rehearsal = Passed(1) };
        await device.InstallAsync(new TestPackage().Bytes(_authority));
        await device.UntilAsync(() => device.Slot().Integrity == Integrity.Intact);
        device.RehearsalFault = new IOException("no");
        Assert.Equal(("not_run", "STORE_FAILED"), await Ask(Desk(device)));
    }

    private static RehearsalOnDemand Desk(TestDevice device) => new(device.Slots, () => TestDevice.Engine, TimeProvider.System);

    private static async Task<(string Outcome, string? Reason)> Ask(RehearsalOnDemand desk)
    {
        var reply = await desk.RunAsync("vision", Token);
        return (reply!.Outcome, reply.Reason);
    }

    private static RehearsalResult Passed(byte bits) => new(CheckOutcome.Passed, null, TestDevice.Engine) { Answers = [new AnswerDigest("a", Sha256Digest.Of([bits]), 2)] };
}
