using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Behaviour.Applications;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.EdgeAgent.Tap;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Onnx;
using MLSecOps.Formats.Tap;
using MLSecOps.Formats.Verity;
using MLSecOps.Linux.Memory;
using MLSecOps.Linux.Sockets;
using MLSecOps.TestKit;

namespace MLSecOps.EdgeAgent.Tests.Tap;

/// <summary>The desk with real taps and signed vectors of an installed release; what the signed model answers in an audit is computed here.</summary>
public sealed class TapDeskTests : IDisposable
{
    private static readonly PeerCredentials Here = RunningProgramTests.Here;

    private readonly ScratchFolder _folder = new();
    private readonly SigningAuthority _authority = SigningAuthority.Create();
    private int _changes;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_honest_application_is_served_and_audited()
    {
        await using TestDevice device = await InstallAsync();
        await using TapDesk desk = Desk(device);
        Assert.Equal(ApplicationReasons.NoApplication, desk.Of("vision", device.Slot().Current!.Id).Served.Reason);
        using TestApplication application = Open(desk, device);

        ModelBehaviour behaviour = await UntilAsync(desk, device, application, now => now.Served.Outcome == CheckOutcome.Passed && now.Audited.Outcome == CheckOutcome.Passed);
        Assert.True(application.Canaries > 0);
        Assert.True(_changes > 0);
        Assert.False(behaviour.Rehearsed && application.Canaries < 3);
        Assert.Contains("applications answer like the signed model", device.JournalText, StringComparison.Ordinal);
        Assert.Equal(Environment.ProcessPath, Assert.Single(desk.Standings).Program);

        // Evidence says who has which bytes.
        HandedOut given = Assert.Single(desk.HandedOut("vision"));
        Assert.Equal((Sha256Digest.Of("model"u8), device.Slot().Current!.Id.Manifest, 1), (given.Model, given.Manifest, given.Open));
        Assert.Equal(Sha256Digest.Of(File.ReadAllBytes(Environment.ProcessPath!)), given.Executable);
    }

    [Fact]
    [RedTeam("G3", "Opens the signed model, and loads another file", typeof(TapDesk), "APPLICATION_OTHER_MODEL")]
    public async Task An_application_that_loaded_another_model_is_found()
    {
        await using TestDevice device = await InstallAsync();
        await using TapDesk desk = Desk(device);
        using TestApplication application = Open(desk, device);
        application.Adds = 1.5f;

        ModelBehaviour behaviour = await UntilAsync(desk, device, application, now => now.Served.Outcome == CheckOutcome.Failed);
        Assert.Equal(ApplicationReasons.OtherModel, behaviour.Served.Reason);
        await device.UntilAsync(() => device.Log.Findings.Any(finding => finding is { Reason: "APPLICATION_OTHER_MODEL", Model: "vision", Severity: "error" }));
    }

    [Fact]
    [RedTeam("G3", "Replaces the model in an application's memory while it serves", typeof(TapDesk), "APPLICATION_ANSWERS_CHANGED")]
    public async Task An_application_whose_answers_change_is_found_and_is_not_believed_again()
    {
        await using TestDevice device = await InstallAsync();
        await using TapDesk desk = Desk(device);
        using TestApplication application = Open(desk, device);
        await UntilAsync(desk, device, application, now => now.Served.Outcome == CheckOutcome.Passed);
        application.Adds = 2;
        await UntilAsync(desk, device, application, now => now.Served.Reason == ApplicationReasons.AnswersChanged);

        application.Adds = 1;
        int canaries = application.Canaries;
        await UntilAsync(desk, device, application, _ => application.Canaries > canaries + 2);
        Assert.Equal(ApplicationReasons.AnswersChanged, desk.Of("vision", device.Slot().Current!.Id).Served.Reason);
    }

