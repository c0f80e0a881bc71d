using System.Text.Json;
using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Bytes;
using MLSecOps.EdgeAgent.Desired;
using MLSecOps.EdgeAgent.Documents;
using MLSecOps.EdgeAgent.Enrolment;
using MLSecOps.EdgeAgent.Evidence;
using MLSecOps.EdgeAgent.Mqtt;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Spool;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.EdgeAgent.Tests.Hub;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Directives;

namespace MLSecOps.EdgeAgent.Tests.Mqtt;

/// <summary>The agent's half of the line, whole, over a real broker: what is missing are slots.</summary>
internal sealed class LineDevice : IAsyncDisposable
{
    private readonly BootCounter _boot;
    private readonly TestHub _hub;

    public LineDevice(TestHub hub, LineTiming? timing = null, StateStore? floors = null)
    {
        _hub = hub;
        LineTiming hurry = timing ?? Hurry;
        StoreLayout layout = new(hub.Settings.Agent.StateDirectory);
        _boot = BootCounter.Read(layout);
        Chain = RecordChain.Open(layout, 1 << 20, TimeProvider.System);
        hub.Log.Records = new RecordSink(Chain, hub.Log);
        Orders = new LineOrders(TimeProvider.System);
        EpochNonce nonce = new(TimeProvider.System);
        RefusalLog refusals = new(hub.Log, hurry.FindingPause, TimeProvider.System);
        Keeper = hub.Keeper();
        DirectiveIntake directives = new(hub.Trust, Keeper, (directive, _) => InForce.Add(directive), hub.Log);
        IdentityStore identities = hub.Identities();
        EstClient client = new(hub.Trust);
        Line = new HubLine(new LineParts(
            () => hub.Settings,
            hub.Trust,
            new Enroller(identities, new TokenFile(() => hub.TokenFile), client, hub.Log, hurry, TimeProvider.System) { Issued = EnrolledAgain },
            new CertificateRenewal(identities, client, () => hub.Trust.Now, hub.Log, hurry, TimeProvider.System),
            identities,
            client,
            new ConnectionNumber(layout.Connection, hub.Log),
            Chain,
            Orders,
            nonce,
            new DownMessages(hub.Trust, Chain, directives, Keeper, nonce, Orders, () => Interlocked.Increment(ref _rechecks), refusals, hurry.CommandPause, TimeProvider.System)
            {
                Floors = floors is null ? null : new FloorIntake(
                    hub.Trust,
                    () => Chain.Head?.Epoch,
                    () => floors.Trouble is not null,
                    proven => floors.TryAdopt(proven.ToDictionary(floor => floor.Model, floor => floor.Release), _ => 0) is not null),
            },
            number => new BirthRecord(BirthRecord.SchemaName, StatusView.Rfc3339(TestHub.Now), number, AgentVersion.Text, "enforce", "x86-64", []),
            Evidence,
            refusals,
            hub.Log,
            hurry,
            TimeProvider.System));
        Line.Start();
    }

    private int _rechecks;

    public static LineTiming Hurry { get; } = new()
    {
        FirstRetry = TimeSpan.FromMilliseconds(20),
        LongestRetry = TimeSpan.FromMilliseconds(100),
        RefusedRetry = TimeSpan.FromMilliseconds(100),
        TokenLook = TimeSpan.FromMilliseconds(10),
        EvidencePause = TimeSpan.FromMilliseconds(50),
        RenewalLook = TimeSpan.FromMilliseconds(20),
        LongestRenewalRetry = TimeSpan.FromMilliseconds(100),
    };

    public HubLine Line { get; }

    public RecordChain Chain { get; }

    public TrustKeeper Keeper { get; }

    public LineOrders Orders { get; }

    public List<Directive> InForce { get; } = [];

    public int Rechecks => Volatile.Read(ref _rechecks);

    public ChainHead Say(string what) => Assert.IsType<AppendAttempt.Appended>(Chain.Append(
        RecordTypes.Finding,
        EventSeverity.Notice,
        JsonSerializer.SerializeToUtf8Bytes(new FindingRecord(FindingRecord.SchemaName, "2026-11-25T00:00:00Z", "check-failed", what, "notice"), TelemetryJson.Default.FindingRecord),
        "vision")).Record.Link.Head;

    public ValueTask DisposeAsync() => Line.DisposeAsync();

    private void EnrolledAgain()
    {
        if (Chain.IsKnownToHub)
        {
            Chain.BeginAnew(EpochCauses.Reenrolled);
        }
    }

    private ValueTask<MadeEvidence?> Evidence(OpenNonce open, EnrolledIdentity identity)
    {
        EvidenceMaker maker = new(
            new EvidenceIdentity(identity.Ueid, identity.Key, identity.Certificates),
            _boot,
            () => new EvidenceState(_hub.Settings, new EngineReport(string.Empty, [], null, null), [], _ => null),
            TimeProvider.System);
        ChainHead head = Chain.Head!;
        Assert.True(maker.Make(open.Nonce, head).TryGet(out ReadOnlyMemory<byte> message, out FormatFault? fault), fault?.ToString());
        return ValueTask.FromResult<MadeEvidence?>(new MadeEvidence(message, head, EvidenceProfile.MediaType));
    }
}
