using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Chain;
using MLSecOps.Hub.Attest;
using MLSecOps.Hub.Challenges;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Identity;
using MLSecOps.Hub.Ingest;
using MLSecOps.Hub.Mqtt;
using MLSecOps.Hub.Packages;
using MLSecOps.Hub.Page;
using MLSecOps.Hub.Service;
using MLSecOps.Hub.Storage;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.TestKit;
using Microsoft.Extensions.Time.Testing;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.Hub.Tests.Line;

/// <summary>The intake outlives what nobody thought of.</summary>
public sealed class IntakeTests
{
    [Fact]
    public async Task A_message_that_breaks_the_hub_s_own_code_does_not_stop_the_others()
    {
        const string Ueid = "0100112233445566778899aabbccddeeff";
        using ScratchFolder folder = new();
        FakeTimeProvider time = new(Trust.Tests.SamplePackage.Now);
        using SqliteHubStore store = SqliteHubStore.Open(folder["hub.db"], time);
        Enrol(store, Ueid, time);
        using HubIdentity identity = Identity();
        using Statements statements = new(identity);
        StringWriter said = new();
        HubLog log = new(said);
        RevocationLists lists = new(identity, folder["revoked.pem"], folder["issuers.crl"], log, time);
        PendingDeaths deaths = new(TimeSpan.FromSeconds(30));
        using EvidenceDesk desk = new(identity, statements, new TpmPolicy(), new ChallengeStanding(new DeclaredChallenges(new PackageFiles(folder["state"]))), time);
        MessageHandler handler = new(
            new EvidenceIntake(desk, lists),
            new Rounds(new Challenger(statements, TimeSpan.FromMinutes(5), time), null, deaths, lists, TimeSpan.FromMinutes(15), time), deaths, lists, log, time);
        await using SilentBroker broker = new();
        await using (Intake intake = new(store, broker, handler, statements, lists, new PageEvents(), log, time))
        {
            ChainLink first = ChainLink.First(new ChainEpoch([1, .. new byte[15]]), RecordTypes.Epoch, "notice", Sha256Digest.Of("{}"u8));
            IncomingMessage bad = new(Topics.Up(Ueid, Topics.Finding), MediaTypes.Json, new UnreadableAttributes(), "{}"u8.ToArray());
            await intake.ReceivedAsync(bad, TestContext.Current.CancellationToken);
            await intake.ReceivedAsync(Message(Ueid, first), TestContext.Current.CancellationToken);
            intake.Start();
            OutgoingMessage answer = await broker.Published.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            Assert.Equal(Topics.Down(Ueid, Topics.Acknowledgement), answer.Topic);
            Assert.Null(intake.Trouble);
        }

        Assert.NotNull(store.FindRecord(Ueid, "01" + new string('0', 30), 1));
        Assert.Contains(HubReasons.MessageMalformed.Code, said.ToString(), StringComparison.Ordinal);
    }

    private static void Enrol(SqliteHubStore store, string ueid, TimeProvider time)
    {
        using IHubTransaction database = store.Begin();
        DateTimeOffset now = time.GetUtcNow();
        Sha256Digest secret = Sha256Digest.Of("secret"u8);
        database.AddToken(new EnrolmentToken(secret, ueid, now, now.AddHours(1), "operator"));
        Assert.True(database.Redeem(secret, new Device(ueid, secret, [new byte[] { 1 }], now, "operator")));
        database.Commit();
    }

    private static HubIdentity Identity()
    {
        FleetKeys keys = new();
        return new HubIdentity
        {
            Tls = keys.Tls,
            Client = null,
            Signer = keys.Signer,
            DeviceAuthority = keys.DeviceAuthority.Certificate,
            Director = null,
            Fleet = null,
            Publishers = new Trust.Policy.TrustPolicy(keys.Hub),
            Hub = keys.Hub,
            Operators = keys.Hub,
        };
    }

    private static IncomingMessage Message(string ueid, ChainLink link) => new(
        Topics.Up(ueid, Topics.Finding),
        MediaTypes.Link,
        new Dictionary<string, string>(),
        link.Encode());

    /// <summary>Stands for a defect of ours: no message from outside can have it.</summary>
    private sealed class UnreadableAttributes : Dictionary<string, string>, IReadOnlyDictionary<string, string>
    {
        bool IReadOnlyDictionary<string, string>.TryGetValue(string key, out string value) => throw new InvalidOperationException("a defect");
    }

    private sealed class SilentBroker : IBroker
    {
        public Task DisconnectAsync(string ueid, Core.Findings.Reason reason, CancellationToken cancellationToken) => Task.CompletedTask;

        public TaskCompletionSource<OutgoingMessage> Published { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Port => 0;

        public string? Trouble => null;

        public Task StartAsync(IBrokerSink sink, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task PublishAsync(OutgoingMessage message, CancellationToken cancellationToken)
        {
            Published.TrySetResult(message);
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