    [Fact]
    [RedTeam("G3", "Answers canaries rightly and its users with another model", typeof(TapDesk), "APPLICATION_AUDIT_DEVIATES")]
    public async Task Answers_to_users_that_are_not_the_model_s_are_found_by_an_audit()
    {
        await using TestDevice device = await InstallAsync();
        await using TapDesk desk = Desk(device);
        using TestApplication application = Open(desk, device);
        application.AddsForUsers = 1.25f;

        ModelBehaviour behaviour = await UntilAsync(desk, device, application, now => now.Audited.Outcome == CheckOutcome.Failed && now.Served.Outcome == CheckOutcome.Passed);
        Assert.Equal(ApplicationReasons.AuditDeviates, behaviour.Audited.Reason);
        Assert.Contains("instead of", behaviour.Audited.Detail, StringComparison.Ordinal);
    }

    [Fact]
    [RedTeam("G8", "Loses more records than it may", typeof(TapDesk), "TAP_RECORDS_LOST")]
    public async Task Lost_records_make_it_unknown()
    {
        await using TestDevice device = await InstallAsync();
        await using TapDesk desk = Desk(device);
        using TestApplication application = Open(desk, device);
        application.Call(1);
        application.Lose(5000);
        Assert.Equal(TapReasons.RecordsLost, (await UntilAsync(desk, device, application, now => now.Served.Reason == TapReasons.RecordsLost)).Audited.Reason);
    }

    [Theory]
    [InlineData("half", "TAP_MALFORMED")]
    [InlineData("version", "TAP_VERSION_UNKNOWN")]
    [InlineData("length", "TAP_MALFORMED")]
    [InlineData("kind", "TAP_MALFORMED")]
    [InlineData("descriptor", "TAP_DESCRIPTOR_REFUSED")]
    [InlineData("long", "TAP_LIMIT_EXCEEDED")]
    [RedTeam("G6", "Sends half messages, other versions, hostile lengths, foreign kinds and stray descriptors on its tap", typeof(TapSession), "TAP_MALFORMED", "TAP_VERSION_UNKNOWN", "TAP_DESCRIPTOR_REFUSED", "TAP_LIMIT_EXCEEDED")]
    public async Task What_is_no_tap_message_is_dropped_counted_and_told(string what, string code)
    {
        await using TestDevice device = await InstallAsync();
        await using TapDesk desk = Desk(device);
        using TestApplication application = Open(desk, device);
        byte[] message = new byte[TapLimits.MessageBytes + 64];
        int length = TapWriter.Bye(message, 0, 0);
        using SealedMemoryFile file = SealedMemoryFile.Create("stray", new byte[8]);
        using SafeFileHandle stray = file.OpenReadOnly();
        Assert.Equal(SendOutcome.Sent, what switch
        {
            "half" => application.Send(message.AsSpan(0, length - 8)),
            "version" => application.Send(With(message, length, TapLayout.VersionAt, 9)),
            "length" => application.Send(With(message, length, TapLayout.BytesAt + 3, 0xff)),
            "kind" => application.Send(With(message, length, TapLayout.KindAt, 0x81)),
            "descriptor" => application.Send(message.AsSpan(0, length), stray),
            _ => application.Send(message),
        });

        ModelBehaviour behaviour = await UntilAsync(desk, device, application, now => now.Served.Reason?.Code == code);
        Assert.Equal(CheckOutcome.NotRun, behaviour.Audited.Outcome);
        await device.UntilAsync(() => device.Log.Findings.Any(finding => finding.Reason == code && finding.Detail!.Contains("1 messages", StringComparison.Ordinal)));
    }

    [Fact]
    [RedTeam("G8", "Another process sends on the tap of an application", typeof(TapSession), "TAP_FOREIGN_SENDER")]
    public async Task Another_sender_than_the_one_that_opened_is_refused()
    {
        await using TestDevice device = await InstallAsync();
        await using TapDesk desk = Desk(device);
        using TestApplication application = Open(desk, device, new PeerCredentials(Environment.ProcessId + 1, 0, 0));
        application.Call(1);
        Assert.Equal(TapReasons.ForeignSender, (await UntilAsync(desk, device, null, now => now.Served.Reason == TapReasons.ForeignSender)).Served.Reason);
    }

