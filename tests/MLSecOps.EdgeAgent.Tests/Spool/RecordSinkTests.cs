using System.Text;
using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Spool;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.EdgeAgent.Tests.Evidence;
using MLSecOps.TestKit;

namespace MLSecOps.EdgeAgent.Tests.Spool;

/// <summary>What of the journal the hub gets to know.</summary>
public sealed class RecordSinkTests : IDisposable
{
    private const string ReportOnly = "[update]\nsoak = \"0s\"\n[watch]\non_tamper = \"report\"\n";

    private readonly ScratchFolder _folder = new();
    private readonly SigningAuthority _authority = SigningAuthority.Create();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_update_is_told_step_by_step()
    {
        await using TestDevice device = new(_folder, _authority);
        RecordChain chain = Connect(device);
        SlotState state = await device.InstallAsync(new TestPackage().Bytes(_authority));
        List<SpooledRecord> records = [.. ChainFolder.All(chain).Where(record => record.Link.Type == RecordTypes.Update)];
        List<UpdateRecord> steps = [.. records.Select(ChainFolder.Payload<UpdateRecord>)];
        Assert.Equal(["package-verified", "inspected", "rehearsed", "became-current", "confirmed"], steps.Select(step => step.Event));
        Assert.Equal(["inspecting", "rehearsing", "staged", "confirmed", "confirmed"], steps.Select(step => step.State));
        Assert.All(steps, step => Assert.Equal(("vision", 1, state.Current!.Id.Manifest.ToString()), (step.Model, step.Release, step.ManifestDigest)));
        Assert.All(records, record => Assert.Equal("vision", record.Subject));
    }

    [Fact]
    public async Task Tampering_is_a_critical_finding_with_the_file_and_both_digests()
    {
        await using TestDevice device = new(_folder, _authority, ReportOnly);
        RecordChain chain = Connect(device);
        SlotState state = await device.InstallAsync(new TestPackage().Bytes(_authority));
        string file = device.ModelFile();
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        byte[] bytes = File.ReadAllBytes(file);
        bytes[5000] ^= 1;
        File.WriteAllBytes(file, bytes);
        device.Recheck();
        await device.UntilAsync(() => Findings(chain).Any());
        SpooledRecord record = Findings(chain).Single();
        FindingRecord finding = ChainFolder.Payload<FindingRecord>(record);
        Assert.Equal(("critical", "tampering-noticed", "MODEL_TAMPERED", "vision"), (record.Link.Severity, finding.Event, finding.Reason, finding.Model));
        Assert.Equal((1, state.Current!.Id.Manifest.ToString()), (finding.Release, finding.ManifestDigest));
        FindingFile told = Assert.Single(finding.Files!);
        Sha256Digest found = device.Evidence().Measured("vision")!.Model!.Value;
        Assert.Equal(("model.onnx", "MODEL_TAMPERED", EvidenceFleet.SignedDigest(device).ToString(), found.ToString()), (told.Path, told.Reason, told.Expected, told.Found));
        Assert.NotEqual(told.Expected, told.Found);
    }

    [Fact]
    public async Task A_restored_model_ends_its_finding()
    {
        await using TestDevice device = new(_folder, _authority);
        RecordChain chain = Connect(device);
        await device.InstallAsync(new TestPackage().Bytes(_authority));
        string file = device.ModelFile();
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(file, "other");
        device.Recheck();
        await device.UntilAsync(() => Events(chain).Contains("restored"));
        Assert.Equal(["tampering-noticed", "restored"], Events(chain).SkipWhile(name => name != "tampering-noticed"));
    }

    [Fact]
    public async Task A_refused_package_says_which_check_decided()
    {
        await using TestDevice device = new(_folder, _authority);
        RecordChain chain = Connect(device);
        await device.InstallAsync(new TestPackage { Hardware = ["rpi5"] }.Bytes(_authority));
        FindingRecord finding = ChainFolder.Payload<FindingRecord>(Findings(chain).Single());
        Assert.Equal(("package-refused", "HARDWARE_MISMATCH", "error"), (finding.Event, finding.Reason, finding.Severity));
        FindingFile check = Assert.Single(finding.Files!);
        Assert.Contains("rpi5", check.Expected);
        Assert.Contains("x86-64", check.Found);
    }

