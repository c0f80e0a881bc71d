using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MLSecOps.Contracts.Hub;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Tests;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MLSecOps.Hub.Tests.Live;

/// <summary>A device without an agent: it has the key, the chain and the messages, and does what a test tells it.</summary>
internal sealed class SimulatedDevice : IAsyncDisposable
{
    public const string Time = "2026-11-23T12:00:00Z";

    private readonly LiveHub _hub;
    private BrokerClient? _broker;

    public SimulatedDevice(LiveHub hub, string ueid, ECDsa key, IReadOnlyList<ReadOnlyMemory<byte>> certificates)
    {
        _hub = hub;
        Ueid = Formats.Eat.Ueid.TryParse(ueid, out Ueid? parsed) ? parsed : throw new ArgumentException(ueid, nameof(ueid));
        Key = key;
        Certificates = certificates;
        X509Certificate2 bare = certificates.Select(der => X509CertificateLoader.LoadCertificate(der.Span)).Single(each => each.Subject == $"CN={ueid}");
        Certificate = bare.CopyWithPrivateKey(key);
        Epoch = new ChainEpoch(RandomNumberGenerator.GetBytes(ChainEpoch.Size));
    }

    public Ueid Ueid { get; }

    public ECDsa Key { get; }

    /// <summary>What enrolment gave.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Certificates { get; }

    /// <summary>The certificate with its key.</summary>
    public X509Certificate2 Certificate { get; }

    public ChainEpoch Epoch { get; private set; }

    /// <summary>The last record; null before the first.</summary>
    public ChainHead? Head { get; set; }

    public BrokerClient Broker => _broker!;

    public Inbox Inbox => _broker!.Inbox;