    [Fact]
    [RedTeam("G8", "Opens the model and never reads its tap", typeof(TapDesk), "APPLICATION_CANARY_UNANSWERED")]
    public async Task An_application_that_answers_no_canary_is_not_examined()
    {
        await using TestDevice device = await InstallAsync();
        await using TapDesk desk = Desk(device, new WatchPolicy { CanaryInterval = TimeSpan.FromMilliseconds(20), Patience = TimeSpan.FromMilliseconds(50) });
        using TestApplication application = Open(desk, device);
        Assert.Equal(ApplicationReasons.CanaryUnanswered, (await UntilAsync(desk, device, null, now => now.Served.Reason == ApplicationReasons.CanaryUnanswered)).Served.Reason);
    }

    [Fact]
    public async Task An_application_that_never_gives_its_tensors_whole_is_not_audited_and_that_is_said()
    {
        await using TestDevice device = await InstallAsync();
        await using TapDesk desk = Desk(device, new WatchPolicy { Patience = TimeSpan.FromMilliseconds(100) });
        using TestApplication application = Open(desk, device);
        for (int tried = 0; tried < 500 && desk.Of("vision", device.Slot().Current!.Id).Audited.Reason != ApplicationReasons.AuditNotRun; tried++)
        {
            application.CallOmitting(100_000);
            application.Answer();
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal(ApplicationReasons.AuditNotRun, desk.Of("vision", device.Slot().Current!.Id).Audited.Reason);
        Assert.Equal(1, application.AskedForWhole);
    }

    [Fact]
    [RedTeam("G10", "Opens a model again and again and keeps every tap", typeof(TapDesk), "APPLICATION_TOO_MANY")]
    public async Task More_taps_than_the_desk_takes_are_closed_and_that_is_told_once()
    {
        await using TestDevice device = await InstallAsync();
        await using TapDesk desk = Desk(device);
        List<TestApplication> applications = [.. Enumerable.Range(0, TapDesk.MostSessions + 3).Select(_ => Open(desk, device))];
        await device.UntilAsync(() => device.Log.Findings.Any(finding => finding.Reason == "APPLICATION_TOO_MANY"));
        await device.UntilAsync(() => desk.Standings.Count == TapDesk.MostSessions);
        Assert.Equal(SendOutcome.Gone, applications[^1].Send(new byte[8]));
        Assert.Single(device.Log.Findings, finding => finding.Reason == "APPLICATION_TOO_MANY");
        applications.ForEach(application => application.Dispose());
    }

    [Fact]
    public async Task The_end_of_an_application_is_noticed_and_nothing_is_known_any_more()
    {
        await using TestDevice device = await InstallAsync();
        await using TapDesk desk = Desk(device);
        TestApplication application = Open(desk, device);
        await UntilAsync(desk, device, application, now => now.Served.Outcome == CheckOutcome.Passed);
        application.Dispose();
        Assert.Equal(ApplicationReasons.NoApplication, (await UntilAsync(desk, device, null, now => now.Served.Outcome != CheckOutcome.Passed)).Served.Reason);
        Assert.Empty(desk.Standings);
    }

    [Fact]
    public async Task An_application_with_an_earlier_release_says_nothing_of_the_current_one()
    {
        await using TestDevice device = await InstallAsync();
        await using TapDesk desk = Desk(device);
        using TestApplication application = Open(desk, device);
        await UntilAsync(desk, device, application, now => now.Served.Outcome == CheckOutcome.Passed);
        Assert.Equal(ApplicationReasons.EarlierRelease, desk.Of("vision", new Core.Update.ReleaseId(2, Sha256Digest.Of("other"u8))).Served.Reason);
    }

    [Fact]
    [RedTeam("G1", "Changes the golden answers on the disk to those of another model", typeof(SignedVectors))]
    public async Task Golden_answers_that_were_changed_on_the_disk_are_not_asked()
    {
        await using TestDevice device = await InstallAsync();
        string folder = device.Layout.Release("vision", device.Slot().Current!.Id);
        SignedVectors vectors = SignedVectors.Load(folder, device.Slot().Current!.Id, new ManagedBlockHasher())!;
        Assert.Equal(["v0", "v1", "v2"], vectors.Names);
        Assert.NotNull(vectors.Read("v1"));
        string golden = Path.Combine(folder, "sanity/v1/output_0.pb");
        File.SetUnixFileMode(golden, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllBytes(golden, Floats("y", 9, 9));
        Assert.Null(vectors.Read("v1"));
        Assert.NotNull(vectors.Read("v2"));
    }

    [Fact]
    public async Task A_model_that_only_applications_can_run_is_rehearsed_by_them_at_once()
    {
        await using TestDevice device = new(_folder, _authority, "[update]\nsoak = \"0s\"\nallow_opaque = true\n");
        await device.InstallAsync(Package(ModelFormat.Opaque).Bytes(_authority));
        await using TapDesk desk = Desk(device, new WatchPolicy { CanaryInterval = TimeSpan.FromHours(1) });
        using TestApplication application = Open(desk, device);
        ModelBehaviour behaviour = await UntilAsync(desk, device, application, now => now.Rehearsed);
        Assert.Equal(3, application.Canaries);
        Assert.Equal(CheckOutcome.Passed, behaviour.Served.Outcome);
    }

    private static Span<byte> With(byte[] message, int length, int at, byte value)
    {
        message[at] = value;
        return message.AsSpan(0, length);
    }

    private static byte[] Floats(string name, params float[] values) =>
        TensorProtoWriter.Write(new Tensor(name, ElementType.Float32, [values.Length], MemoryMarshal.AsBytes<float>(values).ToArray()));

    private static TestPackage Package(ModelFormat format = ModelFormat.Onnx) => new()
    {
        Format = format,
        More =
        [
            ("sanity/suite.json", FileRole.Sanity, """{"schema":"mlsec.sanity/1","vectors":[{"path":"v0"},{"path":"v1"},{"path":"v2"}]}"""u8.ToArray()),
            .. Enumerable.Range(0, 3).SelectMany(number => new[]
            {
                ($"sanity/v{number}/input_0.pb", FileRole.Sanity, Floats("x", number, -number)),
                ($"sanity/v{number}/output_0.pb", FileRole.Sanity, Floats("y", number + 1, 1 - number)),
            }),
        ],
    };

    private async Task<TestDevice> InstallAsync()
    {
        TestDevice device = new(_folder, _authority);
        await device.InstallAsync(Package().Bytes(_authority));
        return device;
    }

    private TapDesk Desk(TestDevice device, WatchPolicy? policy = null) => new(new DeskSurroundings(
        device.Layout.Release,
        model => device.Slot(model),
        (_, suite, calls, _) => Task.FromResult(Audit(suite, calls)),
        () => policy ?? new WatchPolicy { CanaryInterval = TimeSpan.FromMilliseconds(50), AuditInterval = TimeSpan.FromMilliseconds(50), AuditRecords = 2 },
        new ApplicationReporter(device.Log, () => Interlocked.Increment(ref _changes)),
        new ManagedBlockHasher(),
        TimeProvider.System));

    private static AuditResult Audit(SanitySuite suite, IReadOnlyList<RecordedCall> calls)
    {
        string? deviation = calls
            .Select(call => AnswerComparison.FirstDeviation(
                suite, "x64-cpu", [call.Inputs[0] with { Name = "y", Data = MemoryMarshal.AsBytes<float>([.. MemoryMarshal.Cast<byte, float>(call.Inputs[0].Data.Span).ToArray().Select(value => value + 1)]).ToArray() }], call.Outputs))
            .FirstOrDefault(found => found is not null);
        return new AuditResult(calls.Count, deviation, false);
    }

    private static TestApplication Open(TapDesk desk, TestDevice device, PeerCredentials? caller = null)
    {
        SeqpacketPair pair = SeqpacketPair.Create();
        desk.Take(pair.Ours, new OpenedModel("vision", device.Slot().Current!.Id, Sha256Digest.Of("model"u8), caller ?? Here));
        return new TestApplication(pair.Theirs);
    }

    private static async Task<ModelBehaviour> UntilAsync(TapDesk desk, TestDevice device, TestApplication? application, Func<ModelBehaviour, bool> reached)
    {
        for (int tried = 0; tried < 1500; tried++)
        {
            application?.Answer();
            if (tried % 10 == 0)
            {
                application?.Call(tried, 1);
            }

            ModelBehaviour now = desk.Of("vision", device.Slot().Current!.Id);
            if (reached(now))
            {
                return now;
            }

            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"not reached; now {desk.Of("vision", device.Slot().Current!.Id)}");
    }
}