    [Fact]
    public void What_is_no_finding_and_no_step_is_not_recorded()
    {
        (AgentLog log, RecordChain chain) = Log();
        log.Write(JournalEvents.AgentStarted);
        log.Write(JournalEvents.StateRepaired, null, StoreReasons.StateRepaired);
        log.Write(JournalEvents.AlreadyCurrent, "vision", StoreReasons.AlreadyCurrent);
        log.Write(JournalEvents.CheckFailed, "vision", null, "signature.value on manifest.json");
        Assert.Single(ChainFolder.All(chain));
        log.Failure(StoreReasons.NoSpace, "vision", "no room");
        FindingRecord finding = ChainFolder.Payload<FindingRecord>(Findings(chain).Single());
        Assert.Equal(("operation-failed", "STORE_NO_SPACE", "no room"), (finding.Event, finding.Reason, finding.Detail));
    }

    [Fact]
    public void Text_from_outside_cannot_make_a_record_too_large()
    {
        string hostile = string.Concat(Enumerable.Repeat("\u0001\ud83d", 4000));
        LogEntry entry = new(JournalEvents.TamperingNoticed)
        {
            Model = "vision",
            Reason = StoreReasons.ModelFileUnsigned,
            Detail = hostile,
            Files = [.. Enumerable.Range(0, 5000).Select(_ => new FindingFile(hostile, "MODEL_FILE_UNSIGNED", hostile, hostile))],
        };
        EntryRecord record = EntryRecord.Of(entry, "2026-11-25T00:00:00Z")!;
        Assert.InRange(record.Payload.Length, 1, TelemetryJson.MaxBytes);
        Assert.True(TelemetryJson.TryRead(record.Payload, TelemetryJson.Default.FindingRecord, out FindingRecord? read));
        Assert.Equal(16, read.Files!.Count);
    }

    [Fact]
    public void A_disk_that_refuses_is_said_once_and_the_records_that_it_cost_are_counted()
    {
        (AgentLog log, RecordChain chain) = Log();
        string folder = Path.Combine(_folder["state"], "chain");
        Directory.Move(folder, _folder["away"]);
        log.Failure(StoreReasons.NoSpace, "vision", "one");
        log.Failure(StoreReasons.NoSpace, "vision", "two");
        Assert.Equal(3, log.Findings.Count);
        Directory.Move(_folder["away"], folder);
        log.Failure(StoreReasons.NoSpace, "vision", "three");
        DroppedRecord dropped = ChainFolder.Payload<DroppedRecord>(Assert.Single(ChainFolder.All(chain), record => record.Link.Type == RecordTypes.Dropped));
        Assert.Equal(3, dropped.Counts["error"]);
        Assert.Contains("three", Encoding.UTF8.GetString(ChainFolder.All(chain)[^1].Payload!.Value.Span));
    }

    private (AgentLog Log, RecordChain Chain) Log()
    {
        AgentLog log = new(Linux.Systemd.Journal.Open("test", TextWriter.Null, _folder["no-journal"]), TimeProvider.System);
        Directory.CreateDirectory(_folder["state"]);
        RecordChain chain = RecordChain.Open(new StoreLayout(_folder["state"]), ChainFolder.Quota, TimeProvider.System);
        log.Records = new RecordSink(chain, log);
        return (log, chain);
    }

    private static RecordChain Connect(TestDevice device)
    {
        RecordChain chain = RecordChain.Open(device.Layout, ChainFolder.Quota, TimeProvider.System);
        device.Log.Records = new RecordSink(chain, device.Log);
        return chain;
    }

    private static IEnumerable<SpooledRecord> Findings(RecordChain chain) => ChainFolder.All(chain).Where(record => record.Link.Type == RecordTypes.Finding);

    private static IEnumerable<string> Events(RecordChain chain) => ChainFolder.All(chain).Where(record => record.Link.Type is RecordTypes.Finding or RecordTypes.Update)
        .Select(record => record.Link.Type == RecordTypes.Finding ? ChainFolder.Payload<FindingRecord>(record).Event : ChainFolder.Payload<UpdateRecord>(record).Event);
}