    /// <summary>Connects and listens to what is for it.</summary>
    public async Task ConnectAsync(MqttApplicationMessage? will = null)
    {
        _broker = new BrokerClient();
        MqttClientConnectResult result = await _broker.ConnectAsync(_hub, Ueid.Hex, Certificate, will);
        Assert.Equal(MqttClientConnectResultCode.Success, result.ResultCode);
        Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS1, await _broker.SubscribeAsync(Topics.EverythingDown(Ueid.Hex)));
    }

    /// <summary>Hangs up without a word; the broker sends the will.</summary>
    public void Break()
    {
        _broker!.Break();
        _broker = null;
    }

    /// <summary>Makes the next record of the chain.</summary>
    public SimulatedRecord Next<T>(string type, T payload, JsonTypeInfo<T> form, string severity = "notice")
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(payload, form);
        return Next(type, json, severity);
    }

    public SimulatedRecord Next(string type, byte[] payload, string severity = "notice")
    {
        Sha256Digest digest = Sha256Digest.Of(payload);
        ChainLink link = Head is null ? ChainLink.First(Epoch, type, severity, digest) : ChainLink.After(Head, type, severity, digest);
        Head = link.Head;
        return new SimulatedRecord(Ueid.Hex, link, payload);
    }

    /// <summary>The first record of a chain.</summary>
    public SimulatedRecord NextEpoch() => Next(RecordTypes.Epoch, new EpochRecord(EpochRecord.SchemaName, Time, EpochCauses.First), TelemetryJson.Default.EpochRecord);

    public SimulatedRecord NextBirth(long bdSeq = 1) => Next(
        RecordTypes.Birth, new BirthRecord(BirthRecord.SchemaName, Time, bdSeq, "0.1.0", "enforce", "x86-64", []), TelemetryJson.Default.BirthRecord, "info");

    public SimulatedRecord NextFinding(Reason? reason = null, string @event = "recheck-failed") => Next(
        RecordTypes.Finding,
        new FindingRecord(FindingRecord.SchemaName, Time, @event, (reason ?? StoreReasons.ModelTampered).Code, "critical", "keyword-spotter", 17),
        TelemetryJson.Default.FindingRecord,
        "critical");

    /// <summary>Goes on with the chain of the same device under another key.</summary>
    public void Continue(SimulatedDevice before) => (Epoch, Head) = (before.Epoch, before.Head);

    /// <summary>Forgets the chain and begins another.</summary>
    public void BeginEpoch()
    {
        Epoch = new ChainEpoch(RandomNumberGenerator.GetBytes(ChainEpoch.Size));
        Head = null;
    }

    public async Task SendAsync(params SimulatedRecord[] records)
    {
        foreach (SimulatedRecord record in records)
        {
            await SendAsync(record.Message());
        }
    }

    // Nobody but the hub may be listening.
    public async Task SendAsync(MqttApplicationMessage message) =>
        Assert.Contains(await Broker.PublishAsync(message), new[] { MqttClientPublishReasonCode.Success, MqttClientPublishReasonCode.NoMatchingSubscribers });

    public static MqttApplicationMessage Message(string topic, string? contentType, ReadOnlyMemory<byte> payload, params (string Name, string Value)[] properties) => new()
    {
        Topic = topic,
        ContentType = contentType,
        Payload = new ReadOnlySequence<byte>(payload),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        UserProperties = [.. properties.Select(each => new MqttUserProperty(each.Name, Encoding.UTF8.GetBytes(each.Value).AsMemory()))],
    };

    public MqttApplicationMessage Death(long bdSeq) => Message(
        Topics.Up(Ueid.Hex, Topics.Death), MediaTypes.Json, JsonSerializer.SerializeToUtf8Bytes(new DeathRecord(DeathRecord.SchemaName, bdSeq), TelemetryJson.Default.DeathRecord));

    /// <summary>The next message of a kind.</summary>
    public Task<MqttApplicationMessage> TakeAsync(string kind) =>
        Inbox.TakeAsync(message => message.Topic == Topics.Down(Ueid.Hex, kind), kind);

    /// <summary>Waits until everything up to a head is acknowledged; acknowledgements of less may come before.</summary>
    public async Task AcknowledgedAsync(ChainHead head)
    {
        while (ReadAcknowledgement(await TakeAsync(Topics.Acknowledgement)) != head)
        {
        }
    }

    /// <summary>An acknowledgement as the device judges it.</summary>
    public ChainHead ReadAcknowledgement(MqttApplicationMessage message)
    {
        Assert.Equal(EvidenceProfile.AcknowledgementMediaType, message.ContentType);
        HubStatement<ChainHead> statement = HubStatements.VerifyAcknowledgement(message.Payload.ToArray(), _hub.Keys.Hub, _hub.Now);
        Assert.IsType<TrustVerdict.Trusted>(statement.Verdict);
        return statement.Value!;
    }

    /// <summary>A challenge as the device judges it.</summary>
    public Challenge ReadChallenge(MqttApplicationMessage message)
    {
        Assert.Equal(Challenge.MediaType, message.ContentType);
        HubStatement<Challenge> statement = HubStatements.VerifyChallenge(message.Payload.ToArray(), Ueid, _hub.Keys.Hub, _hub.Now);
        Assert.IsType<TrustVerdict.Trusted>(statement.Verdict);
        return statement.Value!;
    }

    /// <summary>An appraisal as the device judges it.</summary>
    public Ear ReadAppraisal(MqttApplicationMessage message)
    {
        Assert.Equal(EvidenceProfile.ResultsMediaType, message.ContentType);
        HubStatement<Ear> statement = HubStatements.VerifyAppraisal(message.Payload.ToArray(), Ueid, _hub.Keys.Hub, _hub.Now);
        Assert.IsType<TrustVerdict.Trusted>(statement.Verdict);
        return statement.Value!;
    }

    /// <summary>The fleet's newest nonce.</summary>
    public async Task<Challenge> EpochAsync() => ReadChallenge(await Inbox.TakeAsync(
        message => message.Topic == Topics.Down(Ueid.Hex, Topics.Challenge) && ReadChallenge(message).Kind == ChallengeKind.Epoch, "the fleet's nonce"));

    /// <summary>Asks the hub to challenge this device, and gives the challenge that came.</summary>
    public async Task<Challenge> AskedAsync()
    {
        using HttpResponseMessage answer = await _hub.Operator.PostAsync($"{HubRoutes.DeviceOf(Ueid.Hex)}/challenge", null, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, answer.StatusCode);
        ChallengeReply reply = await LiveHub.ReadAsync(answer, HubJson.Default.ChallengeReply);
        return ReadChallenge(await Inbox.TakeAsync(
            message => message.Topic == Topics.Down(Ueid.Hex, Topics.Challenge) && Convert.ToHexStringLower(ReadChallenge(message).Nonce.Span) == reply.Nonce,
            $"challenge {reply.Nonce}"));
    }

    /// <summary>Waits until the hub has done everything that came before, and said what it says about it: work goes through one queue, and acknowledgements come last of a batch.</summary>
    public async Task SettleAsync()
    {
        await AskedAsync();
        await AskedAsync();
    }

    /// <summary>Lets time pass and waits until the hub has made its round. Only with <see cref="LiveHub.ShortEpoch"/>.</summary>
    public async Task PassAsync(TimeSpan span)
    {
        _hub.Time.Advance(span);
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(_hub.Time.GetUtcNow().ToUnixTimeSeconds());
        while ((await EpochAsync()).Issued != now)
        {
        }
    }

    /// <summary>Claims of an honest device that runs the sample package.</summary>
    public EvidenceClaims Claims(ReadOnlyMemory<byte> nonce, SamplePackage package)
    {
        ModelManifest manifest = package.Manifest;
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(_hub.Time.GetUtcNow().ToUnixTimeSeconds());
        return new EvidenceClaims(
            nonce,
            Ueid,
            now,
            3,
            new byte[16],
            "0.1.0",
            EvidenceMode.Enforce,
            Head!,
            Sha256Digest.Of("agent"u8),
            "onnxruntime 1.31.1; worker 0.1.0; CPU; x86-64",
            Sha256Digest.Of("configuration"u8),
            LiveHub.HashOf(Key),
            [],
            [],
            [
                new ModelClaims(
                    manifest.Model,
                    manifest.Version,
                    new ReleaseId(manifest.Release, Sha256Digest.Of(package.ManifestBytes)),
                    new DiskMeasurement(manifest.Files[0].FsVerity, now.AddMinutes(-1)),
                    UpdatePhase.Confirmed,
                    manifest.Release,
                    [],
                    [MeasurementResult.Of("rehearsal@suite-1", CheckOutcome.Passed), MeasurementResult.Of("scrub", CheckOutcome.Passed)]),
            ]);
    }

    public ReadOnlyMemory<byte> Sign(EvidenceClaims claims, ECDsa? key = null) => SamplePackage.Ok(EvidenceSigner.Sign(claims, key ?? Key, []));

    /// <summary>Signs claims and sends them.</summary>
    public Task AttestAsync(EvidenceClaims claims, ECDsa? key = null) => AttestAsync(Sign(claims, key));

    public Task AttestAsync(ReadOnlyMemory<byte> evidence) => SendAsync(EvidenceMessage(evidence));

    public MqttApplicationMessage EvidenceMessage(ReadOnlyMemory<byte> evidence, string? contentType = EvidenceProfile.MediaType) =>
        Message(Topics.Up(Ueid.Hex, Topics.Evidence), contentType, evidence, (EventAttributes.Type, RecordTypes.Evidence));

    /// <summary>What the operators' interface says of this device.</summary>
    public async Task<HubDevice> SeenAsync() => (await _hub.AskAsync(HubRoutes.DeviceOf(Ueid.Hex), HubJson.Default.HubDeviceDetail)).Device;

    /// <summary>Reason codes of its open findings.</summary>
    public async Task<IReadOnlyList<string>> OpenAsync() => [.. (await _hub.FindingsAsync(Ueid.Hex)).Select(finding => finding.Reason)];

    public async ValueTask DisposeAsync()
    {
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }

        Certificate.Dispose();
        Key.Dispose();
    }
}
