using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Spool;
using MLSecOps.EdgeAgent.Tests.Spool;
using MLSecOps.EdgeAgent.Update;
using MLSecOps.TestKit;

namespace MLSecOps.EdgeAgent.Tests.Update;

/// <summary>What an inspection does on a device: refuses, reports, and is remembered.</summary>
public sealed class InspectionStoryTests : IDisposable
{
    private static readonly InspectionResult Blocked = new(CheckOutcome.Failed, InspectionReasons.Blocked, TestDevice.Engine) { Blocking = ["GRAPH-SHADOW"], Warned = ["IO-DRIFT"] };

    private static readonly InspectionNote[] Notes =
    [
        new("GRAPH-SHADOW", "blocking", "graph/If_12", "AML.T0018.001", "a branch"), new("IO-DRIFT", "warning", "graph/input[0]", "AML.T0018.001", "another shape"),
    ];

    private readonly ScratchFolder _folder = new();
    private readonly SigningAuthority _authority = SigningAuthority.Create();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [RedTeam("G1", "Drops a signed package whose model hides a backdoor into the device's folder", typeof(EffectRunner), "MODEL_INSPECTION_BLOCKED")]
    public async Task A_model_that_blocks_is_refused_the_running_one_stays_and_the_hub_hears_what_and_where()
    {
        await using TestDevice device = new(_folder, _authority);
        RecordChain chain = RecordChain.Open(device.Layout, ChainFolder.Quota, TimeProvider.System);
        device.Log.Records = new RecordSink(chain, device.Log);
        SlotState good = await device.InstallAsync(new TestPackage().Bytes(_authority));
        device.Inspection = Blocked;
        device.InspectionNotes = Notes;
        SlotState after = await device.InstallAsync(new TestPackage { Release = 2 }.Bytes(_authority), "bad.mlpkg");

        Assert.Equal(InspectionReasons.Blocked, after.LastFailure);
        Assert.Equal(good.Current!.Id, after.Current!.Id);
        Assert.True(after.MayHandOut(device.Policy, TestDevice.Engine));
        Assert.Empty(Directory.GetFileSystemEntries(device.Layout.Staging));
        FindingRecord told = ChainFolder.All(chain).Where(record => record.Link.Type == RecordTypes.Finding).Select(ChainFolder.Payload<FindingRecord>).Single();
        Assert.Equal(("inspection-failed", "MODEL_INSPECTION_BLOCKED", "error", 2), (told.Event, told.Reason, told.Severity, told.Release));
        Assert.Equal(Notes, told.Inspection);
    }

    [Fact]
    public async Task Observe_installs_reports_and_remembers()
    {
        await using TestDevice device = new(_folder, _authority, mode: "observe") { Inspection = Blocked, InspectionNotes = Notes };
        SlotState state = await device.InstallAsync(new TestPackage().Bytes(_authority));
        Assert.Equal(1, state.Current!.Id.Release);
        Assert.Contains("MODEL_INSPECTION_BLOCKED", device.JournalText);
    }

    [Fact]
    public async Task What_was_found_survives_a_restart()
    {
        InspectionResult found = new(CheckOutcome.Passed, null, TestDevice.Engine) { Warned = ["IO-DRIFT"], Waived = ["ENTROPY"] };
        await using (TestDevice device = new(_folder, _authority) { Inspection = found })
        {
            await device.InstallAsync(new TestPackage().Bytes(_authority));
        }

        await using TestDevice again = new(_folder, _authority);
        InspectionResult kept = again.Slot().Current!.Inspection!;
        Assert.Equal((found.Outcome, found.Reason, found.Engine), (kept.Outcome, kept.Reason, kept.Engine));
        Assert.Equal((IEnumerable<string>)["IO-DRIFT", "ENTROPY"], kept.Warned.Concat(kept.Waived));
        await again.UntilAsync(() => again.Slot().MayHandOut(again.Policy, TestDevice.Engine));
    }

    [Fact]
    [RedTeam("G8", "Takes the worker away before a candidate is inspected", typeof(EffectRunner), "WORKER_LAUNCH_FAILED")]
    public async Task A_model_that_could_not_be_inspected_is_not_installed_and_tried_again()
    {
        await using TestDevice device = new(_folder, _authority) { Inspection = new(CheckOutcome.NotRun, SandboxReasons.LaunchFailed, "") };
        SlotState open = await device.InstallAsync(new TestPackage().Bytes(_authority));
        Assert.Null(open.Current);
        Assert.Empty(open.Refused);

        device.Inspection = new(CheckOutcome.Passed, null, TestDevice.Engine);
        Assert.Equal(1, (await device.InstallAsync(new TestPackage().Bytes(_authority))).Current!.Id.Release);
    }
}
